"""What a person may say to a dossier now: the actions of the step, or why there are none."""

from dataclasses import dataclass

from processes import performers, pinned
from processes.engine.definition import FORWARD, Action
from processes.models import Case, Task
from registry import policy
from registry.documents.models import Document, Dossier
from registry.documents.services import items_of
from registry.organisation.models import User
from registry.policy import standing


@dataclass(frozen=True)
class Offer:
    """`refusal` says why somebody whose role fits may not act (the author reviewing themselves)."""

    actions: tuple[Action, ...] = ()
    issues: bool = False
    refusal: str = ""

    @property
    def forward_label(self) -> str:
        """The word on the button that says yes."""
        return "Ban hành" if self.issues else "Đồng ý, chuyển tiếp"


def offer(user: User, case: Case, task: Task) -> Offer:
    """The actions of an open task for this person."""
    may, giver = performers.may(standing(user), task)
    step = pinned.process_of(case)[1].step(task.step_id)
    if not may or step is None:
        return Offer()
    task.case = case
    against = performers.standstill(case) or performers.refusal(task, user, giver)
    if against:
        return Offer(refusal=against)
    # The author's own step is finished by submitting again, not by a verdict.
    actions = tuple(a for a in step.actions if step.not_author or a.id != FORWARD)
    return Offer(actions, any(effect.effect == "document.issue" for effect in step.done))


def resubmittable(user: User, dossier: Dossier) -> list[Document]:
    """The documents of a returned dossier that this person may submit once more: whoever submitted
    it (or got it by a hand-over), without what somebody else writes by now; [] for others."""
    if dossier.state != Dossier.RETURNED or dossier.author_id != user.pk:
        return []
    documents = [item.document for item in items_of(dossier)]
    return [document for document in documents if policy.can(user, "submit", document)]
