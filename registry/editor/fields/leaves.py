"""Leaves: the editors of single values, registered by name, each with its two conversions.

A leaf shows a stored value as a *state* (text, or true/false for a box) and makes a stored value
of the state that comes back. `None` is "nothing there" on the stored side, as in canonical bodies.
Other packages register their own under the name that a schema gives as `x-editor`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib.staticfiles import finders

from registry.canonical import canonical
from registry.editor.fields import widgets
from registry.editor.fields.nodes import Node, Surroundings
from registry.kinds import EMPTY_CONTEXT, KINDS, Context
from registry.readers import days, numbers
from registry.register import Register
from registry.schema.walk import editors_of
from registry.vietnamese import settle

State = str | bool
ToJson = Callable[[State, Any, Node, Surroundings], Any]


@dataclass(frozen=True)
class Leaf:
    """One editor.

    `widget(node)` makes the form widget; its named input holds the state.
    `from_json(value, node)` gives the state of a stored value (`None` = absent).
    `to_json(state, before, node, around)` gives the stored value of a state; `before` is the
    value that it replaces. What it can't read it returns as it is: the schema then says what is
    wrong, at its place, and nothing typed is lost.
    `cell(node)` describes the editor of a table cell to the grid; without it the widget is used.
    `same(a, b)` tells whether two states mean the same.
    `typed` is false where the state is JSON that a script wrote: its texts are settled inside.
    `settled(before, node, around)` is false where another field of the form has just given the
    same words another meaning ("ngày"), so that even an untouched state must be read anew.
    `words(value, node, body)` says a stored value in a sentence; without it the state is shown.
    `told(value, node, body, context)` says it in lines, as the documents call what it names.
    """

    widget: Callable[[Node], forms.Widget]
    from_json: Callable[[Any, Node], State]
    to_json: ToJson
    cell: Callable[[Node], dict[str, Any]] | None = None
    same: Callable[[State, State], bool] = lambda a, b: _plain(a) == _plain(b)
    words: Callable[[Any, Node, dict[str, Any]], str] | None = None
    settled: Callable[[Any, Node, Surroundings], bool] = lambda before, node, around: True
    typed: bool = True
    told: Callable[[Any, Node, dict[str, Any], Context], list[str]] | None = None

    def in_words(
        self, value: Any, node: Node, body: dict[str, Any], context: Context = EMPTY_CONTEXT
    ) -> str:
        """Write a stored value of a body as people read it; a text in its place stays as typed."""
        if self.told:
            first, *rest = [line.strip() for line in self.told(value, node, body, context)] or [""]
            return f"“{first}: {'; '.join(rest)}”" if rest else f"“{first}”" if first else ""
        if self.words and not isinstance(value, str):
            return self.words(value, node, body)
        return str(self.from_json(value, node))


# By the `x-editor` name that schemas use.
LEAVES: Register[Leaf] = Register("leaves", "Ô nhập")
# Static scripts, modules, that every edit page loads: the behaviour of a leaf's widget.
SCRIPTS: Register[str] = Register("scripts", "Mã của ô nhập", str)


@LEAVES.promise
def _edit_what_kinds_name() -> Iterator[str]:
    """An editor that a schema names and nobody added would silently be a box of JSON."""
    for kind in KINDS:
        for name in sorted(editors_of(kind.schema)):
            if name not in LEAVES:
                yield f"«{kind.code}» dùng ô nhập «{name}» chưa ai làm."


@SCRIPTS.promise
def _are_files() -> Iterator[str]:
    for path in SCRIPTS:
        if finders.find(path) is None:
            yield f"không có tệp {path}."


def get(name: str) -> Leaf:
    """Return the leaf of this name; raise KeyError when nobody registered it."""
    return LEAVES.get(name)


def leaf_name(node: Node) -> str:
    """Name the leaf that edits this node; "" when the node is made of smaller ones."""
    schema = node.schema
    if node.recursive:
        return "json"
    named = str(schema.get("x-editor", ""))
    if named:
        return named if named in LEAVES else "json"
    if "x-reference" in schema:
        return "reference"
    if node.choices or "x-choices-from" in schema:
        return "choice"
    match schema.get("type"):
        case "string":
            if schema.get("x-decimal") or schema.get("format") == "decimal":
                return "decimal"
            if schema.get("format") == "date":
                return "date"
            return "lines" if schema.get("x-lines", 1) > 1 else "text"
        case "integer":
            return "integer"
        case "boolean":
            return "check"
        case "object" if schema.get("properties") and "oneOf" not in schema:
            return ""
        case "array" if _has_items(node):
            return ""
    return "json"


def _has_items(node: Node) -> bool:
    item = node.schema.get("items")
    if not isinstance(item, dict):
        return False
    inside = node.item.schema
    return bool(inside.get("type") or alternatives(node))


def alternatives(node: Node) -> dict[str, Node]:
    """Return the alternatives of an array's items by their `type` constant; empty for none."""
    item = node.item
    found = {}
    for option in item.schema.get("oneOf", []):
        alternative = item.child("", option)
        const = alternative.schema.get("properties", {}).get("type", {}).get("const")
        if not isinstance(const, str):
            return {}
        found[const] = alternative
    return found


