"""Comparison of two bodies of any kind: text by syllable, lists by id, in words people read.

Pure but for the leaves' words: no database; `names` turns a uid into a title, `context` is where
leaves look up what other documents call the things that a value names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from registry.editor import diff_texts
from registry.editor.changes import (
    ROW,
    Change,
    Place,
    What,
    by_line,
    by_syllable,
    in_order,
)
from registry.editor.fields import grid, leaves
from registry.editor.fields.nodes import Node, root_node
from registry.editor.problems import title_of
from registry.kinds import EMPTY_CONTEXT, Context, Kind, blocks

Names = Callable[[str], str]


@dataclass(frozen=True)
class _Sides:
    """Both whole bodies, for choices that name rows of another list, and what documents call."""

    before: dict[str, Any]
    after: dict[str, Any]
    names: Names
    context: Context

    def words(self, node: Node, value: Any, body: dict[str, Any]) -> str:
        """Write a value of one of the bodies."""
        return words_of(node, value, self.names, body, self.context)


def compare(
    kind: Kind,
    before: dict[str, Any],
    after: dict[str, Any],
    names: Names = lambda uid: uid,
    context: Context = EMPTY_CONTEXT,
) -> list[Change]:
    """List all differences, in the order of the kind's schema."""
    sides = _Sides(before, after, names, context)
    changes: list[Change] = []
    panel = ""
    for node in root_node(kind.schema, kind.code).properties():
        panel = str(node.schema.get("x-panel", panel))
        place = Place(f"/{node.name}", node.label, panel, node.label)
        changes += _value(node, before.get(node.name), after.get(node.name), place, sides)
    return changes


def renamed(before: tuple[str, str], after: tuple[str, str]) -> list[Change]:
    """List the changes of code and title, which stand outside the body; each side (code, title)."""
    changes = []
    for name, words, old, new in zip(
        ("code", "title"), ("Mã hiệu", "Tên tài liệu"), before, after, strict=True
    ):
        if old != new:
            segments = tuple(by_syllable(old, new)) if old and new else ()
            changes.append(Change(f"/{name}", words, "changed", old, new, segments))
    return changes


def _value(node: Node, before: Any, after: Any, place: Place, sides: _Sides) -> list[Change]:
    if before == after:
        return []
    if node.schema.get("x-editor") == "blocks" and _texts(before, after):
        return diff_texts.compare_texts(before, after, place, sides.names)
    if _is_list_of_objects(node) and _lists(before, after):
        return _list(node, before or [], after or [], place, sides)
    if _has_parts(node) and _objects(before, after):
        return _object(node, before or {}, after or {}, place, sides)
    return [_leaf(node, before, after, place, sides)]


def _is_list_of_objects(node: Node) -> bool:
    if node.schema.get("type") != "array" or not isinstance(node.schema.get("items"), dict):
        return False
    item = node.item.schema
    return bool(item.get("properties") or leaves.alternatives(node))


def _has_parts(node: Node) -> bool:
    """An object of named properties, or one value for each row of another list."""
    if node.schema.get("type") != "object":
        return False
    if "x-each" in node.schema:
        return isinstance(node.schema.get("additionalProperties"), dict)
    return bool(node.schema.get("properties")) and not node.schema.get("x-editor")


def _lists(*values: Any) -> bool:
    return all(value is None or isinstance(value, list) for value in values)


def _texts(*values: Any) -> bool:
    """Structured texts of which one has blocks; two strings are compared as others are."""
    good = all(value is None or isinstance(value, str | list) for value in values)
    return good and any(isinstance(value, list) for value in values)


def _objects(*values: Any) -> bool:
    return all(value is None or isinstance(value, dict) for value in values)


def _object(
    node: Node, before: dict[str, Any], after: dict[str, Any], place: Place, sides: _Sides
) -> list[Change]:
    changes: list[Change] = []
    if "x-each" not in node.schema:
        for child in node.properties():
            below = place.below(child.name, child.label)
            changes += _value(child, before.get(child.name), after.get(child.name), below, sides)
        return changes
    for key in dict.fromkeys([*before, *after]):
        # Named by its key: what a value says may follow from the row that it is of.
        child = node.child(str(key), node.schema["additionalProperties"])
        words = row_label(sides.after, node.schema["x-each"], key) or row_label(
            sides.before, node.schema["x-each"], key
        )
        alone = len(set(before) | set(after)) == 1
        below = place.below(key, "" if alone else words)
        changes += _value(child, before.get(key), after.get(key), below, sides)
    return changes


