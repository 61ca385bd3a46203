"""Answers as people type them while they try a rule, and as forms store them."""

from collections.abc import Mapping
from typing import Any

from registry.vietnamese import settle
from rules import input_types
from rules.inputs import Inputs

Typed = dict[str, Any]
# Nobody tries a table by hand with more rows.
MOST_ROWS = 50


def stored_of(typed: Any, inputs: Inputs) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the stored answers to what was typed, and what is wrong by the id of its field.

    What is left empty is no answer; what can't be read is none either, and is said.
    """
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, entry in inputs.items():
        value = typed.get(name) if isinstance(typed, Mapping) else None
        try:
            found = _stored(value, entry)
        except ValueError as error:
            wrong[name] = str(error)
            continue
        if found is not None:
            answers[name] = found
    return answers, wrong


def typed_of(answers: Mapping[str, Any], inputs: Inputs) -> Typed:
    """Return stored answers as they are typed; what no field asks for is left out."""
    return {name: _typed(answers[name], entry) for name, entry in inputs.items() if name in answers}


def _stored(value: Any, entry: Mapping[str, Any]) -> Any:
    """The stored form of one typed answer; None where there is none. Raises ValueError."""
    if entry["type"] == "table":
        return _rows(value, entry.get("columns") or {})
    if entry["type"] == "many_of":
        known = {str(option["id"]) for option in entry.get("options", [])}
        chosen = [str(one) for one in value] if isinstance(value, list) else []
        return [one for one in chosen if one in known] or None
    text = settle(value) if isinstance(value, str) else ""
    if not text:
        return None
    type_ = input_types.of(entry)
    if type_.listed and text not in {str(option["id"]) for option in entry.get("options", [])}:
        raise ValueError("Hãy chọn một trong danh sách.")
    return type_.read(text) if type_.read else text


def _rows(value: Any, columns: Inputs) -> list[dict[str, Any]] | None:
    rows = value[:MOST_ROWS] if isinstance(value, list) else []
    found = []
    for number, row in enumerate(rows, 1):
        answers, wrong = stored_of(row, columns)
        for name, said in wrong.items():
            raise ValueError(f"Dòng {number}, «{columns[name]['label']}»: {said}")
        found.append(answers)
    return found or None


def _typed(value: Any, entry: Mapping[str, Any]) -> Any:
    if entry["type"] == "table":
        rows = value if isinstance(value, list) else []
        return [typed_of(row, entry.get("columns") or {}) for row in rows]
    if entry["type"] == "many_of":
        return [str(one) for one in value] if isinstance(value, list) else []
    if isinstance(value, bool):
        return "true" if value else "false"
    return input_types.of(entry).shown(value)
