"""What a rule may ask about: from a form's data schema, or declared by the rule itself."""

from collections.abc import Mapping
from typing import Any

from rules.engine.types import INPUT_TYPES

Inputs = dict[str, dict[str, Any]]

# Types of form fields that a rule reads as plain text.
_AS_TEXT = frozenset({"long_text", "cccd", "phone"})


def inputs_from_schema(schema: Mapping[str, Any]) -> Inputs:
    """{id: {"type", "label", "options", "columns", "unit"}} of a kind's data schema.

    Every property names its field type in `x-type`; choices stand in `oneOf` as const and title,
    columns of a table in `items.properties`. A type that rules don't know is left out.
    """
    inputs: Inputs = {}
    for name, node in schema.get("properties", {}).items():
        type_ = "text" if node.get("x-type") in _AS_TEXT else node.get("x-type")
        if type_ not in INPUT_TYPES:
            continue
        entry: dict[str, Any] = {"type": type_, "label": node.get("title") or name}
        items = node.get("items", {})
        if type_ in ("one_of", "many_of"):
            choices = node if type_ == "one_of" else items
            entry["options"] = [
                {"id": choice["const"], "label": choice.get("title") or choice["const"]}
                for choice in choices.get("oneOf", [])
                if "const" in choice
            ]
        if type_ == "table":
            entry["columns"] = inputs_from_schema(items)
        if node.get("x-unit"):
            entry["unit"] = node["x-unit"]
        inputs[name] = entry
    return inputs


def own_inputs(body: Mapping[str, Any]) -> Inputs:
    """The inputs that a rule without a form declares; unfinished ones are left out."""
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
    """The data schema of declared inputs: what answers to them look like."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"title": entry["label"], "x-type": entry["type"], **_shape(entry)}
            for name, entry in inputs.items()
        },
    }


def _shape(entry: Mapping[str, Any]) -> dict[str, Any]:
    choice = {
        "type": "string",
        "oneOf": [{"const": option["id"], "title": option["label"]} for option in entry["options"]],
    }
    shapes: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "number": {"type": "string", "x-decimal": True, "pattern": r"^-?\d+(\.\d+)?$"},
        "money": {"type": "integer"},
        "date": {"type": "string", "format": "date"},
        "yes_no": {"type": "boolean"},
        "one_of": choice,
        "many_of": {"type": "array", "uniqueItems": True, "items": choice},
    }
    return shapes[entry["type"]]
