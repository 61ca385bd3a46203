"""Carries the token of a case on: through what needs nobody to the next task, or to the end.

Whatever a rule or a branch answers there is written into the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from processes.engine.definition import Definition, Effect, Step
from processes.engine.refusal import CommandRefused
from processes.events.opening import Closed
from processes.events.ways import EffectRequested

Json = dict[str, Any]
Outcome = bool | Literal["unknown"]


@dataclass(frozen=True)
class Environment:
    """What `decide` may ask outside the definition. The default knows nothing and allows nothing.

    `evaluate(rule uid)` and `branch(JSON Logic)` answer True, False or "unknown" over the data of
    the case; `says(JSON Logic)` is such a condition in words; `effect_allowed(name)` says whether
    such an effect is registered.
    """

    evaluate: Callable[[str], Outcome] = lambda uid: "unknown"
    branch: Callable[[Any], Outcome] = lambda logic: "unknown"
    says: Callable[[Any], str] = lambda logic: "điều kiện của bước đúng"
    effect_allowed: Callable[[str], bool] = lambda effect: False


@dataclass(frozen=True)
class Turn:
    """One command being decided: what runs, where it stands, whom to ask."""

    definition: Definition
    state: Json
    environment: Environment

    def effects(
        self, wanted: tuple[Effect, ...], step: Step, task_id: str, moment: str
    ) -> Iterator[Json]:
        """Ask for the effects of a step at a moment: "enter", "done" or "returned"."""
        for effect in wanted:
            if not self.environment.effect_allowed(effect.effect):
                raise CommandRefused(
                    f"{step.name} yêu cầu hệ thống tự làm «{effect.effect}», việc này không có."
                )
            yield EffectRequested.event(
                {
                    "effect": effect.effect,
                    "value": effect.value,
                    "step": step.id,
                    "task": task_id,
                    "moment": moment,
                }
            )


def advance(turn: Turn, target: str, *, variant: str, after: str) -> Iterator[Json]:
    """Walk from a target to the next step where the case has to wait, or to its end."""
    passed: set[str] = set()
    while target:
        step = turn.definition.step(target)
        if step is None:
            raise CommandRefused(
                "Quy trình chuyển đến một bước không tồn tại; cần sửa quy trình trước khi xử lý."
            )
        if step.id in passed:
            raise CommandRefused(
                f"{step.name}: các bước {step.kind.label.lower()} nối thành vòng, không có lối ra."
            )
        passed.add(step.id)
        goes_on = yield from step.kind.arrive(turn, step, variant, after)
        if goes_on is None:
            return
        target = goes_on
    yield Closed.event({"result": "done", "step": "", "reason": "", "by": ""})
