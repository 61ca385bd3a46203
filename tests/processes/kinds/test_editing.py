"""A process goes through its editor: untouched it keeps every byte, pasted rows fit its table."""

import json
from pathlib import Path

import pytest

from processes.kinds.process import KIND
from registry.canonical import dumps
from registry.editor.fields import grid
from registry.editor.fields.nodes import Surroundings, root_node
from registry.editor.panels import panels_of
from registry.schema import compile_schema
from tests.processes.engine.samples import birth_registration, leave_request
from tests.registry.editor.test_round_trip import through_the_browser

FIXTURES = Path(__file__).parents[3] / "fixtures"


def shipped():
    for path in sorted(FIXTURES.rglob("*.json")):
        data = json.loads(path.read_text())
        if isinstance(data, dict) and data.get("kind") == "process":
            yield pytest.param(data["body"], id=path.stem)


@pytest.mark.parametrize("body", [*shipped(), birth_registration(), leave_request(), {}])
def test_opening_and_saving_untouched_changes_no_byte(body):
    body = json.loads(dumps(body))
    assert dumps(through_the_browser(KIND.schema, body)) == dumps(body)


def test_it_is_edited_on_six_tabs():
    assert [panel.heading for panel in panels_of(KIND)] == [
        "Phạm vi áp dụng",
        "Nội dung",
        "Thành phần hồ sơ, lệ phí",
        "Các bước",
        "Cơ sở pháp lý",
        "Hồ sơ lưu",
    ]


def test_pasted_rows_go_through_the_grid_as_they_were_read():
    body = birth_registration()
    rows = [["1", "Tiếp nhận", "Bộ phận một cửa", "½ ngày", "theo thỏa thuận", "Giấy hẹn"]]
    items = KIND.parsers["steps"](rows, {**body, "day_unit": "working_day"})
    node = next(n for n in root_node(KIND.schema, "process").properties() if n.name == "steps")
    states = [grid.row_to_state(item, node.item, place) for place, item in enumerate(items)]
    back = [grid.row_to_json(row, None, node.item, Surroundings({}, body)) for row in states]
    assert [{"id": items[0]["id"], **row} for row in back] == items
    assert items[0]["role"] == "one-stop"
    assert items[0]["output"] == "Giấy hẹn"
    assert compile_schema(KIND.schema).problems({"steps": items}) == []
