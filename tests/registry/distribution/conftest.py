"""An office whose documents are issued and delivered: who keeps them, who works by them."""

from datetime import datetime
from typing import Any

from registry.distribution.models import Delivery
from registry.documents import services as documents
from registry.documents.models import Document, Version
from registry.organisation.models import User
from registry.trail import outbox
from tests.processes.control.conftest import Office, make_office
from tests.support.worlds import once_a_module

office = once_a_module(make_office)


def work() -> None:
    """Do the jobs that are due, and those that they note."""
    while outbox.work():
        pass


def issue(
    office: Office,
    document: Document | None = None,
    *,
    text: str = "Mọi việc của cơ quan.",
    note: str = "Lần đầu",
    starts: datetime | None = None,
    confidentiality: str = "internal",
) -> Version:
    """Issue a manual of the office, or its next issue; the jobs are left to do."""
    body = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": text}]}
    if document is None:
        draft = office.draft(f"Sổ tay {Document.objects.of(office.agency).count()}")
    else:
        fresh = Document.objects.of(office.agency).get(pk=document.pk)
        draft = documents.begin_revision(office.secretary, fresh)
    draft = documents.save_draft(
        office.secretary,
        draft,
        body,
        base_digest=draft.draft_digest,
        confidentiality=confidentiality,
    )
    return issued(office, draft, note=note, starts=starts)


def issued(
    office: Office, draft: Document, *, note: str = "Lần đầu", starts: datetime | None = None
) -> Version:
    """Issue a draft."""
    dossier = documents.freeze(office.secretary, [draft], title="Bộ", change_note=note)
    given: dict[str, Any] = {"decision_no": "1/QĐ", "approvals": [], "effective_from": starts}
    return documents.issue(office.top, dossier, **given)[0]


def delivery(version: Version, person: User) -> Delivery:
    """What somebody got of a version."""
    found: Delivery = Delivery.objects.of(version.agency_id).get(version=version, person=person)
    return found
