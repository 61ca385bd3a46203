"""A row at which the ways part by what was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from processes.engine.refusal import CommandRefused
from processes.engine.rows import objects, text
from processes.engine.steps.base import (
    Arriving,
    At,
    Branch,
    Json,
    Step,
    StepKind,
    Tone,
    WayOut,
    to_nowhere,
)
from processes.events.ways import Decided
from registry.problems import Problem

if TYPE_CHECKING:
    from processes.engine.advance import Turn
    from processes.engine.definition import Definition


class Decision(StepKind):
    """A decision: the first branch that is true is taken, else the way for all other cases."""

    code, label = "decision", "Rẽ nhánh"
    fields = ("branches", "otherwise")
    passes = True
    never_first = "nhưng là bước rẽ nhánh: lúc mở hồ sơ chưa có dữ liệu để rẽ"
    way_out = ("branches", "một nhánh")
    shape = "diamond"

    def compile(self, step: Step, row: Json, following: str) -> Step:
        branches = tuple(
            Branch(
                id=text(branch, "id") or str(place),
                when=branch.get("when"),
                to=text(branch, "to"),
            )
            for place, branch in enumerate(objects(row.get("branches")), start=1)
        )
        return replace(step, branches=branches, otherwise=text(row, "otherwise") or following)

    def ways(self, step: Step) -> Sequence[WayOut]:
        many = len(step.branches) > 1
        return [
            *(
                WayOut(
                    branch.to,
                    "branch",
                    f"Nhánh {place}",
                    f"Đúng {place}" if many else "Đúng",
                    printed=True,
                )
                for place, branch in enumerate(step.branches, start=1)
            ),
            WayOut(
                step.otherwise, "branch", "Trường hợp khác", "Khác", printed=bool(step.otherwise)
            ),
        ]

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
        branch, target = _taken(turn, step)
        yield from turn.effects(step.enter, step, "", "enter")
        yield Decided.event({"step": step.id, "branch": branch, "to": target})
        return target

    def problems(self, definition: Definition, step: Step, row: Json, at: At) -> Iterator[Problem]:
        if not step.branches:
            yield Problem(
                at("branches"),
                f"{step.name} là bước rẽ nhánh nhưng chưa có nhánh nào. Hãy thêm nhánh.",
            )
        for place, branch in enumerate(step.branches):
            to, named = at("branches", place, "to"), f"nhánh thứ {place + 1}"
            if branch.when in (None, {}, ""):
                yield Problem(
                    at("branches", place, "when"),
                    f"{step.name}: {named} chưa có điều kiện. Hãy ghi điều kiện.",
                )
            if not branch.to:
                yield Problem(to, f"{step.name}: {named} chưa có bước chuyển đến. Hãy chọn bước.")
            yield from to_nowhere(definition, step, branch.to, to, named)
        if not row.get("otherwise"):
            yield Problem(
                at("otherwise"),
                f"{step.name} chưa có hướng đi khi không nhánh nào đúng. "
                "Hãy chọn bước ở «Trường hợp khác».",
            )
        yield from to_nowhere(definition, step, step.otherwise, at("otherwise"), "trường hợp khác")

    def tone(self, step: Step) -> Tone:
        return "ask"


def _taken(turn: Turn, step: Step) -> tuple[str, str]:
    """Which branch is taken, by its id or «otherwise», and where it leads."""
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
