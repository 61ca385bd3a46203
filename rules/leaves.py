"""Leaf editors that need rules: durations as people write them, conditions as rows of choices."""

import json
from dataclasses import replace
from typing import Any

from django import forms

from registry.editor.fields import leaves
from registry.editor.fields.leaves import Leaf, State
from registry.editor.fields.nodes import Node, Surroundings
from registry.editor.fields.widgets import TemplateWidget
from registry.kinds import KINDS, Context
from rules.engine import Outline, outline
from rules.engine.types import UNNAMED
from rules.examples.of_rules import WORDS
from rules.examples.of_tables import expected_words
from rules.examples.reading import answers_in_words
from rules.inputs import own_inputs, with_reserved
from rules.services import inputs_at, inputs_of
from rules.tables.shape import Column, table_of
from rules.tables.words import cell_words, value_words
from rules.worktime import durations


def _day_unit(body: Any) -> str:
    unit = body.get("day_unit", "") if hasattr(body, "get") else ""
    return unit if isinstance(unit, str) else ""


# ---- one duration: "½ ngày làm việc"


def _duration_widget(node: Node) -> forms.Widget:
    return forms.TextInput(attrs={"autocomplete": "off", "placeholder": "ví dụ: 3 ngày"})


def _duration_from_json(value: Any, node: Node) -> State:
    return durations.format(value) if isinstance(value, dict) and value else ""


def _duration_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    return durations.parse(str(state), _day_unit(around.now)) or None


def _duration_settled(before: Any, node: Node, around: Surroundings) -> bool:
    """An unclear "ngày" is read anew when the procedure has just said what its days are."""
    unclear = isinstance(before, dict) and before.get("unit") == durations.UNCLEAR_DAY
    return not unclear or _day_unit(around.now) == _day_unit(around.before)


leaves.LEAVES.add(
    "duration",
    Leaf(
        _duration_widget,
        _duration_from_json,
        _duration_to_json,
        lambda node: {"type": "text"},
        settled=_duration_settled,
    ),
)


# ---- durations: one for each row of another list (deadline variants), in one property


def _durations_widget(node: Node) -> forms.Widget:
    return forms.HiddenInput()


