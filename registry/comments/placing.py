"""Where a passage is: in the text that it was taken from, and in a later text. Pure.

Rows are known by their ids, else by what they say: a step that moved is still that step.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from registry.kinds.blocks import joined
from registry.problems import parts, pointer
from registry.vietnamese import settle

State = Literal["same", "changed", "gone"]
_MARKS = re.compile(r"[*_`#]+")


@dataclass(frozen=True)
class Place:
    """`same`: the words stand at `pointer`; `changed`: other words stand there; `gone`: nothing
    is there any more, `pointer` leads to what stood around it."""

    state: State
    pointer: str


def nearest(body: Any, at: str) -> str:
    """Return the longest beginning of a pointer that leads to something in a body."""
    value, found = body, []
    for part in parts(at):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and _in_list(part, value):
            value = value[int(part)]
        else:
            break
        found.append(part)
    return pointer(*found)


def short(at: str, longest: int) -> str:
    """Return the beginning of a pointer that fits a column, cut between two of its parts."""
    while len(at) > longest:
        at = at.rpartition("/")[0]
    return at


def sought(body: Any, quote: str, below: str = "") -> str | None:
    """Return where the first single text stands that holds these words; None where none does.

    `below` is where to look; words are compared without regard to spaces, capitals and marks of
    layout.
    """
    wanted = _plain(quote)
    if not wanted:
        return None
    return next(
        (
            at
            for at, text in _texts(body, ())
            if wanted in _plain(text) and (at == below or at.startswith(f"{below}/"))
        ),
        None,
    )


def placed(before: Any, after: Any, at: str, quote: str = "") -> Place:
    """Say where a passage of one text is in a later one; `quote` are the words meant there."""
    old, new, found = before, after, list[str]()
    for part in parts(at):
        place = _same_part(old, new, part)
        if place is None:
            return _elsewhere(after, quote, Place("gone", pointer(*found)))
        found.append(place)
        old, new = _inside(old, part), _inside(new, place)
    here = pointer(*found)
    if old == new:
        return Place("same", here)
    wanted = _plain(quote)
    if wanted and wanted in _plain(" ".join(text for _, text in _texts(new, ()))):
        return Place("same", sought(after, quote, here) or here)
    return _elsewhere(after, quote, Place("changed", here))


def _elsewhere(body: Any, quote: str, otherwise: Place) -> Place:
    """Words of some length that stand somewhere else now were moved."""
    at = sought(body, quote) if len(_plain(quote)) >= 20 else None
    return otherwise if at is None else Place("same", at)


def _same_part(old: Any, new: Any, part: str) -> str | None:
    if isinstance(old, list) and isinstance(new, list):
        place = _row(old[int(part)], old, new, int(part)) if _in_list(part, old) else None
        return None if place is None else str(place)
    return part if isinstance(new, dict) and part in new else None


def _row(row: Any, old: list[Any], new: list[Any], index: int) -> int | None:
    if isinstance(row, dict) and "id" in row:
        return next(
            (
                n
                for n, one in enumerate(new)
                if isinstance(one, dict) and one.get("id") == row["id"]
            ),
            None,
        )
    alike = [n for n, one in enumerate(new) if one == row]
    if alike:
        return min(alike, key=lambda n: abs(n - index))
    # Another row of before stands there now: this one was taken out.
    return index if index < len(new) and new[index] not in old else None


def _in_list(part: str, rows: list[Any]) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 7 and int(part) < len(rows)


def _inside(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return value[int(part)] if _in_list(part, value) else None
    return value.get(part) if isinstance(value, dict) else None


def _texts(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer(*at), value
    elif isinstance(value, dict):
        if isinstance(value.get("runs"), list):
            # A block of a structured text: marks cut no words.
            yield pointer(*at), joined(value["runs"])
        for name, inside in value.items():
            if name == "runs":
                continue
            yield from _texts(inside, (*at, name))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _texts(inside, (*at, index))


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", settle(text)).lower().split())
