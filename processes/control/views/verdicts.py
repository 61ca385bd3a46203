"""Reading a dossier as a reviewer, and saying yes or no to what the page shows."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from formbuilder.filling import is_refresh
from processes.control import offers, reviews, rounds, services
from processes.control.comments.recalling import recallable
from processes.control.comments.shown import choices_of, comments_of, unsettled
from processes.control.forms import VerdictForm, day_of, instant_of
from processes.control.views.answering import noted, reasons_against, shown_task
from processes.control.views.checklists import Checklist, checklist_of, filled
from processes.control.views.consequences import consequences_of
from processes.control.views.dossiers import user_of
from processes.control.views.pages import Typed, document_pages, round_pages
from processes.control.views.stages import stages_of
from processes.engine.refusal import CommandRefused
from processes.models import Case, Task
from registry import identity, policy
from registry.documents.models import Document, Dossier
from registry.documents.services import HasProblems, items_of
from registry.organisation.models import User
from registry.readers.keys import key_in
from registry.readers.row_numbers import number_in

# What a page that leads to the directory and back keeps of what was typed.
_TYPED = ("reason", "decision_no", "effective_from")


@dataclass(frozen=True)
class Choice:
    """A button of the verdict: its words, what kind of answer it is, whether it issues."""

    id: str
    label: str
    kind: str
    issues: bool

    @property
    def picture(self) -> str:
        """Its picture among those of the screens."""
        if self.issues:
            return "stamp"
        return "check" if self.kind == "forward" else "undo"


@dataclass
class Reading:
    """A dossier as it is now for one reader: whose turn, what they may say."""

    user: User
    dossier: Dossier

    @cached_property
    def case(self) -> Case | None:
        """The review."""
        return reviews.case_of(self.dossier)

    @cached_property
    def turn(self) -> reviews.CurrentStep | None:
        """Whose turn it is."""
        return reviews.current_step(self.case)

    @cached_property
    def offer(self) -> offers.Offer:
        """What the reader may say."""
        if self.case is None or self.turn is None:
            return offers.Offer()
        return offers.offer(self.user, self.case, self.turn.task)

    @cached_property
    def ways(self) -> list[identity.Way]:
        """How the reader proves who they are, where something they may say issues."""
        return identity.ways(self.user) if self.offer.issuing else []

    @cached_property
    def choices(self) -> list[Choice]:
        """What the reader may say, the yes last, as the buttons say it."""
        found = [
            Choice(
                one.id,
                self.offer.forward_label if one.kind == "forward" else one.label,
                one.kind,
                one.id in self.offer.issuing,
            )
            for one in self.offer.actions
        ]
        return sorted(found, key=lambda one: one.kind == "forward")

    def form(self, *args: Any, **options: Any) -> VerdictForm:
        """Make the form of what may be said."""
        names, offer = {way.name for way in self.ways}, self.offer
        given = unsettled(self.dossier) if offer.reviewing else 0
        return VerdictForm(*args, issuing=offer.issuing, ways=names, comments=given, **options)


@dataclass(frozen=True)
class Refused:
    """Why a verdict was not taken; `form` says it where the page still has one."""

    message: str = ""
    outdated: rounds.Outdated | None = None
    # What is wrong with texts: the name of each, and the sentences about it.
    problems: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _read(request: HttpRequest, uid: uuid.UUID) -> Reading:
    dossier = policy.visible(request.user, Dossier).filter(uid=uid).first()
    if dossier is None:
        raise Http404
    return Reading(user_of(request), dossier)


@require_http_methods(["GET", "POST"])
def dossier_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the dossier as its reviewers read it, and take the verdict.

    What changed, who said what, the form of the verdict. What bars it is said all at once.
    """
    reading = _read(request, uid)
    typed: dict[str, Any] = request.session.pop(_kept(uid), {})
    if request.method == "GET":
        return _page(request, reading, _fresh(reading, typed))
    task = shown_task(request, reading.case)
    typed = {name: request.POST.get(name, "")[:2000] for name in _TYPED}
    if is_refresh(request.POST):
        return _page(request, reading, _fresh(reading, typed))
    present = bool(reading.offer.actions and reading.turn and reading.turn.task == task)
    # A second press, or an old page: what it says is read all the same, the service knows more.
    form = reading.form(request.POST) if present else VerdictForm(request.POST, issuing=("",))
    if not form.is_valid() and present:
        against = _against(request, reading, form)
        return _page(request, reading, form, refused=_told(reading, form, against), status=422)
    reasons = _carry_out(request, reading, task, form)
    if not reasons:
        messages.success(request, noted(reading.choices, form.cleaned_data.get("action", "")))
        return redirect("control:dossier", uid=uid)
    # Read anew: what was refused may have become another text, or another step, meanwhile.
    reading = _read(request, uid)
    if any(way.name == identity.VOUCHER for way in reading.ways):
        request.session[_kept(uid)] = typed
    outdated = next((one for one in reasons if isinstance(one, rounds.Outdated)), None)
    if present and not outdated and reading.turn and reading.turn.task == task:
        return _page(request, reading, form, refused=_told(reading, form, reasons), status=422)
    refused = Refused(" ".join(map(str, reasons)), outdated, _problems(reading, reasons))
    again = _fresh(reading, typed)
    return _page(request, reading, again, refused=refused, typed=typed["reason"], status=422)


