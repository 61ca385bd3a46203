"""The page of a proposal: what is proposed, how it stands, and what its steps say to it."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from processes import pinned
from processes.control import reviews
from processes.control.cancelling.consequences import Touched, touched_by
from processes.control.forms import instant_of
from processes.control.proposals import offers, reading, services
from processes.control.proposals.forms import DecisionForm
from processes.control.proposals.models import Proposal, ProposalKind
from processes.control.proposals.views.raising import find
from processes.control.views.answering import noted, reasons_against, shown_task
from processes.control.views.dossiers import user_of
from processes.control.views.stages import ChainStep, stages_of
from processes.engine.refusal import CommandRefused
from processes.models import Case, Task
from registry import identity, policy
from registry.organisation.models import User
from registry.readers.keys import key_in
from registry.readers.row_numbers import number_in

# What a page that leads to the directory and back keeps of what was typed.
_TYPED = ("reason", "drafter", "due", "decision_no", "effective_from")


@dataclass(frozen=True)
class Choice:
    """A button of the decision: its words, whether it says yes, or refuses."""

    id: str
    label: str
    yes: bool
    no: bool
    back: bool = False

    @property
    def picture(self) -> str:
        """Its picture among those of the screens."""
        if self.yes:
            return "check"
        return "undo" if self.back else "cross" if self.no else "send"

    @property
    def look(self) -> str:
        """How its button looks."""
        return "go" if self.yes else "stop" if self.no else ""


@dataclass
class Reading:
    """A proposal as it is now for one reader: whose turn, what they may say."""

    user: User
    proposal: Proposal

    @cached_property
    def case(self) -> Case | None:
        """The run of the process."""
        return reading.case_of(self.proposal)

    @cached_property
    def turn(self) -> reviews.CurrentStep | None:
        """Whose turn it is."""
        return reviews.current_step(self.case)

    @cached_property
    def offer(self) -> offers.Offer:
        """What the reader may say."""
        return offers.offer(self.user, self.turn.task) if self.turn else offers.Offer()

    @property
    def cancels(self) -> bool:
        """Whether approving cancels the document."""
        return self.proposal.kind == ProposalKind.CANCEL

    @cached_property
    def ways(self) -> list[identity.Way]:
        """How the reader proves who they are, where something they may say cancels."""
        return identity.ways(self.user) if self.cancels and self.takes else []

    @property
    def takes(self) -> frozenset[str]:
        """The actions that approve and that nothing bars."""
        return frozenset(name for name in self.offer.approving if name not in self.offer.barred)

    @cached_property
    def choices(self) -> list[Choice]:
        """What the reader may say, the yes last, as the buttons say it."""
        found = []
        for one in self.offer.actions:
            approves = one.id in self.offer.approving
            if one.id in self.offer.barred:
                continue
            label = one.label
            forward, back = one.kind == "forward", one.kind == "return"
            if forward:
                label = "Ghi ý kiến, chuyển tiếp"
                if approves:
                    label = "Đồng ý hủy bỏ" if self.cancels else "Đồng ý sửa đổi"
            no = back or one.id in self.offer.ending
            found.append(Choice(one.id, label, forward or approves, no, back))
        return sorted(found, key=lambda one: (one.yes, not one.no))

    def form(self, *args: Any, **options: Any) -> DecisionForm:
        """Make the form of what may be said."""
        return DecisionForm(
            *args,
            approving=self.takes,
            cancels=self.cancels,
            ways={way.name for way in self.ways},
            people=reading.drafters(self.proposal.document) if self.needs_drafter else (),
            **options,
        )

    @property
    def needs_drafter(self) -> bool:
        """Whether somebody has to be chosen to write the amendment."""
        return bool(self.takes) and not self.cancels


@require_http_methods(["GET", "POST"])
def proposal_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a proposal to whoever may read it, and take what its steps say."""
    read = Reading(user_of(request), find(request, uid))
    typed: dict[str, Any] = request.session.pop(_kept(uid), {})
    if request.method == "GET":
        return _page(request, read, _fresh(read, typed))
    task = shown_task(request, read.case)
    typed = {name: request.POST.get(name, "")[:8000] for name in _TYPED}
    present = bool(read.offer.actions and read.turn and read.turn.task == task)
    form = read.form(request.POST) if present else _all_of_it(request, read)
    if present and not form.is_valid():
        return _page(request, read, form, status=422)
    form.is_valid()
    reasons = _carry_out(request, read, task, form)
    if not reasons:
        messages.success(request, noted(read.choices, request.POST.get("action", "")))
        return redirect("control:proposal", uid=uid)
    # Read anew: another step, or another proposal, may be there meanwhile.
    again = Reading(read.user, find(request, uid))
    if any(way.name == identity.VOUCHER for way in again.ways):
        request.session[_kept(uid)] = typed
    if present and again.turn and again.turn.task == task:
        for reason in reasons:
            field = str(getattr(reason, "field", "") or getattr(reason, "way", ""))
            form.add_error(field if field in form.fields else None, str(reason))
        return _page(request, again, form, status=422)
    message = " ".join(map(str, reasons))
    return _page(request, again, _fresh(again, typed), message=message, typed=typed["reason"])


