"""Reads rows of a body that may be incomplete or wrong: what has another shape is not there."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def objects(value: object) -> list[Json]:
    """Return the rows of a table."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mapping(value: object) -> Json:
    """Return the members of a value that has some."""
    return dict(value) if isinstance(value, dict) else {}


def text(row: Json, key: str) -> str:
    """Return what is written in a cell, without the blanks around it."""
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""
