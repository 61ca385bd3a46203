"""What the general source of a rule calls where Python has no operator that means the same.

A closed set: each helper takes values that were computed, and the pointer of the operation for its
error. Strict helpers give UNKNOWN where a value is UNKNOWN or none comes out; the others raise
RuleError, as published.
"""

from collections.abc import Callable
from functools import cache
from operator import ge, gt, le, lt
from typing import Any

from rules.engine.answering.answer_values import finder, is_missing, is_null
from rules.engine.answering.running import ABSENT, Mode, Run
from rules.engine.functions import work
from rules.engine.outcomes import UNKNOWN, Incalculable, RuleError
from rules.engine.parse import Node, normal
from rules.engine.values import (
    MAX_TEXT,
    alike,
    alike_in,
    before,
    calculate,
    member,
    number,
    part_of,
    soft_equal,
    strict_equal,
    text,
    truthy,
)

Values = list[Any]
Row = Callable[[Any, Run], Any]


def no(value: Any) -> bool:
    """Tell whether the value is known and JSON Logic takes it for false."""
    return value is not UNKNOWN and not truthy(value)


def note(run: Run, node: Node, value: Any) -> Any:
    """Keep what a part of the rule gave, and give it on."""
    run.seen.append((node, value))
    return value


def merged(run: Run, pointer: str, values: Values) -> Values:
    """Return one list of all the lists and single values."""
    result: list[Any] = []
    for value in values:
        items = value if isinstance(value, (list, tuple)) else [value]
        run.spend(len(items), pointer)
        result.extend(items)
    return result


