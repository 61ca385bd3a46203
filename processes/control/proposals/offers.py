"""What a person may say to a proposal now, what that needs, and by which warrant it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from processes import pinned
from processes.control import reviews
from processes.control.cancelling import services as cancelling
from processes.control.offers import answers
from processes.control.proposals import reading
from processes.control.proposals.models import Proposal, ProposalKind
from processes.engine.definition import FORWARD, Action, Definition
from processes.models import OPEN_TASK, Case, Task
from registry import identity, policy
from registry.documents import services as documents
from registry.documents.errors import DocumentError, all_of
from registry.documents.issue.decision import Wrong
from registry.now import today
from registry.organisation.models import User

APPROVE = "proposal.approve"


@dataclass(frozen=True)
class Offer:
    """`refusal` says why somebody whose role fits may not act; `approving` names the actions that
    approve, `ending` those that end it otherwise; `barred` why an approving one cannot be taken."""

    actions: tuple[Action, ...] = ()
    approving: frozenset[str] = frozenset()
    ending: frozenset[str] = frozenset()
    barred: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


def turn_of(case: Case | None) -> Task | None:
    """Return the open task of a case, or None."""
    if case is None:
        return None
    found: Task | None = (
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=OPEN_TASK)
        .select_related("case", "assignee", "unit", "agency")
        .order_by("pk")
        .first()
    )
    return found


def is_proposers(case: Case, task: Task) -> bool:
    """Tell whether a step is the proposer's own: done by raising, decides nothing."""
    definition = pinned.process_of(case)[1]
    step = definition.step(task.step_id)
    return step is not None and reviews.is_authors(definition, step)


class Raised(reviews.Submitted):
    """What its proposer has just raised: alone this finishes the proposer's step."""


def raised(proposal: Proposal) -> Raised:
    """Return the warrant that finishes the proposer's own step."""
    return Raised(1, "")


def offer(user: User, task: Task) -> Offer:
    """Return the actions of an open task of a proposal for this person."""
    found, proposal = answers(user, task), reading.proposal_of(task.case)
    if found is None or proposal is None:
        return Offer()
    approving = found.causing(APPROVE)
    others = (action for action in found.actions if action.id not in approving)
    why = barring(user, proposal) if approving else ""
    return Offer(
        found.actions,
        approving,
        ending=frozenset(one.id for one in others if _ends(found.definition, one)),
        barred=dict.fromkeys(approving, why) if why else {},
        refusal=found.refusal,
    )


def _ends(definition: Definition, action: Action) -> bool:
    """Whether nobody follows where the action leads."""
    following = definition.step(action.to)
    return following is None or not (following.kind.performed or following.kind.passes)


def path_of(definition: Definition) -> list[str]:
    """List the steps of people that follow each other where everybody says yes, in their order."""
    found: list[str] = []
    step = definition.first
    while step is not None and step.id not in found:
        found.append(step.id)
        forward = next((one for one in step.actions if one.id == FORWARD), None)
        step = definition.step(forward.to) if forward else None
        if step is not None and not step.kind.performed:
            step = None
    return found


def barring(user: User, proposal: Proposal) -> str:
    """Say why this person cannot approve a proposal as things are; "" where they can."""
    over = reading.document_now(proposal.document).over
    if over:
        return f"{over} Không còn gì để sửa đổi hoặc hủy bỏ; hãy trả lời là không chấp thuận."
    if proposal.kind == ProposalKind.CANCEL and not policy.can(user, "cancel", proposal.document):
        if proposal.agency.cancels_by_top:
            return f"{documents.NOT_CANCELLING[True]} Hãy đồng ý và trình lãnh đạo cao nhất."
        return documents.NOT_CANCELLING[False]
    return ""


def confirmed(
    actor: User,
    proposal: Proposal,
    *,
    reason: str,
    drafter: User | None,
    due: date | None,
    decision_no: str,
    at: datetime | None,
    proof: identity.Proof | None,
) -> identity.Confirmed | None:
    """Return the proof that approving to cancel needs; None for an amendment, which needs none.

    Raises whatever bars approving, all of it at once.
    """
    why = barring(actor, proposal)
    if why:
        raise DocumentError(why)
    if proposal.kind == ProposalKind.CANCEL:
        shown = proof or identity.Proof()
        return cancelling.confirm(actor, shown, reason=reason, decision_no=decision_no, at=at)
    bars: list[Exception] = []
    if drafter is None or not documents.writes(drafter, proposal.document):
        bars.append(Wrong("Chưa chọn người soạn thảo. Hãy chọn một người.", "drafter"))
    if due is None:
        bars.append(Wrong("Chưa ghi hạn hoàn thành. Hãy ghi ngày.", "due"))
    elif due < today():
        bars.append(Wrong("Hạn này đã qua. Hãy chọn hôm nay hoặc một ngày sau.", "due"))
    if bars:
        raise all_of(bars)
    return None