def with_comment(request: HttpRequest, uid: uuid.UUID, typed: Typed) -> HttpResponse:
    """Show the dossier as it is now, with a comment that was not taken and why."""
    reading = _read(request, uid)
    return _page(request, reading, _fresh(reading, {}), commenting=typed, status=422)


def _kept(uid: uuid.UUID) -> str:
    return f"verdict:{uid}"


def _fresh(reading: Reading, typed: dict[str, Any]) -> VerdictForm | None:
    """An empty form with what was typed before; None for who may say nothing."""
    if not reading.offer.actions:
        return None
    proposed = day_of(reading.dossier.effective_from)
    given = {name: text for name, text in typed.items() if text}
    return reading.form(initial={"key": uuid.uuid4().hex, "effective_from": proposed, **given})


def _against(request: HttpRequest, reading: Reading, form: VerdictForm) -> list[Exception]:
    """What else bars issuing than the form itself: nobody is told one thing after the other."""
    if form.data.get("action") not in reading.offer.issuing:
        return []
    return services.against_issuing(
        reading.user,
        reading.dossier,
        decision_no=form.data.get("decision_no", ""),
        effective_from=instant_of(form.cleaned_data.get("effective_from")),
        proof=identity.proof_of(request),
    )


def _carry_out(
    request: HttpRequest, reading: Reading, task: Task | None, form: VerdictForm
) -> list[Exception]:
    """Carry out a verdict on what the page showed; all that bars it, where it cannot be."""
    if task is None:
        return [CommandRefused(rounds.UNSEEN)]
    values = form.cleaned_data
    checklist = checklist_of(request, task)
    give = partial(
        services.give_verdict,
        reading.user,
        task,
        request.POST.get("action", "")[:100],
        round=number_in(request.POST.get("round", "")),
        digest=request.POST.get("digest", "")[:64],
        proof=identity.proof_of(request),
        reason=values.get("reason", ""),
        decision_no=values.get("decision_no", ""),
        effective_from=instant_of(values.get("effective_from")),
        answers=checklist.answers if checklist else None,
        seen=checklist.seen if checklist else "",
        idempotency_key=key_in(values),
    )
    return reasons_against(give)


def _told(reading: Reading, form: VerdictForm, reasons: list[Exception]) -> Refused:
    """Say each reason at its field, or above the form; a field says one thing."""
    for reason in reasons:
        field = getattr(reason, "field", "") or getattr(reason, "way", "")
        if field in form.errors:
            continue
        form.add_error(field if field in form.fields else None, str(reason))
    return Refused(problems=_problems(reading, reasons))


