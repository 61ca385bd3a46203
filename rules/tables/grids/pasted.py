"""A table pasted as a grid of texts from Word or Excel: its columns found by their headings.

Headings that are columns of the table, or fields that it may ask about, are conditions; what else
has a heading becomes a column of results of type text, and that is said. Nothing is guessed.
"""

from collections.abc import Sequence
from typing import Any

from registry.canonical import Body
from registry.kinds.ids import new_id
from registry.vietnamese import one_line, settle, slug
from rules.inputs import Inputs
from rules.tables.columns import column_for
from rules.tables.grids.imported import FIELDS, Imported, Key, Line, head_of, laid_over
from rules.tables.shape import ASKED, MOST_COLUMNS, MOST_ROWS, table_of

_MOST_WIDE = MOST_COLUMNS + 20


def paste(rows: Sequence[Sequence[str]], body: Body, inputs: Inputs) -> Imported:
    """Lay a pasted grid behind the rows of a body; where it has no columns yet, make them first.

    Without a heading that is known, places are taken for the columns in their order.
    """
    grid = [[settle(str(cell)) for cell in row[:_MOST_WIDE]] for row in rows[: MOST_ROWS + 20]]
    grid = [row for row in grid if any(row)]
    said: list[str] = []
    if len(rows) > MOST_ROWS + 20:
        said.append(f"Chỉ đọc {MOST_ROWS + 20} dòng đầu.")
    if not body.get("conditions") and not body.get("results") and grid:
        body, made = _with_columns(grid[0], body, inputs)
        said += made
    table = table_of(body, inputs)
    head, places, unknown = _head(grid, table)
    for place in unknown:
        said.append(f"Bảng không có cột «{grid[head - 1][place][:60]}» nên cột này không được dán.")
    if not head and grid:
        said.append("Không có dòng tiêu đề nên các ô được dán lần lượt vào các cột của bảng.")
    before = body.get("rows", [])
    lines = [
        Line(
            {key: row[at] if at < len(row) else "" for at, key in places.items()},
            # By its number in the table, where it is looked for.
            dict.fromkeys(places.values(), f"ở dòng {number}"),
        )
        for number, row in enumerate(grid[head:], len(before) + 1)
    ]
    found = laid_over(lines, {**body, "rows": []}, table)
    found.body["rows"] = [*before, *found.body["rows"]]
    found.said = [*said, *found.said]
    return found


def _head(grid: list[list[str]], table: Any) -> tuple[int, dict[int, Key], list[int]]:
    """How many rows the heading takes, the key of each place, places that nobody knows."""
    for number, row in enumerate(grid[:3], 1):
        found = head_of([_bare(cell) for cell in row], table)
        if found is not None:
            # Pasted rows are new ones, whatever ids they had elsewhere.
            places = {at: key for at, key in found[0].items() if key[0] != "id"}
            return number, places, found[1]
    keys = [
        *(("when", column.id) for column in table.conditions),
        *(("then", column.id) for column in table.results),
    ]
    wide = max((len(row) for row in grid), default=0)
    return 0, dict(enumerate(keys[:wide])), []


def _bare(text: str) -> str:
    return one_line(text).partition(" (")[0]


def _with_columns(head: list[str], body: Body, inputs: Inputs) -> tuple[Body, list[str]]:
    """The body with columns made of a heading, and what is to be said of them."""
    labels = {slug(entry["label"]): name for name, entry in inputs.items()}
    known = {slug(label) for label in FIELDS.values()}
    conditions: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    said: list[str] = []
    for cell in head:
        label = _bare(cell)
        name = labels.get(slug(label))
        if not slug(label) or slug(label) in known or slug(label) in ("stt", "tt"):
            continue
        if len(conditions) + len(results) >= MOST_COLUMNS:
            break
        if name is not None and _asked(inputs[name]):
            conditions.append(column_for(name, inputs[name]))
        else:
            results.append({"id": new_id(), "label": label[:300], "type": "text"})
            said.append(
                f"Cột «{label[:60]}» không phải thông tin để xét nên thành cột kết quả kiểu văn"
                " bản. Hãy chọn lại kiểu của cột."
            )
    return {**body, "conditions": conditions, "results": results}, said


def _asked(entry: dict[str, Any]) -> bool:
    return entry["type"] in ASKED or entry["type"] == "money"