def _all_of_it(request: HttpRequest, read: Reading) -> DecisionForm:
    """What a second press, or an old page, says: read all the same, the service knows more."""
    people = reading.drafters(read.proposal.document)
    return DecisionForm(request.POST, approving=("",), cancels=read.cancels, people=people)


def _kept(uid: uuid.UUID) -> str:
    return f"proposal:{uid}"


def _fresh(read: Reading, typed: dict[str, Any]) -> DecisionForm | None:
    """An empty form with what was typed before; None for who may say nothing."""
    if not read.choices:
        return None
    given = {name: text for name, text in typed.items() if text}
    proposed = {"key": uuid.uuid4().hex}
    if read.needs_drafter and (first := next(iter(reading.drafters(read.proposal.document)), None)):
        proposed["drafter"] = str(first.pk)
    return read.form(initial={**proposed, **given})


def _carry_out(
    request: HttpRequest, read: Reading, task: Task | None, form: DecisionForm
) -> list[Exception]:
    """Carry out what was said; all that bars it, where it cannot be."""
    if task is None:
        return [CommandRefused(reading.UNSEEN)]
    values = getattr(form, "cleaned_data", {})
    decide = partial(
        services.decide,
        read.user,
        task,
        request.POST.get("action", "")[:100],
        seen=request.POST.get("seen", "")[:2000],
        reason=values.get("reason", ""),
        drafter=_person(values.get("drafter")),
        due=values.get("due"),
        decision_no=values.get("decision_no", ""),
        effective_from=instant_of(values.get("effective_from")),
        proof=identity.proof_of(request),
        idempotency_key=key_in(values),
    )
    return reasons_against(decide)


def _person(chosen: Any) -> User | None:
    number = number_in(str(chosen or ""))
    return User.objects.filter(pk=number, is_active=True).first() if number else None


@dataclass(frozen=True)
class _Round:
    """A proposal has one round, which the line of steps asks for."""

    round: int = services.ROUND


def _page(
    request: HttpRequest,
    read: Reading,
    form: DecisionForm | None,
    *,
    message: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    proposal = read.proposal
    verdicts = reviews.verdicts_of(read.case)
    backings = list(proposal.backings.select_related("person").order_by("pk"))
    mine = proposal.proposer_id == read.user.pk
    touched: Touched | None = None
    if read.cancels and (read.takes or read.choices):
        touched = touched_by(read.user, proposal.document, but=proposal)
    may_draft = policy.can(read.user, "read_draft", proposal.document)
    context: dict[str, Any] = {
        "proposal": proposal,
        "document": proposal.document,
        "stands": reading.document_now(proposal.document),
        "newer": _newer(proposal),
        "may_read_draft": may_draft,
        "may_edit": policy.can(read.user, "edit", proposal.document),
        "turn": read.turn,
        "stages": _stages(read, verdicts),
        "mine": bool(read.choices),
        "verdicts": [one for one in verdicts if one.stage],
        "backings": backings,
        "backed": any(one.person_id == read.user.pk for one in backings),
        "may_back": policy.can(read.user, "back", proposal),
        "may_withdraw": policy.can(read.user, "withdraw", proposal),
        "own": mine,
        "equal": [one for one in reading.equal_to(proposal.document) if one.pk != proposal.pk],
        "seen": reading.carried(proposal) if read.choices else "",
        "choices": read.choices,
        "taking": " ".join(read.takes),
        "barred": " ".join(dict.fromkeys(read.offer.barred.values())),
        "form": form,
        "offer": read.offer,
        "message": message,
        "typed": typed,
        "touched": touched,
        "key": uuid.uuid4().hex,
        "directories": [way for way in read.ways if way.name == identity.VOUCHER],
        "vouched": bool(identity.vouched(request)),
        "page_title": f"Đề xuất {proposal.code}",
    }
    if message and status == 200:
        status = 422
    return render(request, "control/proposals/proposal.html", context, status=status)


def _stages(read: Reading, verdicts: list[reviews.Verdict]) -> list[ChainStep]:
    """The line of steps: the usual way, and what was asked besides."""
    if read.case is None:
        return []
    definition = pinned.process_of(read.case)[1]
    steps = [step.id for step in definition.steps if step.kind.performed]
    usual = offers.path_of(definition)
    line = zip(steps, stages_of(_Round(), read.case, read.turn, verdicts), strict=True)
    return [stage for step, stage in line if step in usual or stage.state]


def _newer(proposal: Proposal) -> str:
    """The number of a later issue than its proposer read; "" where there is none."""
    last = proposal.document.versions.order_by("issue_no", "revision_no").last()
    return last.number if last and last.pk != proposal.version_id else ""
