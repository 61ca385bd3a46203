"""A row of work that people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from processes.engine.rows import objects, text
from processes.engine.steps.base import (
    FORWARD,
    RETURN,
    Action,
    Arriving,
    At,
    Json,
    Step,
    StepKind,
    WayOut,
    to_nowhere,
)
from processes.events.tasks import Activated
from registry.problems import Problem, warning
from registry.vietnamese import slug

if TYPE_CHECKING:
    from processes.engine.advance import Turn
    from processes.engine.definition import Definition, Role

FORWARD_LABEL = "Hoàn thành, chuyển bước tiếp theo"
LAST_LABEL = "Hoàn thành, kết thúc hồ sơ"
RETURN_LABEL = "Trả lại"


class Human(StepKind):
    """Work for the people of a role: the case waits until somebody finishes the task."""

    code, label = "human", "Người thực hiện"
    fields = (
        *("responsible", "form_part", "next", "return_to", "return_label"),
        *("shares_time_with", "not_author", "guard", "actions"),
    )
    left_out = performed = timed = True

    def compile(self, step: Step, row: Json, following: str) -> Step:
        forward = text(row, "next") or following
        actions = tuple(_actions(row, forward))
        return replace(step, next=forward, actions=actions, guard=row.get("guard") or None)

    def ways(self, step: Step) -> Sequence[WayOut]:
        return [
            WayOut(action.to)
            if action.kind == FORWARD
            else WayOut(action.to, action.kind, action.label, action.label, printed=True)
            for action in step.actions
        ]

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
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
        yield from turn.effects(step.enter, step, task_id, "enter")
        return None

    def problems(self, definition: Definition, step: Step, row: Json, at: At) -> Iterator[Problem]:
        role = definition.role(step.role) if step.role else None
        yield from _performer(definition, step, role, at)
        if step.form_part in ("citizen", "officer") and not step.form:
            yield Problem(
                at("form_part"),
                f"{step.name} chọn phần biểu mẫu nhưng chưa chọn biểu mẫu. Hãy chọn biểu mẫu.",
            )
        yield from _outcomes(definition, step, at)


def _actions(row: Json, forward: str) -> Iterator[Action]:
    yield Action(FORWARD, FORWARD_LABEL if forward else LAST_LABEL, "forward", forward)
    if return_to := text(row, "return_to"):
        # Whoever gets the work back has to learn why, so returning always takes a reason.
        label = text(row, "return_label") or RETURN_LABEL
        yield Action(RETURN, label, "return", return_to, reason=True)
    for place, extra in enumerate(objects(row.get("actions")), start=1):
        yield Action(
            id=text(extra, "id") or f"extra-{place}",
            label=text(extra, "label"),
            kind="extra",
            to=text(extra, "to"),
            reason=bool(extra.get("reason")),
        )


def _performer(definition: Definition, step: Step, role: Role | None, at: At) -> Iterator[Problem]:
    if not step.role:
        written = f" («{step.responsible}» chưa khớp vai trò nào)" if step.responsible else ""
        yield Problem(
            at("role"),
            f"{step.name} chưa có vai trò thực hiện{written}. Hãy chọn trách nhiệm của bước.",
        )
    elif role is None:
        yield Problem(
            at("role"),
            f"{step.name} giao cho một vai trò không còn trong quy trình. Hãy chọn lại.",
        )
    elif step.not_author and role.by == "author":
        yield Problem(
            at("not_author"),
            f"{step.name} giao cho người lập hồ sơ nhưng lại không cho người lập hồ sơ thực hiện "
            "nên không ai làm được. Hãy bỏ một trong hai.",
        )
    if role and _names_another(step.responsible, role.label, definition):
        yield warning(
            at("responsible"),
            f"{step.name} giao việc cho «{role.label}» nhưng in «{step.responsible}» là tên của một"
            " vai trò khác trong quy trình. Hãy xem lại vai trò hoặc tên in.",
        )


def _names_another(printed: str, label: str, definition: Definition) -> bool:
    """Whether what is printed for a step is the name of a role that does not get its work.

    Only the whole name tells: «Chủ tịch UBND» is rightly printed for «Lãnh đạo cơ quan».
    """
    name = slug(printed)
    return bool(name) and name != slug(label) and name in {slug(r.label) for r in definition.roles}


def _outcomes(definition: Definition, step: Step, at: At) -> Iterator[Problem]:
    extra = 0
    for action in step.actions:
        where = at({"forward": "next", "return": "return_to"}.get(action.kind, ""))
        if action.kind == "extra":
            where = at("actions", extra, "to")
            if not action.label:
                yield Problem(
                    at("actions", extra, "label"),
                    f"{step.name}: cách xử lý thứ {extra + 1} chưa có tên. Hãy ghi tên nút.",
                )
            extra += 1
            if not action.to:
                yield Problem(
                    where,
                    f"{step.name}: cách xử lý «{action.label}» chưa có bước chuyển đến. "
                    "Hãy chọn bước.",
                )
        yield from to_nowhere(definition, step, action.to, where, f"«{action.label}»")
    if any(action.kind == "return" and action.to == step.id for action in step.actions):
        yield Problem(
            at("return_to"), f"{step.name} trả lại chính mình. Hãy chọn bước nhận lại việc."
        )
