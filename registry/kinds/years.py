"""A body a year later: its days are moved, a year that is named in words is the next one."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from registry.canonical import Body


def day_later(text: str) -> str:
    """Return the same day of the year after; 29 February becomes the 28th.

    What is no day stays as it is.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last)).isoformat()


def words_later(text: str, year: int) -> str:
    """Return words that name the year after, wherever they name this year as a number of its own.

    «MTCL-2026» becomes «MTCL-2027»; «12026» and «20261» stay.
    """
    return re.sub(rf"(?<![0-9]){year}(?![0-9])", str(year + 1), text)


def moved(schema: dict[str, Any], value: Any) -> Any:
    """Return a body, or a part of one, with each of its days a year later."""
    if schema.get("format") == "date" and isinstance(value, str):
        return day_later(value)
    if isinstance(value, list):
        return [moved(schema.get("items", {}), item) for item in value]
    if isinstance(value, dict):
        # A citation says when a text was signed, and that stays.
        known = schema.get("properties", {})
        return {
            name: item if name == "legal_basis" else moved(known.get(name, {}), item)
            for name, item in value.items()
        }
    return value


def year_of(body: Body) -> int | None:
    """Return the year that a body goes by: its own, or that of its first day."""
    if isinstance(body.get("year"), int):
        return int(body["year"])
    first = str(body.get("from", ""))[:4]
    return int(first) if first.isdigit() else None