def _durations_from_json(value: Any, node: Node) -> State:
    if not isinstance(value, dict) or not value:
        return ""
    said = {key: _duration_from_json(item, node) for key, item in value.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _said(state: State) -> dict[str, str] | None:
    try:
        said = json.loads(state) if isinstance(state, str) and state else {}
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        return None
    return {key: text for key, text in said.items() if text.strip()}


def _durations_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    said = _said(state)
    if said is None:
        return before
    stored = before if isinstance(before, dict) else {}
    duration = leaves.get("duration")
    found = {
        key: leaves.convert(duration, text, stored.get(key), node, around)
        for key, text in said.items()
    }
    return {key: value for key, value in found.items() if value is not None} or None


def _durations_settled(before: Any, node: Node, around: Surroundings) -> bool:
    items = before.values() if isinstance(before, dict) else []
    return all(_duration_settled(item, node, around) for item in items)


def _durations_words(value: Any, node: Node, body: dict[str, Any]) -> str:
    """ "3 ngày làm việc (Không xác minh), 8 ngày làm việc (Có xác minh)"; one alone unnamed."""
    rows = body.get(str(node.schema.get("x-each", "")).strip("/"), [])
    labels = {row.get("id"): row.get("label", "") for row in rows if isinstance(row, dict)}
    said = {key: str(_duration_from_json(item, node)) for key, item in value.items()}
    if len(said) == 1:
        return next(iter(said.values()))
    return ", ".join(f"{text} ({labels.get(key, key)})" for key, text in said.items())


leaves.LEAVES.add(
    "durations",
    Leaf(
        _durations_widget,
        _durations_from_json,
        _durations_to_json,
        lambda node: {
            "type": "each",
            "each": node.schema.get("x-each", ""),
            "placeholder": "½ ngày",
            "none": "Chưa có trường hợp thời hạn nào.",
        },
        same=lambda a, b: _said(a) == _said(b),
        settled=_durations_settled,
        words=_durations_words,
        typed=False,
    ),
)


# ---- a condition: all or any of (field, operator, value) and of groups; what is more as JSON


def _condition_widget(node: Node) -> forms.Widget:
    return TemplateWidget(
        "rules/leaves/condition.html",
        source=node.schema.get("x-inputs", ""),
        label=node.label,
        kind=node.kind,
        address="rule_condition",
        # The one condition of a document stands open on the page, others in a dialog.
        open=bool(node.schema.get("x-open")),
    )


def _condition_from_json(value: Any, node: Node) -> State:
    return leaves.say_json(value) if value not in (None, {}) else ""


def _condition_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    text = str(state).strip()
    return (leaves.read_json(text) or None) if text else None


def _condition_same(a: State, b: State) -> bool:
    try:
        return bool(json.loads(str(a) or "null") == json.loads(str(b) or "null"))
    except (ValueError, RecursionError):
        return a == b


def _condition_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    """A condition line by line, with the labels of the fields that it may ask about there."""
    if not isinstance(value, dict):
        return [str(value)] if value else []
    source = str(node.schema.get("x-inputs", ""))
    inputs = inputs_at(source, KINDS.get(node.kind), body, context)
    return _indented(outline(value, inputs or None), "")


def _indented(line: Outline, before: str) -> list[str]:
    parts = [text for part in line.parts for text in _indented(part, f"{before}\u2003")]
    return [f"{before}{line.words}", *parts]


leaves.LEAVES.add(
    "condition",
    Leaf(
        _condition_widget,
        _condition_from_json,
        _condition_to_json,
        same=_condition_same,
        told=_condition_told,
        typed=False,
    ),
)


# ---- a decision table: its parts are kept in hidden fields, one of which draws them all


def _part_widget(node: Node) -> forms.Widget:
    return TemplateWidget("rules/leaves/table_part.html", part=node.name)


def _table_widget(node: Node) -> forms.Widget:
    return TemplateWidget("rules/leaves/decision_table.html", label=node.label, kind=node.kind)


def _part_from_json(value: Any, node: Node) -> State:
    if value in (None, []):
        return ""
    return value if isinstance(value, str) else leaves.say_json(value)


def _part_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    text = str(state).strip()
    if node.schema.get("type") == "string":
        return text or None
    return (leaves.read_json(text) or None) if text else None


def _cell_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    """A cell in words, with the column that it stands in."""
    return _cells_told({node.name: value}, node, body, context)


def _cells_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    """The cells of a row, each with its column."""
    table = table_of(body, inputs_of(body, context))
    conditions = {column.id: column for column in table.conditions}
    results = {column.id: column for column in table.results}
    told = []
    for key, cell in value.items():
        if key in results:
            told.append(f"«{results[key].label}» {value_words(cell, results[key])}")
            continue
        column = conditions.get(key) or Column(key, 0, key, UNNAMED)
        told.append(f"«{column.label}» {cell_words(cell, column)}")
    return ["; ".join(told)]


_PART = Leaf(_part_widget, _part_from_json, _part_to_json, same=_condition_same, typed=False)
leaves.LEAVES.add("decision-part", _PART)
leaves.LEAVES.add("decision-table", replace(_PART, widget=_table_widget))


def _asked_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    """What a column asks about, by its label and not by its id."""
    named = with_reserved(inputs_of(body, context) or {}).get(value)
    return [named["label"] if named else str(value)]


leaves.LEAVES.add("decision-asked", replace(leaves.get("json"), told=_asked_told))
leaves.LEAVES.add("decision-cells", replace(leaves.get("json"), told=_cells_told))
leaves.LEAVES.add("decision-cell", replace(leaves.get("json"), told=_cell_told))


# ---- the examples of a rule: kept in one hidden field, shown and changed at the side of the page


def _examples_widget(node: Node) -> forms.Widget:
    return TemplateWidget("rules/leaves/examples.html")


def _examples_from_json(value: Any, node: Node) -> State:
    return leaves.say_json(value) if value else ""


def _examples_to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    text = str(state).strip()
    return (leaves.read_json(text) or None) if text else None


def _examples_words(value: Any, node: Node, body: dict[str, Any]) -> str:
    return "\n".join(_example_words(one, body) for one in value)


def _example_words(one: dict[str, Any], body: dict[str, Any]) -> str:
    """«Nộp muộn»: Có, khi …; as far as the document itself knows the labels."""
    told = answers_in_words(one.get("answers") or {}, with_reserved(own_inputs(body)))
    expected = WORDS.get(str(one.get("expected")), "chưa có kết quả mong đợi")
    return f"{one.get('title') or 'Ví dụ chưa có tên'}: {expected}" + (f" ({told})" if told else "")


def _answers_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    inputs = with_reserved(inputs_of(body, context) or {})
    return [answers_in_words(value, inputs)] if isinstance(value, dict) else []


def _expected_told(value: Any, node: Node, body: dict[str, Any], context: Context) -> list[str]:
    return [expected_words(value, table_of(body, inputs_of(body, context)))]


leaves.LEAVES.add("answers", replace(leaves.get("json"), told=_answers_told))
leaves.LEAVES.add("expected-of-table", replace(leaves.get("json"), told=_expected_told))
leaves.LEAVES.add(
    "examples",
    Leaf(
        _examples_widget,
        _examples_from_json,
        _examples_to_json,
        same=_condition_same,
        words=_examples_words,
        typed=False,
    ),
)
leaves.SCRIPTS.add("rules/condition_tree.js")
leaves.SCRIPTS.add("rules/condition.js")
leaves.SCRIPTS.add("rules/trying.js")
leaves.SCRIPTS.add("rules/decision_table.js")
