"""What is wrong with the ways through the steps: every step is reached and leads to an end, and no
case stops where only the process is to blame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from processes.engine.definition import Definition, Step
from processes.engine.ways import can_end, reachable
from registry.problems import Problem, pointer

Json = dict[str, Any]


def ways(definition: Definition, body: Json) -> Iterator[Problem]:
    """Check where a case begins, how it goes on, where it ends."""
    yield from _beginning(definition)
    yield from _falls(definition, body)
    yield from _rings(definition)
    reached, ending = reachable(definition), can_end(definition)
    for index, step in enumerate(definition.steps):
        if step.id not in reached:
            yield Problem(
                pointer("steps", index),
                f"{step.name}: không bước nào dẫn đến bước này. "
                "Hãy nối một bước đến đây hoặc xóa bước.",
            )
        elif step.id not in ending:
            yield Problem(
                pointer("steps", index),
                f"{step.name}: từ bước này không đi được đến khi kết thúc hồ sơ. "
                "Hãy xem lại bước tiếp theo của các bước từ đây trở đi.",
            )


def _beginning(definition: Definition) -> Iterator[Problem]:
    """A case begins with work that somebody does: nothing is known yet to choose a branch by."""
    first = definition.first
    if first is not None and first.kind.never_first:
        yield Problem(
            pointer("steps", 0, "kind"),
            f"{first.name} đứng đầu {first.kind.never_first}. "
            "Hãy đặt lên đầu một bước có người thực hiện.",
        )


def _falls(definition: Definition, body: Json) -> Iterator[Problem]:
    """An end is reached because a step says so: falling into the one that happens to stand below
    would make every success a refusal."""
    for index, (step, below) in enumerate(pairwise(definition.steps)):
        chooses = "next" in step.kind.fields
        if chooses and below.kind.ends and not body["steps"][index].get("next"):
            result = below.kind.outcome(below)
            yield Problem(
                pointer("steps", index, "next"),
                f"{step.name} để trống «Bước tiếp theo» nên hồ sơ làm xong bước này rơi vào dòng "
                f"{below.number} ngay dưới, {below.name} (kết quả: {result}). Hãy chọn rõ "
                f"«Bước tiếp theo» của dòng {step.number}.",
            )


def _rings(definition: Definition) -> Iterator[Problem]:
    """Steps that need nobody and lead to one another in a ring: nothing changes on the way."""
    told: set[str] = set()
    for index, step in enumerate(definition.steps):
        if not step.kind.passes or step.id in told:
            continue
        ring = _passed_after(definition, step)
        if step.id in ring:
            told |= ring
            field, way = step.kind.way_out
            yield Problem(
                pointer("steps", index, field),
                f"{step.name}: các bước {step.kind.label.lower()} nối thành vòng, hồ sơ đi vào đó "
                f"sẽ đứng lại. Hãy cho {way} chuyển đến bước có người thực hiện hoặc dòng kết "
                "thúc.",
            )


def _passed_after(definition: Definition, begin: Step) -> set[str]:
    """Ids of the steps that need nobody and come after one of them with no work between."""
    found: set[str] = set()
    waiting = [begin]
    while waiting:
        for to in waiting.pop().targets():
            step = definition.step(to)
            if step is not None and step.kind.passes and step.id not in found:
                found.add(step.id)
                waiting.append(step)
    return found
