"""Shapes that schemas of kinds are made of: lines of text, choices, days, tables, references."""

from typing import Any

Schema = dict[str, Any]

# Nobody works by more rows than this, and a table must stay fit to print.
MOST_ROWS = 500

# As `x-choices-from`: the units of the agency, by code. Lists that begin with @ come with the page.
UNITS = "@units"

ID: Schema = {"type": "string", "x-id": True, "pattern": "^[A-Za-z0-9_-]{1,64}$"}


def text(title: str, description: str = "", lines: int = 1, **more: Any) -> Schema:
    """Describe a line of text, or a text area of so many lines."""
    schema: Schema = {"type": "string", "title": title, "maxLength": 300 if lines == 1 else 20000}
    if description:
        schema["description"] = description
    if lines > 1:
        schema["x-lines"] = lines
    return {**schema, **more}


def choice(title: str, choices: dict[str, str], **more: Any) -> Schema:
    """Describe a choice of one among a few constants, each with its label."""
    options = [{"const": code, "title": label} for code, label in choices.items()]
    return {"type": "string", "title": title, "oneOf": options, **more}


def yes_no(title: str, **more: Any) -> Schema:
    """Describe a box to tick."""
    return {"type": "boolean", "title": title, **more}


def count(title: str, most: int = 1000, **more: Any) -> Schema:
    """Describe a whole number from 0."""
    return {"type": "integer", "title": title, "minimum": 0, "maximum": most, **more}


def decimal(title: str, **more: Any) -> Schema:
    """Describe a number with a comma, stored as a decimal string."""
    pattern = r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$"
    return {"type": "string", "title": title, "x-decimal": True, "pattern": pattern, **more}


def day(title: str, **more: Any) -> Schema:
    """Describe a day of the calendar, stored as 2026-12-31."""
    return {"type": "string", "title": title, "format": "date", **more}


def in_body(title: str, where: str, **more: Any) -> Schema:
    """Describe a choice among the rows of another table of the same body."""
    return {"type": "string", "title": title, "maxLength": 64, "x-choices-from": where, **more}


def document(title: str, kind: str, relation: str, **more: Any) -> Schema:
    """Describe a choice of another document, by its uid."""
    reference = {"kinds": [kind], "relation": relation}
    return {"type": "string", "title": title, "maxLength": 64, "x-reference": reference, **more}


def rows(title: str, item: str, columns: list[str], fields: Schema, **more: Any) -> Schema:
    """Describe a table: an array of flat objects with ids.

    `columns` stand in the table, the rest in the drawer.
    """
    return {
        "type": "array",
        "title": title,
        "maxItems": MOST_ROWS,
        "x-editor": "grid",
        "x-columns": columns,
        **more,
        "items": {
            "type": "object",
            "title": item,
            "additionalProperties": False,
            "required": ["id"],
            "properties": {"id": ID, **fields},
        },
    }


def body(panels: dict[str, dict[str, Schema]]) -> Schema:
    """Build the schema of a body: properties under the tabs on which they are edited."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {**schema, "x-panel": panel}
            for panel, properties in panels.items()
            for name, schema in properties.items()
        },
    }
