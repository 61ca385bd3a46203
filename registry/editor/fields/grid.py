"""The grid: an array of flat objects edited as a table, with the rest of a row in a drawer.

Its state is a JSON list of rows, a row being `{property: state}`; empty states are left out. A row
carries its id, or under `#` the place it came from where its objects have no id.
"""

import json
from typing import Any

from django import forms

from registry.editor.fields import leaves
from registry.editor.fields.leaves import Leaf, State, convert
from registry.editor.fields.nodes import Node, Surroundings
from registry.editor.fields.widgets import TemplateWidget
from registry.kinds import ids

Row = dict[str, Any]
PLACE = "#"


def cell_leaf(node: Node) -> Leaf:
    """Choose the leaf of a property of a row.

    A nested list of objects is a small grid in the drawer.
    """
    name = leaves.leaf_name(node)
    if name:
        return leaves.get(name)
    flat = node.schema["type"] == "array" and node.item.schema.get("properties")
    return leaves.get("grid" if flat else "json")


def row_to_state(item: Any, node: Node, place: int) -> Row:
    """Turn one stored object into the row that the grid shows."""
    stored = item if isinstance(item, dict) else {}
    row: Row = {}
    if node.id_name and stored.get(node.id_name):
        row[node.id_name] = stored[node.id_name]
    else:
        row[PLACE] = place
    for child in node.properties():
        state = cell_leaf(child).from_json(stored.get(child.name), child)
        if state not in ("", False, "[]"):
            row[child.name] = state
    return row


def row_to_json(row: Row, before: Any, node: Node, around: Surroundings) -> Row:
    """Turn one row into what is stored; cells that nobody touched are kept exactly as they were."""
    stored = before if isinstance(before, dict) else {}
    result = dict(stored)
    for child in node.properties():
        leaf = cell_leaf(child)
        state = row.get(child.name, leaf.from_json(None, child))
        result[child.name] = convert(leaf, state, stored.get(child.name), child, around)
    return {name: value for name, value in result.items() if value is not None}


def parse(state: State) -> list[Row] | None:
    """Read the rows of a state; `None` when it is no list of rows."""
    try:
        rows = json.loads(state) if isinstance(state, str) and state else []
    except (ValueError, RecursionError):
        return None
    good = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if good else None


def _from_json(value: Any, node: Node) -> State:
    items = value if isinstance(value, list) else []
    return dumps([row_to_state(item, node.item, n) for n, item in enumerate(items)])


def dumps(rows: list[Row]) -> str:
    """Write rows as the page holds them."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    rows = parse(state)
    if rows is None:
        return before
    olds = before if isinstance(before, list) else []
    id_name = node.item.id_name
    seen: set[str] = set()
    result = []
    for row in rows:
        place = row.get(PLACE)
        given = row.get(id_name) if id_name else None
        handle = str(given or (f"place-{place}" if isinstance(place, int) else ""))
        old = ids.find(olds, handle, id_name, seen)
        item = row_to_json(row, old, node.item, around)
        if id_name:
            ids.identify(item, old, handle, id_name, seen)
        result.append(item)
    return result or (before if before == [] else None)


def _same(a: State, b: State) -> bool:
    return parse(a) == parse(b)


def _settled(before: Any, node: Node, around: Surroundings) -> bool:
    """Whether all cells of all rows stay as they are when untouched."""
    children = [(child, cell_leaf(child)) for child in node.item.properties()]
    return all(
        leaf.settled(item.get(child.name), child, around)
        for item in (before if isinstance(before, list) else [])
        if isinstance(item, dict)
        for child, leaf in children
    )


def columns(node: Node) -> list[dict[str, Any]]:
    """Describe each property to the page: its editor, its words, when it matters."""
    told: list[str] = node.schema.get("x-columns", []) or (
        ["text", "number", "date"] if node.schema.get("x-editor") == "provision" else []
    )
    children = list(node.item.properties())
    shown = told or [child.name for child in children][:4]
    described = []
    for child in children:
        leaf = cell_leaf(child)
        column = {
            "name": child.name,
            "label": child.label,
            "help": child.help,
            "when": child.schema.get("x-when", {}),
            "default": child.schema.get("default", ""),
            "column": shown.index(child.name) if child.name in shown else -1,
        }
        if leaf.cell:
            column |= leaf.cell(child)
        else:
            html = leaf.widget(child).render("cell", None)
            column |= {"type": "widget", "html": html}
        described.append(column)
    return described


def widget(node: Node, lines: bool = False) -> forms.Widget:
    """Build the table; `lines` when a pasted text has one row a line."""
    return TemplateWidget(
        "registry/editor/widgets/grid.html",
        columns=json.dumps(columns(node), ensure_ascii=False),
        id_name=node.item.id_name,
        pointer=node.pointer,
        label=node.label,
        kind=node.kind,
        numbered="TT",
        paste=bool(node.kind) and "*" not in node.pointer,
        lines=lines,
    )


def _words(value: Any, node: Node, body: dict[str, Any]) -> str:
    """How many rows: single rows are compared one by one."""
    return f"{len(value)} dòng" if isinstance(value, list) and value else ""


GRID = Leaf(widget, _from_json, _to_json, same=_same, words=_words, settled=_settled, typed=False)
leaves.LEAVES.add("grid", GRID)
# Citations are rows like others; only pasting differs: one a line, recognised on the server.
leaves.LEAVES.add(
    "provision",
    Leaf(
        lambda node: widget(node, lines=True),
        _from_json,
        _to_json,
        same=_same,
        words=_words,
        settled=_settled,
        typed=False,
    ),
)