def likened(run: Run, compare: Callable[[Any, Any], bool], a: Any, b: Any, pointer: str) -> Any:
    """Compare texts by their words."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    run.spend(_work(a) + _work(b), pointer)
    return compare(a, b)


def _work(value: Any) -> int:
    """Steps for reading every letter of a text, or of the texts of a list."""
    if isinstance(value, str):
        return len(value) // 100
    return sum(map(_work, value)) + len(value) if isinstance(value, (list, tuple)) else 0


def tested(run: Run, kind: str, cost: int, pointer: str, rows: Any, test: Row) -> Any:
    """Return what `some`, `all` or `none` say of the rows; one row may decide."""
    if rows is UNKNOWN:
        return UNKNOWN
    if not rows or not isinstance(rows, (list, tuple)):
        return kind == "none"
    unknown = False
    for row in rows:
        run.spend(cost, pointer)
        value = test(row, run)
        if value is UNKNOWN:
            unknown = True
        elif truthy(value) is not (kind == "all"):
            # A row that holds for `some` and `none`, one that fails `all`.
            return kind == "some"
    return UNKNOWN if unknown else kind != "some"


def collected(run: Run, kind: str, cost: int, pointer: str, rows: Any, body: Row) -> Any:
    """Return the rows of `filter`, or what `map` makes of each; UNKNOWN where one is."""
    if rows is UNKNOWN:
        return UNKNOWN
    result = []
    for row in rows if isinstance(rows, (list, tuple)) else ():
        run.spend(cost, pointer)
        value = body(row, run)
        if value is UNKNOWN:
            return UNKNOWN
        if kind == "map":
            result.append(value)
        elif truthy(value):
            result.append(row)
    return result


def reduced(run: Run, cost: int, pointer: str, rows: Any, first: Any, body: Row) -> Any:
    """Return what the rows come to, one after the other, beginning with `first`."""
    for row in rows if isinstance(rows, (list, tuple)) else ():
        run.spend(cost, pointer)
        first = body({"current": row, "accumulator": first}, run)
    return first


def listed(values: Values) -> Any:
    """Return a list whose items are known."""
    return UNKNOWN if UNKNOWN in values else values


# What means the same in every mode.
_SHARED: dict[str, Any] = {
    "UNKNOWN": UNKNOWN, "ABSENT": ABSENT, "yes": truthy, "no": no, "note": note, "merged": merged,
    "likened": likened, "alike": alike, "alike_in": alike_in, "tested": tested,
    "collected": collected, "reduced": reduced, "listed": listed,
}  # fmt: skip


class _Helpers:
    """The helpers that depend on the mode."""

    def __init__(self, mode: Mode) -> None:
        self.strict, self.exact = mode.strict, mode.exact
        self.absent = is_missing if mode.strict else is_null

    def no_value(self, reason: Incalculable, pointer: str) -> Any:
        if self.strict:
            return UNKNOWN
        raise RuleError(pointer, str(reason), "incalculable") from None

    def comparison(self, holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any, str], Any]:
        """Make what compares a known value with the next; `holds` may raise Incalculable."""

        def compare(a: Any, b: Any, pointer: str) -> Any:
            if b is UNKNOWN:
                return UNKNOWN
            try:
                return holds(a, b)
            except Incalculable as reason:
                return self.no_value(reason, pointer)

        return compare

    def calculated(self, code: str, values: Values, pointer: str) -> Any:
        """Return the result of an arithmetic operator."""
        if UNKNOWN in values:
            return UNKNOWN
        try:
            return calculate(code, values, self.exact)
        except Incalculable as reason:
            return self.no_value(reason, pointer)

    def called(
        self, run: Run, call: Callable[..., Any], steps: int, values: Values, pointer: str
    ) -> Any:
        """Return what a function of our own makes of the values."""
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        run.spend(steps + work(values), pointer)
        try:
            return call(*values)
        except Incalculable as reason:
            return self.no_value(reason, pointer)

    def joined(self, run: Run, values: Values, pointer: str) -> Any:
        """Return the values as one text. Raises RuleError when it is too long."""
        if UNKNOWN in values:
            return UNKNOWN
        pieces = []
        length = 0
        try:
            for value in values:
                pieces.append(text(value))
                length += len(pieces[-1])
                if length > MAX_TEXT:
                    raise RuleError(pointer, "Văn bản ghép ra quá dài", "budget")
        except Incalculable as reason:
            return self.no_value(reason, pointer)
        run.spend(length // 100, pointer)
        return normal("".join(pieces))

    def cut(self, values: Values, pointer: str) -> Any:
        """Return a part of a text."""
        if UNKNOWN in values:
            return UNKNOWN
        try:
            start = int(number(values[1], self.exact))
            length = int(number(values[2], self.exact)) if len(values) > 2 else None
            return part_of(text(values[0]), start, length)
        except Incalculable as reason:
            return self.no_value(reason, pointer)

    def belongs(self, run: Run, is_written: bool, a: Any, b: Any, pointer: str) -> Any:
        """Tell whether a is an element or a part of b; a list written in the rule costs nothing."""
        if a is UNKNOWN or b is UNKNOWN:
            return UNKNOWN
        if not is_written and isinstance(b, (list, tuple)):
            run.spend(len(b), pointer)
        try:
            return member(a, b)
        except Incalculable as reason:
            return self.no_value(reason, pointer)

    def present(self, value: Any) -> bool:
        """Tell whether there is an answer; as published, null is one."""
        return value is not ABSENT and not (self.strict and is_missing(value))

    def stopped(self, reason: Any, pointer: str) -> Any:
        """Give up: nothing comes out, for a reason that the rule gives."""
        if self.strict:
            return UNKNOWN
        reason = reason.get("type") if isinstance(reason, dict) else reason
        raise RuleError(pointer, text(reason)[:200], "incalculable")

    def named(self, data: Any, name: Any) -> Any:
        """Return the field whose name was computed; ABSENT where it has no answer."""
        if name is UNKNOWN:
            return UNKNOWN
        value = finder(normal(text(name)))(data) if isinstance(name, (str, int)) else None
        if self.absent(value):
            return ABSENT
        return normal(value) if type(value) is str else value

    def missing(self, run: Run, data: Any, values: Values, pointer: str) -> Any:
        """Return the names of the fields without a value."""
        if UNKNOWN in values:
            return UNKNOWN
        names = values[0] if values and isinstance(values[0], list) else values
        try:
            return self._lacking(run, data, names, pointer)
        except Incalculable as reason:
            return self.no_value(reason, pointer)

    def missing_some(self, run: Run, data: Any, need: Any, names: Any, pointer: str) -> Any:
        """Return the names of the fields without a value, unless as many as needed have one."""
        if need is UNKNOWN or names is UNKNOWN:
            return UNKNOWN
        names = names if isinstance(names, list) else [names]
        try:
            found = self._lacking(run, data, names, pointer)
            enough = len(names) - len(found) >= number(need, self.exact)
        except Incalculable as reason:
            return self.no_value(reason, pointer)
        return [] if enough else found

    def _lacking(self, run: Run, data: Any, names: Values, pointer: str) -> Values:
        run.spend(len(names), pointer)
        found = []
        for name in names:
            value = finder(normal(text(name)))(data)
            if value is None or value == "" or (self.strict and is_missing(value)):
                found.append(name)
        return found


@cache
def helpers(mode: Mode) -> dict[str, Any]:
    """Return all that the general source may name, besides what its rule holds."""
    own = _Helpers(mode)
    exact = mode.exact
    return {
        **_SHARED,
        "equal": own.comparison(lambda a, b: soft_equal(a, b, exact)),
        "unequal": own.comparison(lambda a, b: not soft_equal(a, b, exact)),
        "same": own.comparison(strict_equal),
        "other": own.comparison(lambda a, b: not strict_equal(a, b)),
        "less": own.comparison(lambda a, b: lt(before(a, b, exact), 0)),
        "at_most": own.comparison(lambda a, b: le(before(a, b, exact), 0)),
        "more": own.comparison(lambda a, b: gt(before(a, b, exact), 0)),
        "at_least": own.comparison(lambda a, b: ge(before(a, b, exact), 0)),
        "calculated": own.calculated,
        "called": own.called,
        "joined": own.joined,
        "cut": own.cut,
        "belongs": own.belongs,
        "named": own.named,
        "present": own.present,
        "stopped": own.stopped,
        "missing": own.missing,
        "missing_some": own.missing_some,
    }
