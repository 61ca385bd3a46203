"""An agency with the whole chain of review: author, leaders, stand-in of the ISO board."""

import json
from dataclasses import dataclass
from pathlib import Path

from processes.control import reviews, services
from processes.models import Task
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.organisation.models import Agency, User
from tests import factories
from tests.support.worlds import once_a_module

CHAIN = Path(__file__).parents[3] / "fixtures" / "system" / "document_control.json"


@dataclass
class Office:
    agency: Agency
    secretary: User
    head: User
    stand_in: User
    quality: User
    top: User

    def draft(self, title: str = "Sổ tay", **body: object) -> Document:
        sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc của cơ quan."}]
        return documents.create(
            self.secretary,
            self.agency,
            "manual",
            title=title,
            code=f"ST-{title}",
            body={"sections": sections, **body},
            owner_unit=factories.unit(self.agency, "VP"),
        )

    def submit(self, *drafts: Document, **options: object) -> Dossier:
        return services.submit(
            self.secretary, drafts, title="Bộ tài liệu", change_note="Lần đầu", **options
        )

    def task(self, dossier: Dossier) -> Task:
        turn = reviews.current_step(reviews.case_of(dossier))
        assert turn is not None
        return turn.task

    def approve(self, dossier: Dossier, *people: User) -> None:
        for person in people:
            factories.verdict(person, self.task(dossier), "forward", decision_no="07/QĐ-UBND")

    @property
    def chain(self) -> tuple[User, User, User, User]:
        return self.head, self.stand_in, self.quality, self.top


def make_office() -> Office:
    agency = factories.agency()
    desk = factories.unit(agency, "VP", "Văn phòng")
    office = Office(
        agency,
        secretary=factories.person(
            agency, role="iso_secretary", roles=("drafter", "staff"), unit=desk, name="Mai Lan"
        ),
        head=factories.person(
            agency, role="department_leader", unit=desk, name="Quang Vinh", position="Trưởng phòng"
        ),
        stand_in=factories.person(agency, role="staff", unit=desk, name="Ngọc Hà"),
        quality=factories.person(
            agency, role="quality_leader", name="Văn Khải", position="Phó Chủ tịch"
        ),
        top=factories.person(agency, role="top_leader", name="Minh Đức", position="Chủ tịch"),
    )
    factories.delegation(agency, office.secretary, office.stand_in, "iso_secretary", "stand_in")
    factories.calendar(agency, factories.calendar_body(**{"from": "2025-01-01"}))
    chain = json.loads(CHAIN.read_text())
    factories.install(agency, "process", chain["body"], code=chain["code"], title=chain["title"])
    return office


office = once_a_module(make_office)
