"""What a document is called: by everybody, and in its draft. Nothing else writes these columns.

A draft may carry another code and title than what is issued, and they are as secret as its body:
`Document.code` and `Document.title` are those of the issue in force (else of the last one), so
whoever shows or searches a document without thinking of drafts shows nothing of one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from registry.documents import columns
from registry.documents.models import Document, Validity, Version
from registry.now import local, now
from registry.trail import outbox

JOB = "document.name"
COLUMNS = columns.NAMES
# With what follows from them.
WRITTEN = (*COLUMNS, *columns.DERIVED)


def issued_name(document: Document) -> Version | None:
    """Find the issue whose name the document bears now: that in force, else the last one."""
    versions = Version.objects.of(document.agency_id).filter(document=document)
    in_force = Validity.unscoped.filter(Validity.at(now()), document=document).values("version")
    return (
        versions.filter(pk__in=in_force).first()
        or versions.order_by("issue_no", "revision_no").last()
    )


def name_draft(document: Document, code: str, title: str) -> None:
    """Give the draft a name; that of an issued document stays until this one is issued."""
    if (code, title) == (document.draft_code, document.draft_title):
        return
    if not document.versions.exists():
        document.code, document.title = code, title
    _draft_is(document, code, title)


def settle(document: Document) -> None:
    """Let the document bear the name that it has now; its draft keeps its own."""
    code, title = document.draft_code, document.draft_title
    version = issued_name(document)
    if version is not None:
        document.code, document.title = version.code, version.title
    _draft_is(document, code, title)


def _draft_is(document: Document, code: str, title: str) -> None:
    document.next_code = None if code == document.code else code
    document.next_title = None if title == document.title else title


def settle_at(document: Document, instant: datetime) -> None:
    """Have the name settled again at the instant when an issue begins or ends by itself."""
    outbox.enqueue(
        JOB,
        {"document": str(document.uid)},
        key=f"{document.uid}:{instant.isoformat()}",
        agency=document.agency_id,
        run_at=instant,
    )


def _settle(payload: dict[str, Any]) -> None:
    found = Document.unscoped.select_for_update().filter(uid=payload["document"]).first()
    if found is not None:
        settle(found)
        found.save(update_fields=COLUMNS)


def ever_issued(documents: Sequence[Document]) -> set[int]:
    """Return which of these documents were ever issued, by primary key."""
    rows = Version.unscoped.filter(document__in=documents)
    return set(rows.values_list("document_id", flat=True))


def known_as(document: Document, ever: set[int]) -> str:
    """Return what people who may read no drafts call a document; `ever` are all ever issued.

    A document that was never issued has no name for them but its kind and its day.
    """
    if document.pk in ever:
        return str(document)
    day = local(document.created_at)
    return f"{document.kind_of.label} chưa ban hành, soạn từ {day:%d/%m/%Y}"


def unsettled() -> list[Document]:
    """List the documents that bear, or are found by, another name than they should.

    `manage.py verify_documents` asks this.
    """
    found = []
    issued = set(Version.unscoped.values_list("document_id", flat=True).distinct())
    for document in Document.unscoped.order_by("pk").iterator():
        before = [getattr(document, column) for column in WRITTEN]
        if document.pk in issued:
            settle(document)
        document.derive()
        if before != [getattr(document, column) for column in WRITTEN]:
            found.append(document)
    return found


def declare() -> None:
    """Register the job."""
    outbox.HANDLERS.add(
        JOB, outbox.Handler(_settle, "Gọi tài liệu theo tên của lần ban hành đang có hiệu lực")
    )