def _list(
    node: Node, before: list[Any], after: list[Any], place: Place, sides: _Sides
) -> list[Change]:
    pairs = _paired(node, before, after)
    changes: list[Change] = []
    stayed = in_order([(old, new) for old, new in pairs if old is not None and new is not None])
    for old, new in pairs:
        item = _alternative(node, after[new] if new is not None else before[old or 0])
        known = after[new] if new is not None else before[old or 0]
        name = title_of(known)
        number = (new if new is not None else old or 0) + 1
        word = str(item.schema.get("title") or row_word(node))
        words = f"{word} “{name}”" if name else f"{word} {number}"
        at = place.of_row(word, number, words)
        if old is None and new is not None:
            told = _summary(item, after[new], words, sides, sides.after)
            changes.append(at.change("added", after=told, where=place.where))
        elif new is None and old is not None:
            told = _summary(item, before[old], words, sides, sides.before)
            changes.append(at.change("removed", told, where=place.where))
        elif old is not None and new is not None:
            if (old, new) not in stayed:
                changes.append(at.change("moved", f"dòng {old + 1}", f"dòng {new + 1}"))
            changes += (
                _object(item, before[old], after[new], at, sides)
                if _objects(before[old], after[new])
                else _value(item, before[old], after[new], at, sides)
            )
    return changes


def row_word(node: Node) -> str:
    """Return what one row of a list is called: the title of the items' schema, else «Dòng»."""
    return str(node.item.schema.get("title") or ROW)


def _alternative(node: Node, item: Any) -> Node:
    found = leaves.alternatives(node)
    kind = item.get("type") if isinstance(item, dict) else None
    return found.get(str(kind), node.item)


def _paired(node: Node, before: list[Any], after: list[Any]) -> list[tuple[int | None, int | None]]:
    """Which old row became which new one, in the order of the new list, the removed last."""
    id_name = _alternative(node, (after or before)[0]).id_name if before or after else ""

    def key(item: Any) -> Any:
        return item.get(id_name) if id_name and isinstance(item, dict) else None

    if id_name and all(key(item) for item in [*before, *after]):
        places = {key(item): index for index, item in enumerate(before)}
        pairs: list[tuple[int | None, int | None]] = [
            (places.pop(key(item), None), index) for index, item in enumerate(after)
        ]
        return pairs + [(index, None) for index in places.values()]
    pairs, removed = [], []
    for tag, a, b, c, d in SequenceMatcher(
        None, [repr(item) for item in before], [repr(item) for item in after], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pairs += list(zip(range(a, b), range(c, d), strict=True))
            continue
        both = min(b - a, d - c)
        pairs += [(a + n, c + n) for n in range(both)]
        pairs += [(None, index) for index in range(c + both, d)]
        removed += [(index, None) for index in range(a + both, b)]
    return pairs + removed


def _summary(node: Node, item: Any, words: str, sides: _Sides, body: dict[str, Any]) -> str:
    """A row in a few words, for one that came or went."""
    if not isinstance(item, dict):
        return f"“{item}”"
    told = []
    for child in node.properties():
        value = item.get(child.name)
        if value is None or value == title_of(item) or isinstance(value, list):
            continue
        text = sides.words(child, value, body)
        if text:
            told.append(f"{child.label.lower()} {text}")
    name = words[:1].lower() + words[1:]
    return f"{name} ({'; '.join(told[:4])})" if told else name


def _leaf(node: Node, before: Any, after: Any, place: Place, sides: _Sides) -> Change:
    old = sides.words(node, before, sides.before)
    new = sides.words(node, after, sides.after)
    long = max(len(old), len(new)) > 30 and old and new
    segments = by_syllable(old, new) if long else []
    lines = [_lines(node, *one, sides.context) for one in (
        (before, sides.before), (after, sides.after)
    )]  # fmt: skip
    if long and max(map(len, lines)) > 1:
        segments = by_line(*lines)
    what: What = "added" if before is None else "removed" if after is None else "changed"
    return place.change(
        what,
        old,
        new,
        segments=tuple(segments),
        heading=str(node.schema.get("x-heading", "")),
    )


def _lines(node: Node, value: Any, body: dict[str, Any], context: Context) -> list[str]:
    """A value line by line, where its leaf says it so; nothing for all others."""
    name = leaves.leaf_name(node)
    told = leaves.get(name).told if name else None
    return told(value, node, body, context) if told and isinstance(value, dict | list) else []


def words_of(
    node: Node,
    value: Any,
    names: Names,
    body: dict[str, Any],
    context: Context = EMPTY_CONTEXT,
) -> str:
    """Write a stored value as people read it; "" for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    name = leaves.leaf_name(node)
    if name and leaves.get(name).told:
        return leaves.get(name).in_words(value, node, body, context)
    if isinstance(value, bool):
        return "có" if value else "không"
    if "x-reference" in node.schema:
        return names(str(value))
    for const, label in node.choices:
        if const == str(value):
            return f"“{label}”"
    if "x-choices-from" in node.schema:
        return f"“{row_label(body, node.schema['x-choices-from'], value) or value}”"
    if isinstance(value, list) and all(not isinstance(item, dict | list) for item in value):
        return ", ".join(str(item) for item in value)
    if name == "blocks":
        return blocks.plain(value)
    leaf = leaves.get(name) if name else grid.cell_leaf(node)
    return leaf.in_words(value, node, body, context)


def row_label(body: dict[str, Any], source: str, key: Any) -> str:
    """Return the label of the row with this id in a list of the body (`/roles`)."""
    value: Any = body
    for part in source.strip("/").split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    rows = value if isinstance(value, list) else []
    return next(
        (title_of(row) for row in rows if isinstance(row, dict) and row.get("id") == key), ""
    )
