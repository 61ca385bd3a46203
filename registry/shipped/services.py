"""Taking what ships over as the next draft, or leaving it; which is offered follows from events."""

from dataclasses import dataclass

from django.db import transaction

from registry import canonical, policy
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Stage, Validity, Version
from registry.documents.streams import giver_of, lock_document, stream_of, tell
from registry.notices.services import lay_aside
from registry.now import now
from registry.organisation.models import User
from registry.shipped import catalogue
from registry.shipped.catalogue import Shipped
from registry.trail.models import Event
from registry.vietnamese import one_line

DECLINED = "document.shipped_declined"
# The kind of the notice that a text is offered.
NOTICE = "shipped"


@dataclass(frozen=True)
class Offer:
    """A text that ships, and the issue in force that it would follow."""

    shipped: Shipped
    version: Version

    @property
    def shown(self) -> str:
        """What the page of this offer showed, for the decision to name: both texts."""
        return f"{self.shipped.sha256}:{self.version.pk}"


def offer_of(document: Document) -> Offer | None:
    """Return what this version of the product has newer of a document; None for nothing.

    Nothing is newer that was an issue once, is being written, or was left for good. The document of
    an agency that ships nothing costs no query; any other three.
    """
    shipped = catalogue.find(str(document.uid))
    if shipped is None or shipped.kind != document.kind:
        return None
    if document.stage != Stage.IDLE and canonical.digest(document.body) == shipped.sha256:
        return None
    issues = Version.objects.of(document.agency_id).filter(document=document)
    if issues.filter(sha256=shipped.sha256).exists():
        return None
    version = issues.filter(Validity.at(now(), "validities__")).first()
    if version is None or shipped.sha256 in _declined(document):
        return None
    return Offer(shipped, version)


def _declined(document: Document) -> set[str]:
    rows = Event.objects.filter(stream=stream_of(document), type=DECLINED)
    return {canonical.loads(row.data)["sha256"] for row in rows}


@transaction.atomic
def take(actor: User, document: Document, *, seen: str) -> Document:
    """Open the next draft with the text that ships; it is reviewed and issued as any other.

    `seen` is what the page showed (`Offer.shown`). Raises Forbidden, DocumentError where
    another is offered by now, or a draft is under way.
    """
    fresh, offer = _offered(actor, document, seen)
    if fresh.stage != Stage.IDLE:
        raise DocumentError(
            "Tài liệu này đang có bản soạn thảo. Hãy trình ban hành hoặc xóa bản soạn thảo đó rồi"
            " lấy bản mới."
        )
    draft = documents.begin_revision(actor, fresh)
    draft = documents.save_draft(
        actor, draft, offer.shipped.body, base_digest=draft.draft_digest, title=offer.shipped.title
    )
    facts = {"sha256": offer.shipped.sha256, "from": offer.version.pk}
    tell(draft, "document.shipped_taken", facts, actor, giver_of(actor, draft))
    lay_aside(("document", draft.pk), kinds=[NOTICE])
    return draft


@transaction.atomic
def decline(actor: User, document: Document, *, seen: str, reason: str) -> None:
    """Leave the text that ships; a newer one is offered again.

    Raises Forbidden, DocumentError without a reason, or where another is offered by now.
    """
    fresh, offer = _offered(actor, document, seen)
    reason = one_line(reason, 500)
    if not reason:
        raise DocumentError("Chưa ghi lý do. Hãy ghi vì sao cơ quan không dùng bản mới này.")
    facts = {"sha256": offer.shipped.sha256, "reason": reason}
    tell(fresh, DECLINED, facts, actor, giver_of(actor, fresh))
    lay_aside(("document", fresh.pk), kinds=[NOTICE])


def _offered(actor: User, document: Document, seen: str) -> tuple[Document, Offer]:
    fresh = lock_document(document)
    policy.require(actor, "edit", fresh)
    offer = offer_of(fresh)
    if offer is None or offer.shown != seen:
        raise DocumentError("Bản mới này không còn được giới thiệu nữa. Hãy mở lại tài liệu.")
    return fresh, offer
