"""What the condition editor asks the server: its choices, the logic of its rows, the sentence."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from registry.canonical import canonical
from registry.vietnamese import settle
from rules import input_types
from rules.asking.pages import LARGEST, context_of, page_of
from rules.engine import (
    ALIKE,
    CONDITION_OPERATORS,
    PARTS,
    UNITS,
    Known,
    RuleError,
    describe,
    from_condition,
    operators_for,
    outline,
    parts_for,
    problems,
    relations_for,
    to_condition,
)
from rules.engine.types import Type
from rules.input_types import InputType
from rules.inputs import Inputs, with_reserved
from rules.services import inputs_at, known_to

# Rows of before, on texts, whose operators compare every letter; offered only where one is.
EXACT = "exact_"
_WORDS = {alike: plain for plain, alike in ALIKE.items()}


@require_POST
def condition(request: HttpRequest) -> JsonResponse:
    """Answer what the condition editor asks about a rule.

    Body: {"kind", "source", "body": page state, "logic"}, or "condition" in place of "logic". With
    a "condition" comes the logic that it began as, "before": rows that nobody touched stay what
    they were, to the letter.

    Answer: {"inputs", "condition" (null = deeper than the editor), "logic", "sentence",
    "outline", "error"}; of a "condition" that is not whole also "at", the pointer to what lacks.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Điều kiện quá dài."}, status=400)
    try:
        asked = json.loads(request.body)
        kind, body = page_of(asked)
        context = context_of(request)
        found = inputs_at(str(asked.get("source", "")), kind, body, context)
        inputs = with_reserved(found) if found else found
        logic = asked.get("logic")
        typed = asked.get("condition")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được điều kiện."}, status=400)
    try:
        if typed is not None:
            logic = from_condition(_stored(typed, inputs, _kept(asked.get("before"), inputs)))
        shown = to_condition(logic)
        displayed = _displayed(shown, inputs) if shown else None
        known = known_to(logic, context)
        wrong = problems(logic, inputs, known) if logic else []
        return JsonResponse(
            {
                "inputs": [_choice(name, inputs, displayed) for name in inputs],
                "condition": displayed,
                "operators": {kind: _operators(kind) for kind in ("number", "date")},
                "units": UNITS,
                "logic": canonical({"logic": logic or {}}).get("logic"),
                "sentence": _sentence(logic, inputs, known),
                "outline": asdict(outline(logic, inputs, known)) if logic else None,
                "error": wrong[0].message if wrong else "",
            }
        )
    except (RuleError, ValueError, RecursionError) as error:
        return JsonResponse(
            {
                "inputs": [_choice(name, inputs) for name in inputs],
                "operators": {kind: _operators(kind) for kind in ("number", "date")},
                "units": UNITS,
                "sentence": "",
                "error": getattr(error, "message", "") or str(error),
                "incomplete": True,
                **({"at": getattr(error, "pointer", "")} if typed is not None else {}),
            }
        )


def _sentence(logic: Any, inputs: Inputs, known: Known) -> str:
    said = describe(logic, inputs, known) if logic else ""
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _choice(name: str, inputs: Inputs, displayed: Any = None) -> dict[str, Any]:
    """What may be asked about one input: comparisons, parts of it, other inputs beside it."""
    entry = inputs[name]
    type_, kind = input_types.of(entry), entry["type"]
    used = {row.get("operator") for row in _rows(displayed) if row.get("field") == name}
    exact = [
        [EXACT + code, f"{label} (y nguyên)", CONDITION_OPERATORS[code].takes]
        for code, label in operators_for(kind)
        if EXACT + code in used
    ]
    relations = relations_for(kind)
    return {
        "id": name,
        "label": entry["label"],
        "type": kind,
        "options": [list(choice) for choice in type_.choices]
        or [[option["id"], option["label"]] for option in entry.get("options", [])],
        "placeholder": type_.placeholder,
        "unit": "đồng" if kind == "money" else entry.get("unit", ""),
        "operators": [*_operators(kind), *exact],
        "parts": [[part.code, part.label, part.gives] for part in parts_for(kind)],
        "relations": [[one.code, one.label_for(kind), list(one.units)] for one in relations],
        "kin": [other for other in inputs if other != name and _kin(inputs[other]["type"], kind)],
        "days": [other for other in inputs if other != name and inputs[other]["type"] in _DAYS]
        if relations
        else [],
    }


