"""Documents of the demo that are read again: one in time, one soon, one late."""

from functools import partial
from typing import Any

from cms.demo.office import Office
from registry.documents.models import Document
from registry.periodic import services
from registry.periodic.models import ReviewOutcome

Json = dict[str, Any]


def plan(office: Office, told: Json) -> None:
    """Plan of which documents the periods are shorter, and who has read one again."""
    for row in told["periods"]:
        office.later(office.days.ago(row["day"], row["hour"]), partial(_set, office, row))
    for row in told["reviews"]:
        office.later(office.days.ago(row["day"], row["hour"]), partial(_review, office, row))


def _document(office: Office, row: Json) -> Document:
    found: Document = Document.objects.of(office.agency).get(code=row["code"])
    return found


def _set(office: Office, row: Json) -> None:
    services.set_period(office.person(row["who"]), _document(office, row), row["months"])


def _review(office: Office, row: Json) -> None:
    document = _document(office, row)
    services.review(
        office.person(row["who"]),
        document,
        ReviewOutcome.UNCHANGED,
        remark=row["remark"],
        seen=services.shown_of(document),
    )
