"""One ward with its people and what it has issued."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from registry.documents.models import Document
from registry.organisation.models import Agency, Unit, User
from tests import factories

NOW = factories.at("2026-11-16 09:00")


def manual(word: str = "Mọi việc") -> dict[str, Any]:
    """The body of a manual."""
    return {"sections": [{"id": "m1", "heading": "Phạm vi", "text": f"{word}."}]}


def objectives(year: int = 2026) -> dict[str, Any]:
    """Two objectives, one of which has a result in its issued text."""
    return {
        "year": year,
        "objectives": [
            {"id": "a", "objective": "Giải quyết đúng hạn", "comparison": "at_least",
             "target": "98", "unit": "%", "owner": "Văn phòng", "due": f"{year}-12-31",
             "measure": "Đúng hạn chia tổng số", "q1": "95.5"},
            {"id": "b", "objective": "Số ngày chờ", "comparison": "at_most", "target": "5",
             "unit": "ngày", "owner": "Phòng TP", "due": f"{year}-06-30", "measure": "Trung bình"},
        ],
    }  # fmt: skip


@dataclass
class Ward:
    """A ward: its secretary, a leader of its office, somebody of staff, and a stranger."""

    agency: Agency
    unit: Unit
    secretary: User
    head: User
    staff: User
    stranger: User

    def issue(self, kind: str = "manual", body: Any = None, **options: Any) -> Document:
        """A document in force, of the office's."""
        body = manual() if body is None else body
        document: Document = factories.install(self.agency, kind, body, **options).document
        Document.objects.of(self.agency).filter(pk=document.pk).update(owner_unit=self.unit)
        document.refresh_from_db()
        return document


def make_ward() -> Ward:
    """The ward."""
    agency = factories.agency()
    unit = factories.unit(agency, "VP", "Văn phòng")
    return Ward(
        agency,
        unit,
        factories.person(agency, role="iso_secretary", unit=unit, name="Lê Thị Thư"),
        factories.person(agency, role="department_leader", unit=unit, name="Ngô Văn Trưởng"),
        factories.person(agency, role="staff", unit=unit, name="Đỗ Văn Cán"),
        factories.person(factories.agency(), role="iso_secretary", name="Người Lạ"),
    )


def client_of(user: User) -> Client:
    """Somebody at a browser."""
    client = Client()
    client.force_login(user)
    return client
