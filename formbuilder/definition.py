"""Reading a form body: its fields, who fills which, and the schema of its answers."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from formbuilder import fields
from formbuilder.fields import Field, FieldType, Schema

Part = Literal["citizen", "officer", "all"]
Body = Mapping[str, Any]

AUDIENCES = {
    "both": "Công dân và công chức",
    "citizen": "Chỉ công dân điền",
    "officer": "Chỉ công chức điền",
}


def part_of(code: str) -> Part:
    """Return the part that a step names; the whole form where it names none."""
    return cast(Part, code) if code in ("citizen", "officer") else "all"


def form_fields(body: Body) -> list[Field]:
    """Return the fields that have an id, in the order of the form."""
    return [field for field in body.get("fields", []) if field.get("id")]


def questions(body: Body) -> list[tuple[Field, FieldType]]:
    """Return the fields that are answered (no headings), with their types."""
    pairs = [(field, fields.of(field)) for field in form_fields(body)]
    return [(field, field_type) for field, field_type in pairs if field_type.asks]


def filled_by(field: Field, part: Part) -> bool:
    """Tell whether the person of this part answers the field."""
    return part == "all" or field.get("audience", "both") in ("both", part)


def seen_by(field: Field, part: Part) -> bool:
    """Tell whether the person of this part sees the field: officers read what citizens wrote."""
    return part != "citizen" or filled_by(field, part)


def inputs(body: Body) -> dict[str, dict[str, Any]]:
    """Return what conditions may use: {field id: {"type", "label", "options", "columns", "unit"}}.

    As `data_schema` tells it to rules, and what is unfinished besides: an author reads conditions
    over a draft.
    """
    return {
        str(field["id"]): _asked(field, field_type)
        for field, field_type in questions(body)
        if field_type.rule
    }


def _asked(field: Field, field_type: FieldType) -> dict[str, Any]:
    return {
        "type": field_type.rule,
        "label": str(field.get("label", "")),
        "options": field_type.offered(field),
        "columns": [_column(column) for column in field.get("columns", [])],
        "unit": str(field.get("unit", "")),
    }


def _column(column: Field) -> Field:
    """A column without a type is read as a line of text, and compares with anything."""
    known = fields.find(column.get("type"))
    return {**column, **_asked(column, known)} if known is not None else column


def data_schema(body: Body) -> Schema:
    """Return the JSON Schema (2020-12) of the answers to a form.

    `required` is absent: what must be answered depends on the part being filled and on what
    other answers make visible; `x-required` says what the author asked for.
    """
    properties: dict[str, Schema] = {}
    for field, field_type in questions(body):
        more: Schema = {}
        if field.get("help"):
            more["description"] = str(field["help"])
        if field.get("required"):
            more["x-required"] = True
        if field.get("unit"):
            more["x-unit"] = str(field["unit"])
        properties[str(field["id"])] = field_type.node(field, **more)
    return {"type": "object", "additionalProperties": False, "properties": properties}
