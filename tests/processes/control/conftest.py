"""An agency with the whole chain of review: author, leaders, stand-in of the ISO board."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes.control import reviews, services
from processes.models import Task
from registry.documents import services as documents
from registry.documents.models import Document, Dossier, Version
from registry.now import now
from registry.organisation.models import Agency, User
from tests import factories
from tests.support.worlds import once_a_module

SYSTEM = Path(__file__).parents[3] / "fixtures" / "system"


def install_chain(agency: Agency, *, shared: bool = False, **changes: Any) -> Version:
    """The shipped chain of review in force in an agency, and the checklist that it asks for.

    `changes` replace steps by their ids; a second call issues the chain anew.
    """
    form = json.loads((SYSTEM / "review_checklist.json").read_text())
    made = factories.install(
        agency, "form", form["body"], code=form["code"], title=form["title"], shared=shared
    )
    text = (SYSTEM / "document_control.json").read_text()
    chain = json.loads(text.replace(form["uid"], factories.uid_of(made)))
    body = chain["body"]
    body["steps"] = [row for one in body["steps"] for row in changes.get(one["id"], [one])]
    before = Document.objects.of(agency).filter(code=chain["code"], kind="process").first()
    return factories.install(
        agency, "process", body, code=chain["code"], title=chain["title"], shared=shared,
        uid=str(before.uid) if before else None, starts=now() if before else None,
    )  # fmt: skip


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
    install_chain(agency)
    return office


office = once_a_module(make_office)
