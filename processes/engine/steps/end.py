"""A row at which the case is over, with what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes.engine.steps.base import Arriving, Step, StepKind, Tone
from processes.events.opening import Closed

if TYPE_CHECKING:
    from processes.engine.advance import Turn

# What an end row says came of the case.
RESULTS = {"done": "Hoàn thành", "refused": "Từ chối", "withdrawn": "Rút hồ sơ"}


class End(StepKind):
    """An end of the case."""

    code, label = "end", "Kết thúc"
    fields = ("result",)
    ends = True
    never_first = "nên hồ sơ vừa mở đã kết thúc"
    shape = "pill"
    numbered = printed = False

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
        yield from turn.effects(step.enter, step, "", "enter")
        yield Closed.event({"result": step.result, "step": step.id, "reason": "", "by": ""})
        return None

    def name(self, step: Step) -> str:
        return f"Kết thúc «{step.title}»" if step.title else super().name(step)

    def as_target(self, step: Step) -> str:
        return f"«{step.title}»"

    def outcome(self, step: Step) -> str:
        return RESULTS.get(step.result, step.result)

    def tone(self, step: Step) -> Tone:
        return "done" if step.result == "done" else "refused"
