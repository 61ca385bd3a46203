"""What a person may say to a dossier now: the actions of the step, or why there are none."""

from dataclasses import dataclass

from processes import performers, pinned
from processes.control import reviews
from processes.engine.definition import FORWARD, Action, Definition, Step
from processes.models import Case, Task
from registry import policy
from registry.documents.models import Document, Dossier
from registry.documents.services import items_of
from registry.organisation.models import User
from registry.policy import standing

ISSUE = "document.issue"


@dataclass(frozen=True)
class Offer:
    """`refusal` says why somebody whose role fits may not act (the author reviewing themselves);
    `issuing` names the actions that issue the dossier, `own` says that the step is the author's."""

    actions: tuple[Action, ...] = ()
    issuing: frozenset[str] = frozenset()
    refusal: str = ""
    own: bool = False

    @property
    def reviewing(self) -> bool:
        """Whether it is the person's turn to review."""
        return bool(self.actions) and not self.own

    @property
    def forward_label(self) -> str:
        """The word on the button that says yes."""
        return "Ban hành" if FORWARD in self.issuing else "Đồng ý, chuyển tiếp"


def offer(user: User, case: Case, task: Task) -> Offer:
    """Return the actions of an open task for this person."""
    may, giver = performers.may(standing(user), task)
    definition = pinned.process_of(case)[1]
    step = definition.step(task.step_id)
    if not may or step is None:
        return Offer()
    task.case = case
    against = performers.standstill(case) or performers.refusal(task, user, giver)
    if against:
        return Offer(refusal=against)
    # The author's own step is finished by submitting again, not by a verdict.
    own = reviews.is_authors(definition, step)
    actions = tuple(a for a in step.actions if not own or a.id != FORWARD)
    return Offer(actions, frozenset(a.id for a in actions if issues(definition, step, a)), own=own)


def issues(definition: Definition, step: Step, action: Action) -> bool:
    """Tell whether the action can issue.

    At its own step, or where it leads before the next person.
    """
    done = {"forward": step.done, "return": step.returned}.get(action.kind, ())
    effects = {one.effect for one in done}
    waiting, passed = [action.to], set[str]()
    while waiting:
        following = definition.step(waiting.pop())
        if following is None or following.id in passed:
            continue
        passed.add(following.id)
        effects |= {one.effect for one in following.enter}
        if following.kind.passes:
            waiting += following.targets()
    return ISSUE in effects


def resubmittable(user: User, dossier: Dossier) -> list[Document]:
    """Return the documents of a returned dossier that this person may submit once more.

    For whoever submitted it (or got it by a hand-over), without what somebody else writes by now;
    [] for others.
    """
    if dossier.state != Dossier.RETURNED or dossier.author_id != user.pk:
        return []
    documents = [item.document for item in items_of(dossier)]
    return [document for document in documents if policy.can(user, "submit", document)]
