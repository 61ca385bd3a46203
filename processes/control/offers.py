"""What a person may say to a dossier now: the actions of the step, or why there are none.

`answers` and `effects_of` are what every step of document control asks, that of a proposal too.
"""

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


@dataclass(frozen=True)
class Answers:
    """A step as somebody may answer it: its actions, or why there are none; `own` where it is the
    step of who began the case."""

    definition: Definition
    step: Step
    actions: tuple[Action, ...] = ()
    refusal: str = ""
    own: bool = False

    def causing(self, effect: str) -> frozenset[str]:
        """Return the names of the actions that cause this effect."""
        causes = (a.id for a in self.actions if effect in effects_of(self.definition, self.step, a))
        return frozenset(causes)


def answers(user: User, task: Task) -> Answers | None:
    """Return what this person may answer at an open task, with its case; None for nobody asked."""
    may, giver = performers.may(standing(user), task)
    definition = pinned.process_of(task.case)[1]
    step = definition.step(task.step_id)
    if not may or step is None:
        return None
    against = performers.standstill(task.case) or performers.refusal(task, user, giver)
    if against:
        return Answers(definition, step, refusal=against)
    # The author's own step is finished by submitting again, not by an answer.
    own = reviews.is_authors(definition, step)
    actions = tuple(a for a in step.actions if not own or a.id != FORWARD)
    return Answers(definition, step, actions, own=own)


def offer(user: User, case: Case, task: Task) -> Offer:
    """Return the actions of an open task for this person."""
    task.case = case
    found = answers(user, task)
    if found is None:
        return Offer()
    return Offer(found.actions, found.causing(ISSUE), found.refusal, found.own)


def effects_of(definition: Definition, step: Step, action: Action) -> set[str]:
    """Return the effects of an action at its step, and where it leads before the next person."""
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
    return effects


def resubmittable(user: User, dossier: Dossier) -> list[Document]:
    """Return the documents of a returned dossier that this person may submit once more.

    For whoever submitted it (or got it by a hand-over), without what somebody else writes by now;
    [] for others.
    """
    if dossier.state != Dossier.RETURNED or dossier.author_id != user.pk:
        return []
    documents = [item.document for item in items_of(dossier)]
    return [document for document in documents if policy.can(user, "submit", document)]
