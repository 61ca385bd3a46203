"""What proposals and cancelling add to a document's pages: buttons, notes, from where a draft
comes."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from processes.control.cancelling import services as cancelling
from processes.control.cancelling.telling import cancellation_of
from processes.control.proposals import reading, requests
from processes.control.proposals.models import OWED, WAITING, AmendmentRequest, Proposal
from processes.control.proposals.policies import ASK, RAISE
from registry import policy
from registry.documents.models import Document, Stage
from registry.editor.buttons import BUTTONS, ORIGINS, PASSAGES, SECTIONS, Button
from registry.organisation.models import User

PROPOSE = "Đề xuất sửa đổi, hủy bỏ"


def _actions(user: User, document: Document) -> list[Button]:
    at = policy.standing(user)
    raises = at.may(RAISE, document.agency_id, own=True)
    asks = at.may(ASK, document.agency_id)
    decides = cancelling.decides(at, document)
    if not (raises or asks or decides) or not reading.document_now(document).holds:
        return []
    found = []
    if raises:
        found.append(Button(PROPOSE, _propose(document), "chat", reading=True))
    if asks:
        url = reverse("control:ask_amendment", args=[document.pk])
        found.append(Button("Ghi yêu cầu sửa đổi", url, "flag", reading=True, rare=True))
    if decides:
        url = reverse("control:cancel", args=[document.pk])
        found.append(Button("Hủy bỏ, bãi bỏ", url, "cross", reading=True, rare=True))
    return found


def _propose(document: Document) -> str:
    return reverse("control:propose", args=[document.pk])


def _passage(user: User, document: Document) -> Button | None:
    if not policy.standing(user).may(RAISE, document.agency_id, own=True):
        return None
    return Button("Đề xuất về mục này", _propose(document), "chat", selected="Đề xuất về đoạn này")


def _cancelled(user: User, document: Document) -> SafeString | str:
    found = cancellation_of(document) if document.submitted_once else None
    return render_to_string("control/cancelling/_cancelled.html", {"one": found}) if found else ""


def _asked(user: User, document: Document) -> SafeString | str:
    """What is asked of the document, as far as the person may read it."""
    rows = policy.visible(user, AmendmentRequest).filter(document=document, closed_at=None)
    found = list(rows.order_by("pk")) if document.submitted_once else []
    if not found:
        return ""
    closes = policy.standing(user).may(ASK, document.agency_id)
    return render_to_string("control/proposals/_requests.html", {"rows": found, "closes": closes})


def _waiting(user: User, document: Document) -> SafeString | str:
    """What waits about it, as far as the person may read it."""
    rows = policy.visible(user, Proposal).filter(document=document, state__in=WAITING)
    found = list(rows.order_by("pk"))
    return render_to_string("control/proposals/_waiting.html", {"rows": found}) if found else ""


def _origin(user: User, document: Document) -> SafeString | str:
    """For who may read the draft: which proposals and requests it answers."""
    if document.stage == Stage.IDLE or not policy.can(user, "read_draft", document):
        return ""
    rows = list(
        Proposal.objects.of(document.agency_id)
        .filter(document=document, state__in=OWED)
        .select_related("proposer")
        .order_by("pk")
    )
    asked = requests.open_of([document]).get(document.pk, [])
    if not rows and not asked:
        return ""
    return render_to_string("control/proposals/_origin.html", {"rows": rows, "asked": asked})


def declare() -> None:
    """Register the buttons and parts."""
    BUTTONS.add("control.proposals", _actions)
    PASSAGES.add("control.proposals", _passage)
    SECTIONS.add("control.cancelled", _cancelled)
    SECTIONS.add("control.amendment", _asked)
    SECTIONS.add("control.proposals", _waiting)
    ORIGINS.add("control.proposals", _origin)