def convert(leaf: Leaf, state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """Turn a state into the value to store; an untouched one is returned exactly as it was.

    This is where the text of authors comes in, from pages, pasted tables and previews alike.
    """
    if leaf.same(leaf.from_json(before, node), state) and leaf.settled(before, node, around):
        return before
    if leaf.typed and isinstance(state, str):
        state = settle(state)
    return leaf.to_json(state, before, node, around)


def _plain(state: State) -> State:
    """Browsers send line ends as CRLF."""
    return state.replace("\r\n", "\n").replace("\r", "\n") if isinstance(state, str) else state


def _one_line(state: State) -> State:
    """Browsers drop line ends in one-line inputs."""
    return re.sub(r"[\r\n]", "", state) if isinstance(state, str) else state


def _text_from_json(value: Any, node: Node) -> State:
    return "" if value is None else str(value)


def _text_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    return str(state).replace("\t", " ") or None


def _lines_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    return state or None


def _integer_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """`1.200.000` and `1 200 000` are one million two hundred thousand."""
    try:
        return numbers.whole_of(str(state)) if state else None
    except ValueError:
        return state


def _decimal_from_json(value: Any, node: Node) -> State:
    return "" if value is None else numbers.typed(str(value))


def _decimal_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """`1,5` is stored as `1.5`; what is no number, or two, stays as typed."""
    try:
        return numbers.decimal_of(str(state)) if state else None
    except ValueError:
        return numbers.unread(str(state))


def _check_from_json(value: Any, node: Node) -> State:
    return value is True


def _check_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    if state in (True, "true", "on"):
        return True
    return False if before is True else before


def _date_from_json(value: Any, node: Node) -> State:
    return "" if value is None else days.shown(str(value))


def _date_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """A day in any spelling that `registry.readers.days` reads; what is none stays as typed."""
    try:
        return days.day_of(str(state)).isoformat() if state else None
    except ValueError:
        return state


def read_json(text: str) -> Any:
    """Read the value that a text of JSON stands for.

    A text that no body can hold so stays a text.
    """
    try:
        value = json.loads(text)
        canonical({"value": value})
    except (ValueError, RecursionError):
        return text
    return value


def say_json(value: Any, indent: int | None = None) -> str:
    """Write a value as JSON; one that `read_json` left as it was typed is shown so."""
    if isinstance(value, str) and read_json(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True)


def _json_from_json(value: Any, node: Node) -> State:
    return "" if value is None else say_json(value, 2)


def _json_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    text = str(state).strip()
    return read_json(text) if text else None


def _file_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """A form takes a file off; what comes in comes by its own page, so that no form names one."""
    return before if state else None


def _choice_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """The constant itself: choices may be numbers."""
    options = node.schema.get("oneOf", [])
    constants = node.schema.get("enum") or [o["const"] for o in options if "const" in o]
    return next((const for const in constants if str(const) == state), state or None)


def _cell(kind: str) -> Callable[[Node], dict[str, Any]]:
    return lambda node: {"type": kind}


def _choice_cell(node: Node) -> dict[str, Any]:
    return {
        "type": "choice",
        "choices": node.choices,
        "from": node.schema.get("x-choices-from", ""),
    }


LEAVES.add(
    "text",
    Leaf(
        widgets.text,
        _text_from_json,
        _text_to_json,
        _cell("text"),
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add("lines", Leaf(widgets.lines, _text_from_json, _lines_to_json, _cell("lines")))
LEAVES.add(
    "integer",
    Leaf(
        widgets.number,
        _text_from_json,
        _integer_to_json,
        _cell("number"),
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add(
    "decimal",
    Leaf(
        widgets.number,
        _decimal_from_json,
        _decimal_to_json,
        _cell("number"),
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add(
    "date",
    Leaf(
        widgets.day,
        _date_from_json,
        _date_to_json,
        _cell("date"),
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add(
    "check",
    Leaf(
        widgets.check,
        _check_from_json,
        _check_to_json,
        _cell("check"),
        lambda a, b: (a in (True, "true", "on")) == (b in (True, "true", "on")),
    ),
)
LEAVES.add(
    "choice",
    Leaf(
        widgets.choice,
        _text_from_json,
        _choice_to_json,
        _choice_cell,
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add(
    "reference",
    Leaf(
        widgets.reference,
        _text_from_json,
        _text_to_json,
        None,
        lambda a, b: _one_line(a) == _one_line(b),
    ),
)
LEAVES.add("json", Leaf(widgets.raw, _json_from_json, _json_to_json, typed=False))


# ---- texts: one for each row of another list (the further columns of a catalogue), in one property


def _texts(state: State) -> dict[str, str] | None:
    try:
        said = json.loads(state) if isinstance(state, str) and state else {}
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        return None
    return {key: text.strip() for key, text in said.items() if settle(text)}


def _texts_from_json(value: Any, node: Node) -> State:
    held = value if isinstance(value, dict) else {}
    return json.dumps(held, ensure_ascii=False, sort_keys=True) if held else ""


def _texts_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    said = _texts(state)
    if said is None:
        return before
    stored = before if isinstance(before, dict) else {}
    kept = {key: text if stored.get(key) == text else settle(text) for key, text in said.items()}
    return kept or None


def _texts_words(value: Any, node: Node, body: dict[str, Any]) -> str:
    return "; ".join(str(text) for text in value.values())


LEAVES.add(
    "texts",
    Leaf(
        lambda node: forms.HiddenInput(),
        _texts_from_json,
        _texts_to_json,
        lambda node: {
            "type": "each",
            "each": node.schema.get("x-each", ""),
            "bare": True,
            "none": "Chưa có cột nào khác.",
        },
        same=lambda a, b: _texts(a) == _texts(b),
        words=_texts_words,
        typed=False,
    ),
)
_FILE = Leaf(widgets.file, _json_from_json, _file_to_json, same=lambda a, b: bool(a) == bool(b))
LEAVES.add("file", replace(_FILE, words=lambda value, *_: str(value.get("name")), typed=False))
