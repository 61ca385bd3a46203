"""The chain of review as one line: who has said yes, whose turn it is, who follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from processes import pinned
from processes.control.reviews import CurrentStep, Verdict
from processes.models import Case

DONE, NOW, LATER = "done", "now", ""


@dataclass(frozen=True)
class ChainStep:
    """One step of the chain; `who` did it, has it or will get it, `at` when it was done."""

    title: str
    state: str
    who: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    late: bool = False


class Rounded(Protocol):
    """What is reviewed in rounds: a dossier, or a proposal, which has one."""

    @property
    def round(self) -> int:
        """The present round."""


def stages_of(
    dossier: Rounded, case: Case | None, turn: CurrentStep | None, verdicts: list[Verdict]
) -> list[ChainStep]:
    """Return the steps that people do in a review, in the order of its process.

    What was said in an earlier round is over: there the chain begins anew.
    """
    if case is None:
        return []
    definition = pinned.process_of(case)[1]
    steps = [step for step in definition.steps if step.kind.performed]
    said = {
        verdict.step: verdict
        for verdict in verdicts
        if not verdict.returned and verdict.round in (None, dossier.round)
    }
    ids = [step.id for step in steps]
    here = ids.index(turn.task.step_id) if turn and turn.task.step_id in ids else None
    found = []
    for place, step in enumerate(steps):
        verdict = said.get(step.id)
        if turn and place == here:
            found.append(ChainStep(step.title, NOW, turn.words, due_at=turn.due_at, late=turn.late))
        elif verdict and (here is None or place < here):
            found.append(ChainStep(step.title, DONE, verdict.who, verdict.at))
        else:
            role = definition.role(step.role)
            found.append(ChainStep(step.title, LATER, role.label if role else ""))
    return found
