"""What document control adds to a document's pages: submitting, whose turn it is, what is wrong."""

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from processes.control import offers, reviews
from processes.control.comments.acts import OPEN
from processes.control.comments.shown import on_draft
from processes.control.upkeep import kept
from registry import policy
from registry.documents.checks import in_force
from registry.documents.models import Document, Dossier
from registry.editor.buttons import BESIDE, BUTTONS, SECTIONS, Button
from registry.organisation.models import User


def dossier_of(document: Document) -> Dossier | None:
    """Return the dossier in which the document's draft is now, being reviewed or returned."""
    return (
        Dossier.objects.of(document.agency_id)
        .filter(items__document=document, state__in=(Dossier.OPEN, Dossier.RETURNED))
        .order_by("-pk")
        .first()
    )


def _actions(user: User, document: Document) -> list[Button]:
    dossier = dossier_of(document) if document.submitted_once else None
    found = []
    if dossier and offers.resubmittable(user, dossier):
        url = reverse("control:resubmit", args=(dossier.uid,))
        found.append(Button("Trình lại", url, "send", reads=True, main=True))
    elif not dossier and policy.can(user, "submit", document):
        url = f"{reverse('control:submit')}?tai-lieu={document.pk}"
        found.append(Button("Trình ban hành", url, "send", reads=True, main=True))
    if dossier and policy.visible(user, Dossier).filter(pk=dossier.pk).exists():
        url = reverse("control:dossier", args=(dossier.uid,))
        found.append(Button("Bộ tài liệu trình ban hành", url, "case"))
    return found


def _turn(user: User, document: Document) -> SafeString | str:
    if not document.submitted_once or not document.stage:
        return ""
    if not policy.can(user, "read_draft", document):
        return ""
    dossier = dossier_of(document)
    if dossier and dossier.state == Dossier.RETURNED:
        return render_to_string("control/_returned.html", {"dossier": dossier, "reader": user})
    turn = reviews.current_step(reviews.case_of(dossier)) if dossier else None
    return render_to_string("control/_turn.html", {"turn": turn}) if turn else ""


def _troubled(user: User, document: Document) -> SafeString | str:
    """For who keeps the document: what is wrong with its issue in force."""
    if not policy.visible(user, Document).filter(kept(policy.standing(user)), pk=document.pk):
        return ""
    found = in_force.troubled(document.agency, Q(pk=document.pk))
    return render_to_string("control/_troubled.html", {"one": found[0]}) if found else ""


def _commented(user: User, document: Document) -> SafeString | str:
    """For who mends a returned draft: what was said to its passages, at their places."""
    dossier = dossier_of(document) if document.submitted_once else None
    if dossier is None or not policy.visible(user, Dossier).filter(pk=dossier.pk).exists():
        return ""
    comments = on_draft(user, document, dossier)
    unanswered = sum(one.state == OPEN for one in comments)
    context = {"comments": comments, "dossier": dossier, "unanswered": unanswered}
    return render_to_string("control/_on_draft.html", context) if comments else ""


def declare() -> None:
    """Register the buttons and parts."""
    BUTTONS.add("control", _actions)
    SECTIONS.add("control.turn", _turn)
    SECTIONS.add("control.troubled", _troubled)
    BESIDE.add("control.comments", _commented)
