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
    RuleError,
    describe,
    from_condition,
    operators_for,
    outline,
    problems,
    to_condition,
)
from rules.input_types import InputType
from rules.inputs import Inputs
from rules.services import inputs_at

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
    "outline", "error"}.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Điều kiện quá dài."}, status=400)
    try:
        asked = json.loads(request.body)
        kind, body = page_of(asked)
        inputs = inputs_at(str(asked.get("source", "")), kind, body, context_of(request))
        logic = asked.get("logic")
        typed = asked.get("condition")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được điều kiện."}, status=400)
    try:
        if typed is not None:
            logic = from_condition(_stored(typed, inputs, _kept(asked.get("before"), inputs)))
        shown = to_condition(logic)
        # Rows that hold a field to another one, or take a part of it, are not drawn yet.
        drawn = shown if shown and all(map(_is_drawn, _rows(shown))) else None
        displayed = _displayed(drawn, inputs) if drawn else None
        wrong = problems(logic, inputs) if logic else []
        return JsonResponse(
            {
                "inputs": [_choice(name, entry, displayed) for name, entry in inputs.items()],
                "condition": displayed,
                "logic": canonical({"logic": logic or {}}).get("logic"),
                "sentence": _sentence(logic, inputs),
                "outline": asdict(outline(logic, inputs)) if logic else None,
                "error": wrong[0].message if wrong else "",
            }
        )
    except (RuleError, ValueError, RecursionError) as error:
        return JsonResponse(
            {
                "inputs": [_choice(name, entry) for name, entry in inputs.items()],
                "sentence": "",
                "error": getattr(error, "message", "") or str(error),
                "incomplete": True,
            }
        )


def _sentence(logic: Any, inputs: Inputs) -> str:
    said = describe(logic, inputs) if logic else ""
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _choice(name: str, entry: dict[str, Any], displayed: Any = None) -> dict[str, Any]:
    type_ = input_types.of(entry)
    used = {row.get("operator") for row in _rows(displayed) if row.get("field") == name}
    exact = [
        [EXACT + code, f"{label} (y nguyên)", CONDITION_OPERATORS[code].takes]
        for code, label in operators_for(entry["type"])
        if EXACT + code in used
    ]
    return {
        "id": name,
        "label": entry["label"],
        "type": entry["type"],
        "options": [list(choice) for choice in type_.choices]
        or [[option["id"], option["label"]] for option in entry.get("options", [])],
        "placeholder": type_.placeholder,
        "unit": "đồng" if entry["type"] == "money" else entry.get("unit", ""),
        "operators": [
            [code, label, CONDITION_OPERATORS[code].takes]
            for code, label in operators_for(entry["type"])
        ]
        + exact,
    }


def _is_drawn(row: dict[str, Any]) -> bool:
    return not {"other", "part"} & row.keys()


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


def _each_row(part: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The same condition with every row changed."""
    if isinstance(part, dict) and isinstance(part.get("rows"), list):
        return {**part, "rows": [_each_row(row, change) for row in part["rows"]]}
    return change(part) if isinstance(part, dict) else part


def _is_text(row: dict[str, Any], inputs: Inputs) -> bool:
    name = row.get("field")
    return isinstance(name, str) and inputs.get(name, {}).get("type") == "text"


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
        name, code = row.get("field"), str(row.get("operator", ""))
        type_ = input_types.of(inputs.get(name, {}) if isinstance(name, str) else {})
        if _is_text(row, inputs):
            exact = code.startswith(EXACT)
            row = {**row, "operator": code.removeprefix(EXACT) if exact else ALIKE.get(code, code)}
        value = row.get("value")
        if isinstance(value, list):
            return {**row, "value": [one(type_, item) for item in value]}
        return {**row, "value": None if value in ("", None) else one(type_, value)}

    return _each_row(condition_, change)


def _displayed(condition_: Any, inputs: Inputs) -> Any:
    """Stored values as people type them; on texts, operators under the words that they go by."""

    def one(type_: InputType, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        return type_.shown(value)

    def change(row: dict[str, Any]) -> dict[str, Any]:
        type_ = input_types.of(inputs.get(row["field"], {}))
        code = row["operator"]
        if _is_text(row, inputs):
            row = {**row, "operator": _WORDS.get(code) or (EXACT + code if code in ALIKE else code)}
        if "value" not in row:
            return row
        value = row["value"]
        several = isinstance(value, list)
        told = [one(type_, item) for item in value] if several else one(type_, value)
        return {**row, "value": told}

    return _each_row(condition_, change)
