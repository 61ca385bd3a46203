"""Carries the token of a case on: through decisions to the next task, or to the end.

Whatever a rule or a branch answers here is written into the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from processes.engine.definition import DECISION, END, Definition, Effect, Step
from processes.engine.refusal import CommandRefused
from processes.events.opening import Closed
from processes.events.tasks import Activated
from processes.events.ways import Decided, EffectRequested

Json = dict[str, Any]
Outcome = bool | Literal["unknown"]


@dataclass(frozen=True)
class Environment:
    """What `decide` may ask outside the definition. The default knows nothing and allows nothing.

    `evaluate(rule uid)` and `branch(JSON Logic)` answer True, False or "unknown" over the data of
    the case; `effect_allowed(name)` says whether such an effect is registered.
    """

    evaluate: Callable[[str], Outcome] = lambda uid: "unknown"
    branch: Callable[[Any], Outcome] = lambda logic: "unknown"
    effect_allowed: Callable[[str], bool] = lambda effect: False


@dataclass(frozen=True)
class Turn:
    """One command being decided: what runs, where it stands, whom to ask."""

    definition: Definition
    state: Json
    environment: Environment


def advance(turn: Turn, target: str, *, variant: str, after: str) -> Iterator[Json]:
    """Walks from a target through decisions to the next task or to the end of the case."""
    passed: set[str] = set()
    while target:
        step = turn.definition.step(target)
        if step is None:
            raise CommandRefused(
                "Quy trình chuyển đến một bước không tồn tại; cần sửa quy trình trước khi xử lý."
            )
        if step.kind == END:
            yield from effects(turn, step.enter, step, "", "enter")
            yield Closed.event({"result": step.result, "step": step.id, "reason": "", "by": ""})
            return
        if step.kind != DECISION:
            yield from _activate(turn, step, variant, after)
            return
        if step.id in passed:
            raise CommandRefused(f"{step.name}: các bước rẽ nhánh nối thành vòng, không có lối ra.")
        passed.add(step.id)
        branch, target = _decide_branch(turn, step)
        yield from effects(turn, step.enter, step, "", "enter")
        yield Decided.event({"step": step.id, "branch": branch, "to": target})
    yield Closed.event({"result": "done", "step": "", "reason": "", "by": ""})


def _decide_branch(turn: Turn, step: Step) -> tuple[str, str]:
    for branch in step.branches:
        outcome = turn.environment.branch(branch.when)
        if outcome == "unknown":
            raise CommandRefused(
                f"Chưa đủ dữ liệu để rẽ nhánh tại {step.name}. "
                "Hãy ghi đủ thông tin vào biểu mẫu rồi chuyển bước."
            )
        if outcome:
            return branch.id, branch.to
    return "otherwise", step.otherwise


def _activate(turn: Turn, step: Step, variant: str, after: str) -> Iterator[Json]:
    iteration = turn.state["iterations"].get(step.id, 0) + 1
    task_id = f"{step.id}#{iteration}"
    yield Activated.event(
        {
            "task": task_id,
            "step": step.id,
            "iteration": iteration,
            "role": step.role,
            "time": turn.definition.step_time(step, variant),
            "time_of": turn.definition.time_holder(step).id,
            "after": after,
        }
    )
    yield from effects(turn, step.enter, step, task_id, "enter")


def effects(
    turn: Turn, wanted: tuple[Effect, ...], step: Step, task_id: str, moment: str
) -> Iterator[Json]:
    """Asks for the effects of a step at a moment: "enter", "done" or "returned"."""
    for effect in wanted:
        if not turn.environment.effect_allowed(effect.effect):
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
