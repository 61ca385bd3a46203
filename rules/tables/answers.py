"""What a look-up comes to: the rows that hit, under each policy, also where answers are missing.

Rows stand in masks, one bit each: a row of `sure` holds, one of `possible` holds or may hold,
depending on what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from rules.engine.outcomes import UNKNOWN, Incalculable
from rules.engine.values import calculate, number
from rules.tables.shape import Policy, Table

State = Literal["found", "nothing", "conflict", "unknown"]


@dataclass(frozen=True)
class Answer:
    """What a table says.

    `found`: `values` by column of results, from the `rows` that hit. `nothing`: the table has no
    row for this; that is no value, and never 0. `conflict`: several rows hit where one may; they
    are in `rows`. `unknown`: the answers don't suffice: `missing` are ids of fields without a
    usable answer, `rows` hit surely, `doubtful` may count. `said` is the sentence for people.
    """

    state: State
    rows: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    said: str = ""

    def value(self, column: str) -> Any:
        """Return the value of a column of results; UNKNOWN unless rows were found surely."""
        return self.values.get(column) if self.state == "found" else UNKNOWN


def settled(policy: Policy, sure: int, possible: int) -> tuple[State, int, int]:
    """Decide by a policy: the state, the rows that it stands on, the rows that are in doubt.

    `first` is decided by the first row that may hit: it must hit surely. `unique` is in conflict
    as soon as two hit surely. The others need every row to be sure.
    """
    if policy == "first":
        first = possible & -possible
        if first & sure:
            return "found", first, 0
        if not possible:
            return "nothing", 0, 0
        # Rows behind the first sure one never count.
        ahead = 2 * (sure & -sure) - 1 if sure else -1
        return "unknown", 0, possible & ahead
    doubtful = possible & ~sure
    if policy == "unique" and sure & (sure - 1):
        return "conflict", sure, doubtful
    if doubtful:
        return "unknown", sure, doubtful
    return ("found" if sure else "nothing"), sure, 0


def bits(mask: int) -> Iterator[int]:
    """Yield the places of the rows of a mask."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def results(table: Table, places: list[int]) -> dict[str, Any]:
    """Return the values of every column of results from the rows that hit.

    Cells without a value count for nothing: a sum adds those that are written. Raises Incalculable
    for a sum that is too large.
    """
    rows = [table.live[place] for place in places]
    found: dict[str, Any] = {}
    for column in table.results:
        exact = column.type.family == "number"
        written = [
            number(row.then[column.id], True) if exact else row.then[column.id]
            for row in rows
            if column.id in row.then
        ]
        if table.policy in ("first", "unique"):
            found[column.id] = written[0] if written else None
        elif table.policy == "collect":
            found[column.id] = written
        elif not written:
            found[column.id] = None
        elif table.policy == "sum":
            found[column.id] = calculate("+", written, True)
        else:
            found[column.id] = (min if table.policy == "min" else max)(written)
    return found


def concluded(table: Table, sure: int, possible: int, unknown: list[int]) -> Answer:
    """Put an answer together; `unknown` are the places of the columns whose values are missing."""
    state, hit, doubt = settled(table.policy, sure, possible)
    places = list(bits(hit))
    rows = tuple(table.live[place].id for place in places)
    if state == "found":
        try:
            return Answer("found", rows, results(table, places))
        except Incalculable as error:
            return Answer(
                "conflict", rows, said=f"Không cộng được {table.numbered(rows)}: {error}."
            )
    if state == "nothing":
        return Answer("nothing", said="Bảng chưa có dòng nào cho trường hợp này.")
    if state == "conflict":
        return Answer(
            "conflict",
            rows,
            said=f"Có {len(rows)} dòng cùng khớp ({table.numbered(rows)}) mà bảng này chỉ cho một"
            " dòng khớp. Hãy sửa bảng để các dòng không trùng nhau.",
        )
    doubtful = tuple(table.live[place].id for place in bits(doubt))
    asked = _asked(table, doubt, unknown)
    labels = ", ".join(f"«{table.conditions[place].label}»" for place in asked)
    return Answer(
        "unknown",
        rows,
        missing=tuple(dict.fromkeys(table.conditions[place].name for place in asked)),
        doubtful=doubtful,
        said=f"Chưa đủ thông tin để tra bảng: còn thiếu {labels}.",
    )


def _asked(table: Table, doubt: int, unknown: list[int]) -> list[int]:
    """The columns without a value that rows in doubt ask about."""
    rows = [table.live[place].when for place in bits(doubt)]
    return [place for place in unknown if any(table.conditions[place].id in when for when in rows)]


def said_value(value: Any) -> Any:
    """Return a value as JSON can hold it: decimals as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return [said_value(item) for item in value] if isinstance(value, list) else value
