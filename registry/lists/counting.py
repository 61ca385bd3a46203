"""Counting many lists at once, whatever their rows are."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Value


@dataclass(frozen=True)
class Counted:
    """Rows, and the lists that they fall into: each with the count of its own."""

    rows: QuerySet[Any]
    lists: Mapping[str, Count]


def together(**parts: Counted) -> dict[str, dict[str, int]]:
    """Count all lists of all parts, by the name of the part; one query."""
    asked = {name: part for name, part in parts.items() if part.lists}
    width = max((len(part.lists) for part in asked.values()), default=0)
    rows = [_row(name, part, width) for name, part in asked.items()]
    # A part whose rows can be none by construction gives no row at all.
    found = {name: dict.fromkeys(part.lists, 0) for name, part in parts.items()}
    for name, *numbers in rows[0].union(*rows[1:], all=True) if rows[1:] else chain(*rows):
        found[name] = dict(zip(asked[name].lists, numbers, strict=False))
    return found


def _row(name: str, part: Counted, width: int) -> QuerySet[Any]:
    """One row of numbers, as wide as the widest, with the name of its part before them."""
    counts = (*part.lists.values(), *[Value(0, output_field=IntegerField())] * width)[:width]
    columns = {f"n{index}": count for index, count in enumerate(counts)}
    said = Value(name, output_field=CharField())
    rows = part.rows.order_by().annotate(of=said).values("of").annotate(**columns)
    return rows.values_list("of", *columns)
