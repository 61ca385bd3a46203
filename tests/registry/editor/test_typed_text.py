"""What an author types into a field: settled, numbers and days read, what was there kept."""

from typing import Any

import pytest

from registry.editor.fields import grid, leaves
from registry.editor.fields.nodes import Node, Surroundings
from registry.schema import compile_schema

TEXT: dict[str, Any] = {"type": "string"}
LINES: dict[str, Any] = {"type": "string", "x-lines": 4}
DECIMAL: dict[str, Any] = {
    "type": "string", "x-decimal": True, "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$",
}  # fmt: skip
DATE: dict[str, Any] = {"type": "string", "format": "date"}
INTEGER: dict[str, Any] = {"type": "integer"}
ODD = "Ðiều\u200b động –\u00a0giám\u00adđịnh"


def typed(schema: dict[str, Any], state: Any, before: Any = None) -> Any:
    node = Node(schema, schema)
    return leaves.convert(leaves.get(leaves.leaf_name(node)), state, before, node, Surroundings())


@pytest.mark.parametrize(
    ("schema", "state", "stored"),
    [
        (TEXT, ODD, "Điều động – giámđịnh"),
        (TEXT, "\u200b\u00a0", None),
        (TEXT, "một\thai", "một hai"),
        (LINES, "một\r\n\u200bhai\x0bba", "một\nhai\nba"),
        (DECIMAL, "0.125", "0.125"),
        (DECIMAL, "0,125\u200b", "0.125"),
        (DECIMAL, "1234.567", "1234.567"),
        (DECIMAL, "1.234,5", "1234.5"),
        (DECIMAL, "1\u00a0200", "1200"),
        (INTEGER, "1.200.000", 1_200_000),
        (INTEGER, "0.125", "0.125"),
        (DATE, "ngày 27 tháng 11 năm 2026", "2026-11-27"),
        (DATE, "5–3–2025.", "2025-03-05"),
        (DATE, "31/2/2026", "31/2/2026"),
    ],
)
def test_it_is_read_as_people_write(schema: dict[str, Any], state: str, stored: Any) -> None:
    assert typed(schema, state) == stored


@pytest.mark.parametrize(
    ("schema", "state", "said"),
    [
        (DECIMAL, "1.234", "1234 (dấu chấm ngăn hàng nghìn) hoặc 1,234"),
        (DECIMAL, "nhiều", "ví dụ 12,5"),
        (DATE, "31/2/2026", "Không có ngày 31/2/2026 trong lịch"),
        (DATE, "mai", "ngày/tháng/năm"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_says_why(
    schema: dict[str, Any], state: str, said: str
) -> None:
    kept = typed(schema, state)
    (problem,) = compile_schema(schema).problems(kept)
    assert said in problem.message
    node = Node(schema, schema)
    assert state in str(leaves.get(leaves.leaf_name(node)).from_json(kept, node))
    assert typed(schema, kept, kept) == kept


@pytest.mark.parametrize("schema", [TEXT, LINES])
def test_what_nobody_touched_keeps_its_bytes(schema: dict[str, Any]) -> None:
    assert typed(schema, ODD, ODD) == ODD
    assert typed(schema, f"{ODD} nữa", ODD) == "Điều động – giámđịnh nữa"


def test_a_row_settles_the_cells_that_were_touched() -> None:
    item = {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": DECIMAL}}
    rows: dict[str, Any] = {"type": "array", "x-editor": "grid", "items": item}
    before = [{"a": ODD, "b": ODD, "c": "1.50"}]
    state = grid.dumps([{"#": 0, "a": ODD, "b": "Ð\u200b", "c": "1,50"}])
    assert typed(rows, state, before) == [{"a": ODD, "b": "Đ", "c": "1.50"}]


def test_a_column_of_texts_settles_the_touched_ones() -> None:
    texts: dict[str, Any] = {"type": "object", "x-editor": "texts", "x-each": "/columns"}
    state = '{"x": "Ð\u200b cũ", "y": "Ð\u200b mới", "z": "\u200b"}'
    assert typed(texts, state, {"x": "Ð\u200b cũ"}) == {"x": "Ð\u200b cũ", "y": "Đ mới"}
