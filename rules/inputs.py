"""What a rule may ask about: from a form's data schema, or declared by the rule itself."""

from collections.abc import Mapping
from typing import Any

from rules import input_types
from rules.engine import DECISION_INSTANT, INPUT_TYPES, RESERVED

Inputs = dict[str, dict[str, Any]]


def inputs_from_schema(schema: Mapping[str, Any]) -> Inputs:
    """Return {id: {"type", "label", "options", "columns", "unit"}} of a kind's data schema.

    Every property says in `x-rule` which type it is to conditions, whatever it is elsewhere; what
    says none is left out. Choices stand in `oneOf` as const and title, columns of a table in
    `items.properties`.
    """
    inputs: Inputs = {}
    for name, node in schema.get("properties", {}).items():
        type_ = node.get("x-rule")
        if type_ not in INPUT_TYPES:
            continue
        entry: dict[str, Any] = {"type": type_, "label": node.get("title") or name}
        items = node.get("items", {})
        if input_types.of(entry).listed:
            entry["options"] = [
                {"id": choice["const"], "label": choice.get("title") or choice["const"]}
                for choice in (node if "oneOf" in node else items).get("oneOf", [])
                if "const" in choice
            ]
        if type_ == "table":
            entry["columns"] = inputs_from_schema(items)
        if node.get("x-unit"):
            entry["unit"] = node["x-unit"]
        inputs[name] = entry
    return inputs


def with_reserved(inputs: Inputs) -> Inputs:
    """Return the inputs with «Ngày xét», which every rule may ask about; the caller gives it."""
    field = RESERVED[DECISION_INSTANT]
    return {**inputs, DECISION_INSTANT: {"type": field.type.name, "label": field.label}}


def own_inputs(body: Mapping[str, Any]) -> Inputs:
    """Return the inputs that a rule without a form declares; unfinished ones are left out."""
    return {
        entry["id"]: {
            "type": entry["type"],
            "label": entry.get("label") or entry["id"],
            "options": [
                {"id": option["id"], "label": option.get("label") or option["id"]}
                for option in entry.get("options", [])
                if option.get("id")
            ],
        }
        for entry in body.get("inputs", [])
        if entry.get("id") and entry.get("type") in INPUT_TYPES
    }


def schema_of_inputs(inputs: Inputs) -> dict[str, Any]:
    """Return the data schema of declared inputs: what answers to them look like."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"title": entry["label"], "x-rule": entry["type"], **_shape(entry)}
            for name, entry in inputs.items()
        },
    }


def _shape(entry: Mapping[str, Any]) -> dict[str, Any]:
    type_ = input_types.of(entry)
    shape = type_.shape or {}
    if not type_.listed:
        return shape
    choices = [{"const": option["id"], "title": option["label"]} for option in entry["options"]]
    if "items" in shape:
        return {**shape, "items": {**shape["items"], "oneOf": choices}}
    return {**shape, "oneOf": choices}