def _problems(
    reading: Reading, reasons: list[Exception]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is wrong with texts, each by its name; a text that may not be read has none."""
    found = [
        (uid, tuple(problem.message for problem in problems))
        for reason in reasons
        if isinstance(reason, HasProblems)
        for uid, problems in reason.problems.items()
        if problems
    ]
    if not found:
        return ()
    names = {str(item.document.uid): str(item) for item in items_of(reading.dossier)}
    seen = policy.visible(reading.user, Document).filter(
        uid__in=[uid for uid, _ in found if uid not in names]
    )
    names |= {str(document.uid): str(document) for document in seen}
    return tuple((names.get(uid, "Tài liệu khác"), said) for uid, said in found)


def _page(
    request: HttpRequest,
    reading: Reading,
    form: VerdictForm | None,
    *,
    refused: Refused | None = None,
    typed: str = "",
    commenting: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    dossier, reviewing = reading.dossier, reading.offer.reviewing
    pages = document_pages(dossier)
    comments = comments_of(reading.user, dossier, reviewing=reviewing)
    for page in pages:
        page.rows = comments.beside(page.document, page.changes or [])
    verdicts = reviews.verdicts_of(reading.case)
    parts = [(page.item, page.document, page.label, page.before) for page in pages]
    follows = consequences_of(dossier, parts) if reviewing else []
    context: dict[str, Any] = {
        "dossier": dossier,
        "shown": reviews.shown(dossier),
        "pages": pages,
        "remarked": [page for page in pages if page.remarks],
        "told": sum(len(page.remarks) for page in pages),
        "changed": sum(len(page.changes or []) for page in pages),
        "comments": comments,
        "commenting": commenting or Typed(request.GET.get("gop-y", "")[:400]),
        "places": choices_of([(one.item, one.document) for one in pages]) if reviewing else [],
        "key": uuid.uuid4().hex,
        "recallable": recallable(reading.user, dossier),
        "recalled": reviews.recalled(reading.case) if dossier.state == Dossier.WITHDRAWN else None,
        "checklist": _checklist(request, reading),
        "filled": filled(reading.case),
        "turn": reading.turn,
        "stages": stages_of(dossier, reading.case, reading.turn, verdicts),
        "mine": bool(reading.offer.actions),
        "verdicts": [(one, comments.carried(one.who_id, one.round)) for one in verdicts],
        "choices": reading.choices,
        "proposed": day_of(dossier.effective_from),
        "will": follows if reading.offer.issuing else [],
        "running": [one for one in follows if one.cases],
        "form": form,
        "offer": reading.offer,
        "refused": refused,
        "typed": typed,
        "directories": [way for way in reading.ways if way.name == identity.VOUCHER],
        "vouched": bool(identity.vouched(request)),
        "earlier": range(1, dossier.round),
        "may_resubmit": bool(offers.resubmittable(reading.user, dossier)),
        "page_title": dossier.title,
    }
    return render(request, "control/dossier.html", context, status=status)


def _checklist(request: HttpRequest, reading: Reading) -> Checklist | None:
    """The form that is to be filled in with the verdict; None where nothing may be said."""
    turn, case = reading.turn, reading.case
    if turn is None or case is None or not reading.offer.reviewing:
        return None
    turn.task.case = case
    url = reverse("control:checklist", args=[reading.dossier.uid])
    return checklist_of(request, turn.task, url)


@require_POST
def checklist_fragment(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the form of a verdict again, with the fields that what was typed makes visible."""
    checklist = _checklist(request, _read(request, uid))
    if checklist is None:
        raise Http404
    return HttpResponse(checklist.view.render())


@require_GET
def compare_rounds(request: HttpRequest, uid: uuid.UUID, before: int) -> HttpResponse:
    """Show what the author changed since an earlier round, document by document."""
    dossier = _read(request, uid).dossier
    if not 0 < before < dossier.round:
        raise Http404
    context = {
        "dossier": dossier,
        "before": before,
        "pages": round_pages(dossier, before),
        "gone": [d for d in rounds.differences(dossier, before) if d.gone],
        "page_title": f"Thay đổi so với lần trình {before}: {dossier.title}",
    }
    return render(request, "control/rounds.html", context)
