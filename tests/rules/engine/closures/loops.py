"""Closures over lists and tables: membership, likeness, merging, one row after the other."""

from typing import Any

from rules.engine.answering.running import Run
from rules.engine.outcomes import UNKNOWN, Incalculable
from rules.engine.parse import Call, Sequence, size
from rules.engine.values import alike, alike_in, member, truthy
from tests.rules.engine.closures.running import Evaluate, Mode, Parts, no_value


def merge(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `merge`: one list of all the lists and single values."""

    def merged(data: Any, run: Run) -> Any:
        result: list[Any] = []
        for part in parts:
            value = part(data, run)
            if value is UNKNOWN:
                return UNKNOWN
            values = value if isinstance(value, list | tuple) else [value]
            run.spend(len(values), node.pointer)
            result.extend(values)
        return result

    return merged


def membership(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `in`: an element of a list, or a part of a text."""
    needle, haystack = parts
    fixed = isinstance(node.arguments[1], Sequence)

    def belongs(data: Any, run: Run) -> Any:
        a, b = needle(data, run), haystack(data, run)
        if a is UNKNOWN or b is UNKNOWN:
            return UNKNOWN
        if not fixed and isinstance(b, list | tuple):
            run.spend(len(b), node.pointer)
        try:
            return member(a, b)
        except Incalculable as reason:
            return no_value(reason, node, mode)

    return belongs


def likeness(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `alike` and `alike_in`, which compare texts by their words."""
    left, right = parts
    compare = alike if node.operator == "alike" else alike_in

    def same_words(data: Any, run: Run) -> Any:
        a, b = left(data, run), right(data, run)
        if a is UNKNOWN or b is UNKNOWN:
            return UNKNOWN
        run.spend(_work(a) + _work(b), node.pointer)
        return compare(a, b)

    return same_words


def _work(value: Any) -> int:
    """Steps for reading every letter of a text, or of the texts of a list."""
    if isinstance(value, str):
        return len(value) // 100
    return sum(map(_work, value)) + len(value) if isinstance(value, list | tuple) else 0


def loop(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `some`, `all`, `none`, `filter` or `map`.

    The second part of these sees one row at a time.
    """
    rows, body = parts
    cost = size(node.arguments[1])
    pointer = node.pointer
    kind = node.operator

    def listed(data: Any, run: Run) -> Any:
        value = rows(data, run)
        if value is UNKNOWN:
            return UNKNOWN
        return value if isinstance(value, list | tuple) else []

    def tested(data: Any, run: Run) -> Any:
        items = listed(data, run)
        if items is UNKNOWN:
            return UNKNOWN
        if not items:
            return kind == "none"
        unknown = False
        for item in items:
            run.spend(cost, pointer)
            value = body(item, run)
            if value is UNKNOWN:
                unknown = True
            elif truthy(value) is not (kind == "all"):
                # One row decides: a row that holds for `some` and `none`, one that fails `all`.
                return kind == "some"
        return UNKNOWN if unknown else kind != "some"

    def collected(data: Any, run: Run) -> Any:
        items = listed(data, run)
        if items is UNKNOWN:
            return UNKNOWN
        result = []
        for item in items:
            run.spend(cost, pointer)
            value = body(item, run)
            if value is UNKNOWN:
                return UNKNOWN
            if kind == "map":
                result.append(value)
            elif truthy(value):
                result.append(item)
        return result

    return tested if kind in ("some", "all", "none") else collected


def reduction(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `reduce`.

    The second part sees the row as `current`, the result so far as `accumulator`.
    """
    rows, body, first = parts
    cost = size(node.arguments[1])

    def reduced(data: Any, run: Run) -> Any:
        items = rows(data, run)
        if items is UNKNOWN:
            return UNKNOWN
        result = first(data, run)
        for item in items if isinstance(items, list | tuple) else ():
            run.spend(cost, node.pointer)
            result = body({"current": item, "accumulator": result}, run)
        return result

    return reduced
