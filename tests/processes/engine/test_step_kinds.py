"""A new kind of step is one class: editor, checks, engine, drawing and print find it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from processes.control.offers import ISSUE, effects_of
from processes.drawing.layout import lay_out
from processes.drawing.swimlane import swimlane, table_twin
from processes.engine.advance import Turn
from processes.engine.checks import check
from processes.engine.definition import Definition, compile_definition
from processes.engine.machine import CommandRefused
from processes.engine.rows import text
from processes.engine.steps import STEP_KINDS, Step, StepKind, WayOut
from processes.engine.steps.base import Arriving, At, Tone, to_nowhere
from processes.kinds.process.render import step_rows
from processes.kinds.process.schema import step_fields
from processes.performers.choosing import asked
from registry.kinds import Context
from registry.problems import Problem
from tests.processes.engine.samples import Json, leave_request, opened


class Noted(StepKind):
    """The case passes by, and what stands there is done by the system alone."""

    code, label = "noted", "Ghi nhận"
    fields = ("next", "responsible")
    passes = True
    never_first = "nhưng không ai làm bước này"
    shape = "pill"

    def compile(self, step: Step, row: Json, following: str) -> Step:
        return replace(step, next=text(row, "next") or following)

    def ways(self, step: Step) -> Sequence[WayOut]:
        return [WayOut(step.next, "forward", on_arrow="Ngay")]

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
        yield from turn.effects(step.enter, step, "", "enter")
        return step.next

    def problems(self, definition: Definition, step: Step, row: Json, at: At) -> Iterator[Problem]:
        if not step.enter:
            yield Problem(at("enter"), f"{step.name} chưa ghi nhận gì.")
        yield from to_nowhere(definition, step, step.next, at("next"), "ghi nhận")

    def name(self, step: Step) -> str:
        return f"Ghi nhận «{step.title}»"

    def as_target(self, step: Step) -> str:
        return f"ghi nhận «{step.title}»"

    def tone(self, step: Step) -> Tone:
        return "ask"


class Held(StepKind):
    """The case waits there for something that no person of the procedure does."""

    code, label = "held", "Chờ"

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
        yield from turn.effects(step.enter, step, "", "enter")
        return None


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with STEP_KINDS.added(Noted()), STEP_KINDS.added(Held()):
        yield


def noting(**values: Any) -> Json:
    """The leave request, where a note stands between the director and the end."""
    body = leave_request()
    row = {
        "id": "note",
        "title": "Vào sổ",
        "kind": "noted",
        "next": "done",
        "enter": [{"effect": "document.issue"}],
    }
    boss = next(place for place, step in enumerate(body["steps"]) if step["id"] == "boss")
    body["steps"][boss].pop("next")
    body["steps"][boss]["return_to"] = "note"
    body["steps"].insert(boss + 1, {**row, **values})
    return body


def said(body: Json) -> dict[str, str]:
    return {problem.pointer: problem.message for problem in check(body)}


def test_it_compiles() -> None:
    definition = compile_definition(noting(next=""))
    step = definition.step("note")
    assert step is not None and step.kind is STEP_KINDS.get("noted")
    assert (step.next, list(step.targets()), step.actions) == ("done", ["done"], ())
    assert step.name == "Ghi nhận «Vào sổ»"


def test_authors_are_offered_it_with_its_fields() -> None:
    fields = step_fields()
    assert {"const": "noted", "title": "Ghi nhận"} in fields["kind"]["oneOf"]
    shown = {name for name, field in fields.items() if "noted" in codes(field)}
    assert shown == {"next", "responsible"}
    assert codes(fields["next"]) == ["", "human", "noted"]
    assert not codes(fields["enter"])


def codes(field: Json) -> list[str]:
    return list(field.get("x-when", {}).get("kind", []))


def test_it_is_checked() -> None:
    note = "/steps/4"
    sound = said(noting())
    assert not [pointer for pointer in sound if pointer.startswith(note)]
    assert said(noting(enter=[]))[f"{note}/enter"] == "Ghi nhận «Vào sổ» chưa ghi nhận gì."
    assert "không tồn tại" in said(noting(next="gone"))[f"{note}/next"]
    # What others know of all kinds: where it may stand, falling into an end, rings.
    assert "rơi vào dòng" in said(noting(next=""))[f"{note}/next"]
    ring = said(noting(next="note"))[f"{note}/next"]
    assert "các bước ghi nhận nối thành vòng" in ring and "Hãy cho «Bước tiếp theo»" in ring
    first = noting()
    first["steps"].insert(0, first["steps"].pop(4))
    assert "đứng đầu nhưng không ai làm bước này" in said(first)["/steps/0/kind"]


def test_a_case_goes_over_it() -> None:
    case = opened(noting(), branch=lambda logic: True)
    case.forward(2)
    assert case.do("complete", task=case.state["active"][0], by="9") == [
        "task.completed",
        "effect.requested",
        "case.closed",
    ]
    assert case.last("case.closed")["step"] == "done"
    requested = case.last("effect.requested")
    assert (requested["step"], requested["task"], requested["moment"]) == ("note", "", "enter")


def test_a_way_that_comes_back_to_it_is_refused() -> None:
    case = opened(noting(next="note"), branch=lambda logic: True)
    case.forward(2)
    with pytest.raises(CommandRefused, match="các bước ghi nhận nối thành vòng"):
        case.forward()


def test_the_last_row_of_its_kind_ends_the_case() -> None:
    body = noting(next="")
    case = opened({**body, "steps": body["steps"][:5]}, branch=lambda logic: True)
    case.forward(3)
    assert case.last("case.closed") == {"result": "done", "step": "", "reason": "", "by": ""}


def test_an_action_that_leads_over_it_can_issue() -> None:
    definition = compile_definition(noting())
    boss = definition.step("boss")
    assert boss is not None
    assert ISSUE in effects_of(definition, boss, boss.actions[0])


def test_nobody_is_asked_for_it() -> None:
    body = noting(role="picked")
    body["roles"].append({"id": "picked", "label": "Người được chọn", "by": "person"})
    assert asked(compile_definition(body)) == []


def test_it_is_drawn() -> None:
    definition = compile_definition(noting())
    drawing = str(swimlane(definition, "Nghỉ phép"))
    ElementTree.fromstring(drawing)
    assert 'class="step step-noted"' in drawing and "Ngay" in drawing
    box = next(box for box in lay_out(definition).boxes if box.id == "note")
    boss = next(box for box in lay_out(definition).boxes if box.id == "boss")
    # Nobody performs it: it stands in the lane above it.
    assert (box.number, box.tone, box.x) == ("5", "ask", boss.x)
    row = next(row for row in table_twin(definition) if row.title == "Vào sổ")
    assert row.ways == ["Kết thúc «Được nghỉ»"]


def test_it_is_printed() -> None:
    rows = {row.title: row for row in step_rows(compile_definition(noting()), Context())}
    assert rows["Vào sổ"].notes == []
    assert "Trả lại: chuyển ghi nhận «Vào sổ»" in rows["Giám đốc duyệt"].notes


def test_a_case_may_wait_without_a_task() -> None:
    case = opened(noting(kind="held"), branch=lambda logic: True)
    case.forward(3)
    assert case.state["active"] == [] and case.events[-1]["type"] == "effect.requested"
    assert "case.closed" not in [event["type"] for event in case.events]


def test_a_kind_that_nobody_knows_is_drawn_and_goes_nowhere() -> None:
    body = noting(kind="unheard")
    definition = compile_definition(body)
    step = definition.step("note")
    assert step is not None and list(step.targets()) == []
    assert "Vào sổ" in str(swimlane(definition, "Nghỉ phép"))
    case = opened(body, branch=lambda logic: True)
    case.forward(2)
    with pytest.raises(CommandRefused, match="thuộc loại mà hệ thống không biết"):
        case.forward()
