"""Deciding that a document is cancelled: reason, number of the decision, proof of who decides."""

from datetime import datetime

from django.db import transaction

from processes.control.cancelling import consequences
from registry import identity, policy, shown
from registry.documents import services as documents
from registry.documents.errors import DocumentError, all_of
from registry.documents.issue import decision
from registry.documents.models import Document
from registry.documents.streams import lock_documents, stream_of
from registry.organisation.models import User
from registry.trail import events
from registry.vietnamese import settle

UNSEEN = (
    "Chưa rõ ông/bà đã đọc việc hủy bỏ chạm đến những gì, nên chưa hủy bỏ. Hãy mở lại trang,"
    " đọc rồi quyết định."
)
ABILITIES = ("document.cancel", "document.cancel_by_top")
_CHANGED = {
    "naming": "các tài liệu đang dùng tài liệu này",
    "adopters": "các cơ quan đang áp dụng",
    "draft": "bản soạn thảo",
    "proposals": "các đề xuất đang chờ",
    "requests": "các yêu cầu sửa đổi",
    "scheduled": "lần ban hành sắp có hiệu lực",
    "force": "lần ban hành đang có hiệu lực",
}


class Unconfirmed(DocumentError):
    """It was not proven who decides; `field` names what is at fault (registry.identity)."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class Outdated(DocumentError):
    """Cancelling touches other things by now than the page showed; the message says which."""


def decides(at: policy.Standing, document: Document) -> bool:
    """Tell whether deciding on cancelling is the person's work at all, whatever the switch says."""
    return any(at.may(ability, document.agency_id) for ability in ABILITIES)


def carried(document: Document) -> str:
    """Return what the page that cancels a document carries of what it shows, in one line."""
    return shown.named(consequences.digested(document))


def cancel(
    actor: User,
    document: Document,
    *,
    reason: str,
    decision_no: str,
    seen: str,
    proof: identity.Proof,
    at: datetime | None = None,
    idempotency_key: str = "",
) -> None:
    """Cancel a document from now, or from a later instant, by a decision with its number.

    `seen` is what the page showed (`carried`). Raises Forbidden, DocumentError (Several where more
    than one thing bars; Outdated, Unconfirmed). A wrong password is counted whatever happens then,
    so that nobody calls this within a transaction of their own.
    """
    own = events.owned(actor, idempotency_key)
    key = events.keyed("cancel", own, str(document.uid), settle(reason), decision_no, at)
    stream = stream_of(document)
    if events.already_done(stream, key, DocumentError):
        return
    fresh: Document = (
        Document.objects.of(document.agency_id).select_related("agency").get(pk=document.pk)
    )
    if not policy.can(actor, "cancel", fresh):
        raise policy.Forbidden(documents.NOT_CANCELLING[fresh.agency.cancels_by_top])
    check(fresh, seen)
    confirm(actor, proof, reason=reason, decision_no=decision_no, at=at)
    with transaction.atomic():
        locked = lock_documents([fresh])[0]
        if events.already_done(stream, key, DocumentError):
            return
        check(locked, seen)
        documents.cancel(actor, locked, reason=reason, decision_no=decision_no, at=at, key=key)


def check(document: Document, seen: str) -> None:
    """Raise DocumentError unless cancelling touches what the page showed."""
    if not seen:
        raise Outdated(UNSEEN)
    difference = shown.compared(seen, consequences.digested(document))
    if difference:
        names = (*difference.other, *difference.added, *difference.gone)
        told = ", ".join(dict.fromkeys(_CHANGED[name] for name in names if name in _CHANGED))
        raise Outdated(
            f"Sau khi ông/bà mở trang, có thay đổi: {told or 'tài liệu'}. Chưa hủy bỏ; hãy đọc lại"
            " rồi quyết định."
        )


def confirm(
    actor: User,
    proof: identity.Proof,
    *,
    reason: str,
    decision_no: str,
    at: datetime | None = None,
) -> identity.Confirmed:
    """Return the proof that it is them; raise all that bars the decision where anything does."""
    bars = against(reason=reason, decision_no=decision_no, at=at)
    if not bars:
        try:
            return identity.confirm(actor, proof)
        except identity.NotConfirmed as error:
            bars = [Unconfirmed(str(error), error.way)]
    raise all_of(bars)


def against(*, reason: str, decision_no: str, at: datetime | None) -> list[Exception]:
    """List what is wrong with a decision to cancel."""
    found: list[Exception] = []
    if not settle(reason):
        found.append(decision.Wrong("Chưa ghi lý do hủy bỏ. Hãy ghi lý do.", "reason"))
    try:
        decision.number_of(decision_no, "hủy bỏ")
    except DocumentError as error:
        found.append(error)
    try:
        if at is not None:
            decision.checked(at)
    except DocumentError as error:
        found.append(error)
    return found