_DAYS = ("date", "instant", "partial_date")


def _operators(kind: str) -> list[list[str]]:
    return [[code, label, CONDITION_OPERATORS[code].takes] for code, label in operators_for(kind)]


def _kin(kind: str, other: str) -> bool:
    """Whether values of the two types are compared with one another."""
    return Type(kind).family == Type(other).family and bool(_COMPARED & {kind, other})


_COMPARED = {"number", "money", "date", "partial_date", "instant", "text"}


def _rows(part: Any) -> list[dict[str, Any]]:
    """The single rows of a condition, in order."""
    if isinstance(part, dict) and isinstance(part.get("rows"), list):
        return [row for inner in part["rows"] for row in _rows(inner)]
    return [part] if isinstance(part, dict) and "rows" not in part else []


def _kept(before: Any, inputs: Inputs) -> dict[str, Any]:
    """Each row of an earlier condition as it was shown -> as it was stored."""
    stored = to_condition(before)
    if not stored:
        return {}
    pairs = zip(_rows(_displayed(stored, inputs)), _rows(stored), strict=True)
    return {json.dumps(shown, sort_keys=True): row for shown, row in pairs}


def _each_row(
    part: Any, change: Callable[[dict[str, Any]], dict[str, Any]], where: str = ""
) -> Any:
    """The same condition with every row changed. Raises RuleError with the place of a bad value."""
    if isinstance(part, dict) and isinstance(part.get("rows"), list):
        rows = enumerate(part["rows"])
        return {**part, "rows": [_each_row(row, change, f"{where}/rows/{at}") for at, row in rows]}
    try:
        return change(part) if isinstance(part, dict) else part
    except ValueError as error:
        raise RuleError(where + "/value", str(error), "shape") from None


def _is_text(row: dict[str, Any], inputs: Inputs) -> bool:
    name = row.get("field")
    whole = not {"part", "other"} & row.keys()
    return whole and isinstance(name, str) and inputs.get(name, {}).get("type") == "text"


def _value_type(row: dict[str, Any], inputs: Inputs) -> InputType:
    """The type of the value of a row: that of its field, of a part of it, or a number."""
    operator = CONDITION_OPERATORS.get(str(row.get("operator")))
    if operator is not None and operator.relates:
        return input_types.TYPES["number"]
    if part := PARTS.get(str(row.get("part", ""))):
        return input_types.TYPES[part.gives]
    name = row.get("field")
    return input_types.of(inputs.get(name, {}) if isinstance(name, str) else {})


def _stored(condition_: Any, inputs: Inputs, kept: dict[str, Any]) -> Any:
    """What was typed, as rules compare it: 15/3/2026 -> 2026-03-15, 1,5 -> "1.5", 2.000 -> 2000."""

    def one(type_: InputType, value: Any) -> Any:
        text = settle(str(value))
        if not text:
            raise ValueError("Chưa nhập giá trị.")
        if type_.read is not None:
            return type_.read(text)
        return text if isinstance(value, str) else value

    def change(row: dict[str, Any]) -> dict[str, Any]:
        if (same := kept.get(json.dumps(row, sort_keys=True))) is not None:
            return dict(same)
        code, type_ = str(row.get("operator", "")), _value_type(row, inputs)
        if _is_text(row, inputs):
            exact = code.startswith(EXACT)
            row = {**row, "operator": code.removeprefix(EXACT) if exact else ALIKE.get(code, code)}
        value = row.get("value")
        if isinstance(value, list):
            return {**row, "value": [one(type_, item) for item in value]}
        if "other" in row and "value" not in row:
            return row
        return {**row, "value": None if value in ("", None) else one(type_, value)}

    return _each_row(condition_, change)


def _displayed(condition_: Any, inputs: Inputs) -> Any:
    """Stored values as people type them; on texts, operators under the words that they go by."""

    def one(type_: InputType, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        return type_.shown(value)

    def change(row: dict[str, Any]) -> dict[str, Any]:
        type_, code = _value_type(row, inputs), row["operator"]
        if _is_text(row, inputs):
            row = {**row, "operator": _WORDS.get(code) or (EXACT + code if code in ALIKE else code)}
        if "value" not in row:
            return row
        value = row["value"]
        several = isinstance(value, list)
        told = [one(type_, item) for item in value] if several else one(type_, value)
        return {**row, "value": told}

    return _each_row(condition_, change)
