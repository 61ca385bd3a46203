"""The port by which an amendment of an issued document is asked for, and how that ends."""

from datetime import date

from django.db import transaction

from processes.control.proposals.models import AmendmentRequest, RequestSource
from processes.control.proposals.policies import ASK
from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.issue.decision import Wrong
from registry.documents.models import Document, Validity, Version
from registry.documents.streams import lock_documents, tell
from registry.now import now, today
from registry.organisation.models import Agency, User
from registry.vietnamese import settle

NOT_IN_FORCE = (
    "Tài liệu này chưa ban hành hoặc đã hết hiệu lực nên không yêu cầu sửa đổi được. Hãy soạn lần"
    " ban hành mới."
)


@transaction.atomic
def request_amendment(
    agency: Agency,
    document: Document,
    source: str,
    reason: str,
    due: date | None,
    key: str,
    *,
    actor: User | None = None,
) -> AmendmentRequest:
    """Ask that an issued document be amended, by a day or without one.

    `source` is one of `RequestSource`; `key` is by what whoever asks knows its request, and asking
    again under it changes nothing. Without `actor` a part of the system asks (law, audit), which
    has asked for the permission itself. Raises Forbidden, DocumentError.
    """
    fresh = lock_documents([document])[0]
    known = AmendmentRequest.objects.of(agency).filter(key=key).first()
    if known is not None:
        same: AmendmentRequest = known
        return same
    if fresh.agency_id != agency.pk:
        raise DocumentError("Tài liệu không thuộc cơ quan này.")
    if actor is not None and not policy.standing(actor).may(ASK, agency.pk):
        raise policy.Forbidden("Chỉ thư ký ISO ghi được yêu cầu sửa đổi.")
    reason = settle(reason)
    if source not in RequestSource.values:
        raise DocumentError("Chưa rõ yêu cầu sửa đổi từ đâu.")
    if not reason:
        raise Wrong("Chưa ghi lý do yêu cầu. Hãy ghi lý do.", "reason")
    if due is not None and due < today():
        raise Wrong("Hạn này đã qua. Hãy chọn hôm nay hoặc một ngày sau.", "due")
    live = Validity.objects.of(agency).filter(Validity.open_at(now()), document=fresh)
    if not live.exists():
        raise DocumentError(NOT_IN_FORCE)
    made: AmendmentRequest = AmendmentRequest.objects.create(
        agency=agency, document=fresh, source=source, reason=reason, due=due, key=key[:150],
        asked_by=actor, asked_at=now(),
    )  # fmt: skip
    told = {"request": made.pk, "source": source, "due": due.isoformat() if due else ""}
    giver = policy.standing(actor).behalf(ASK, agency.pk) if actor else None
    tell(fresh, "document.amendment_asked", told, actor, giver)
    return made


@transaction.atomic
def close(actor: User, request: AmendmentRequest, reason: str) -> AmendmentRequest:
    """End a request without an amendment, with a reason; what is ended stays as it is.

    Raises Forbidden, DocumentError.
    """
    document = lock_documents([request.document])[0]
    fresh: AmendmentRequest = (
        AmendmentRequest.objects.of(document.agency_id).select_for_update().get(pk=request.pk)
    )
    if not fresh.open:
        return fresh
    policy.require(actor, "close", fresh)
    reason = settle(reason)
    if not reason:
        raise Wrong("Chưa ghi lý do kết thúc yêu cầu. Hãy ghi lý do.", "reason")
    giver = policy.standing(actor).behalf(ASK, document.agency_id)
    fresh.closed_at, fresh.closed_by, fresh.closing = now(), actor, reason
    fresh.save()
    tell(document, "document.amendment_closed", {"request": fresh.pk}, actor, giver)
    return fresh


def fulfil(version: Version) -> None:
    """End what was asked before the text of a new issue was submitted: it has come.

    The caller holds the document's lock.
    """
    rows = AmendmentRequest.objects.of(version.agency_id).filter(
        document=version.document_id, closed_at=None
    )
    if version.dossier is not None and version.dossier.submitted_at is not None:
        rows = rows.filter(asked_at__lte=version.dossier.submitted_at)
    for row in rows.order_by("pk"):
        row.closed_at, row.version = now(), version
        row.save(update_fields=["closed_at", "version"])
        told = {"request": row.pk, "version": version.pk}
        tell(version.document, "document.amendment_closed", told, None)


def drop(document: Document) -> None:
    """End what was asked of a document that is cancelled. The caller holds the document's lock."""
    rows = AmendmentRequest.objects.of(document.agency_id).filter(document=document, closed_at=None)
    for row in rows.order_by("pk"):
        row.closed_at, row.closing = now(), "Tài liệu đã có quyết định hủy bỏ, bãi bỏ."
        row.save(update_fields=["closed_at", "closing"])
        tell(document, "document.amendment_closed", {"request": row.pk}, None)


def open_of(documents: list[Document]) -> dict[int, list[AmendmentRequest]]:
    """Return the open requests of each document, oldest first; one query.

    The caller has asked policy about the documents.
    """
    found: dict[int, list[AmendmentRequest]] = {}
    rows = AmendmentRequest.unscoped.filter(document__in=documents, closed_at=None)
    for row in rows.select_related("asked_by").order_by("pk"):
        found.setdefault(row.document_id, []).append(row)
    return found
