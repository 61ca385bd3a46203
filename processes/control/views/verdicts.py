"""Reading a dossier as a reviewer, and saying yes or no to what the page shows."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_http_methods

from processes.control import offers, reviews, rounds, services
from processes.control.forms import VerdictForm, day_of, instant_of
from processes.control.views.dossiers import user_of
from processes.control.views.pages import document_pages, round_pages
from processes.engine.refusal import CommandRefused
from processes.models import Case, Task
from registry import identity, policy
from registry.documents.models import Dossier
from registry.documents.services import DocumentError, HasProblems
from registry.organisation.models import User
from registry.readers.row_numbers import number_in

# What a page that leads to the directory and back keeps of what was typed.
_TYPED = ("reason", "decision_no", "effective_from")


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

    def form(self, *args: Any, **options: Any) -> VerdictForm:
        """Make the form of what may be said."""
        names = {way.name for way in self.ways}
        return VerdictForm(*args, issuing=self.offer.issuing, ways=names, **options)


@dataclass(frozen=True)
class Refused:
    """Why a verdict was not taken; `field` is "" for the page as a whole."""

    message: str
    field: str = ""
    outdated: rounds.Outdated | None = None


def _read(request: HttpRequest, uid: uuid.UUID) -> Reading:
    dossier = policy.visible(request.user, Dossier).filter(uid=uid).first()
    if dossier is None:
        raise Http404
    return Reading(user_of(request), dossier)


@require_http_methods(["GET", "POST"])
def dossier_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the dossier as its reviewers read it, and take the verdict.

    Documents, what changed, who said what, the form of the verdict.
    """
    reading = _read(request, uid)
    typed: dict[str, Any] = request.session.pop(_kept(uid), {})
    if request.method == "GET":
        return _page(request, reading, _fresh(reading, typed))
    task = _task(request, reading)
    typed = {name: request.POST.get(name, "")[:2000] for name in _TYPED}
    present = bool(reading.offer.actions and reading.turn and reading.turn.task == task)
    # A second press, or an old page: what it says is read all the same, the service knows more.
    form = reading.form(request.POST) if present else VerdictForm(request.POST, issuing=("",))
    if not form.is_valid() and present:
        return _page(request, reading, form, status=422)
    refused = _carry_out(request, reading, task, form)
    if refused is None:
        messages.success(request, "Đã ghi nhận ý kiến của ông/bà.")
        return redirect("control:dossier", uid=uid)
    # Read anew: what was refused may have become another text, or another step, meanwhile.
    reading = _read(request, uid)
    if any(way.name == identity.VOUCHER for way in reading.ways):
        request.session[_kept(uid)] = typed
    if present and not refused.outdated and reading.turn and reading.turn.task == task:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _page(request, reading, form, status=422)
    again = _fresh(reading, typed)
    return _page(request, reading, again, refused=refused, typed=typed["reason"], status=422)


def _kept(uid: uuid.UUID) -> str:
    return f"verdict:{uid}"


def _task(request: HttpRequest, reading: Reading) -> Task | None:
    """The task that the page showed: never simply the one whose turn it is by now."""
    number = number_in(request.POST.get("task", ""))
    if reading.case is None or number is None:
        return None
    found: Task | None = (
        Task.objects.of(reading.dossier.agency_id)
        .select_related("case")
        .filter(case=reading.case, pk=number)
        .first()
    )
    return found


def _fresh(reading: Reading, typed: dict[str, Any]) -> VerdictForm | None:
    """An empty form with what was typed before; None for who may say nothing."""
    if not reading.offer.actions:
        return None
    proposed = day_of(reading.dossier.effective_from)
    given = {name: text for name, text in typed.items() if text}
    return reading.form(initial={"key": uuid.uuid4().hex, "effective_from": proposed, **given})


def _carry_out(
    request: HttpRequest, reading: Reading, task: Task | None, form: VerdictForm
) -> Refused | None:
    """Carry out a verdict on what the page showed; why not, where it cannot be."""
    if task is None:
        return Refused(rounds.UNSEEN)
    values = form.cleaned_data
    try:
        services.give_verdict(
            reading.user,
            task,
            request.POST.get("action", "")[:100],
            round=number_in(request.POST.get("round", "")),
            digest=request.POST.get("digest", "")[:64],
            proof=identity.proof_of(request),
            reason=values.get("reason", ""),
            decision_no=values.get("decision_no", ""),
            effective_from=instant_of(values.get("effective_from")),
            idempotency_key=values.get("key", "")[:80],
        )
    except HasProblems as error:
        lines = [problem.message for found in error.problems.values() for problem in found][:5]
        return Refused(" ".join([str(error), *lines]))
    except rounds.Outdated as error:
        return Refused(str(error), outdated=error)
    except services.Unconfirmed as error:
        return Refused(str(error), error.way)
    except (DocumentError, CommandRefused, policy.Forbidden) as error:
        return Refused(str(error))
    return None


def _page(
    request: HttpRequest,
    reading: Reading,
    form: VerdictForm | None,
    *,
    refused: Refused | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    dossier = reading.dossier
    pages = document_pages(dossier)
    context: dict[str, Any] = {
        "dossier": dossier,
        "shown": reviews.shown(dossier),
        "pages": pages,
        "remarked": [page for page in pages if page.remarks],
        "turn": reading.turn,
        "verdicts": reviews.verdicts_of(reading.case),
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
