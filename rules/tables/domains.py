"""What the fields of a table can be, cut into classes within which no cell tells two values apart.

Choices are classes of their own; numbers and days are cut at the ends of ranges; of texts there are
those that cells name, and all others; of several choices, the subsets of those that cells name.
Whether a class meets a cell, the engine says of the class's example; of numbers and days it follows
from where the points of the cell's tree lie.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from rules.engine.compile import compile_tree
from rules.engine.parse import Call, Literal, Node, Sequence, walk
from rules.engine.types import LIST
from rules.engine.values import key_of
from rules.tables.answers import bits
from rules.tables.shape import Column
from rules.tables.words import cell_words, value_words

# So many options make 64 subsets.
_MOST_SUBSETS = 6
# Classes times cells of a column.
_MOST_TESTS = 200_000
_DAY = timedelta(days=1)
Cell = Any


class TooMany(Exception):
    """A column has more classes than can be counted."""


@dataclass(frozen=True)
class Class:
    """Values that no cell tells apart: one of them, and for numbers and days their ends."""

    example: Any
    low: Any = None
    high: Any = None
    # Whether the ends belong to it.
    closed: tuple[bool, bool] = (True, True)
    # All texts, or no named choice: what is left when all that cells name is taken away.
    rest: bool = False


@dataclass(frozen=True)
class Domain:
    """The classes of a column; `met` are, for each distinct cell, the classes that meet it."""

    column: Column
    classes: tuple[Class, ...]
    met: tuple[int, ...]

    @property
    def full(self) -> int:
        """The mask of all classes."""
        return (1 << len(self.classes)) - 1

    def of(self, mask: int) -> list[Class]:
        """Return the classes of a mask, in order."""
        return [one for at, one in enumerate(self.classes) if mask >> at & 1]

    def example(self, mask: int) -> Any:
        """Return an answer of these classes."""
        return answer_of(self.of(mask)[0].example, self.column)

    def runs(self, mask: int) -> list[int]:
        """Split a mask into what one cell can say: of numbers and days, classes side by side."""
        if mask == self.full or self.column.type.family not in ("number", "date"):
            return [mask]
        found: list[int] = []
        for at in range(len(self.classes)):
            if not mask >> at & 1:
                continue
            if found and found[-1] >> (at - 1) & 1 if at else False:
                found[-1] |= 1 << at
            else:
                found.append(1 << at)
        return found

    def cell(self, mask: int) -> Cell:
        """Return the cell that these classes meet and no others; None for all of them.

        Raises LookupError where no cell says it.
        """
        if mask == self.full:
            return None
        classes = self.of(mask)
        match self.column.type.family:
            case "number" | "date":
                return _range(classes[0], classes[-1])
            case "text" if any(one.rest for one in classes):
                others = [one.example for one in self.of(self.full & ~mask)]
                return {"not": others[0] if len(others) == 1 else others}
            case "many_of":
                return self._chosen(mask)
        values = [one.example for one in classes]
        return values[0] if len(values) == 1 else values

    def _chosen(self, mask: int) -> Cell:
        named = sorted({one for known in self.classes if not known.rest for one in known.example})
        for size in range(1, len(named) + 1):
            for some in combinations(named, size):
                meant = sum(
                    1 << at
                    for at, one in enumerate(self.classes)
                    if not one.rest and set(one.example) & set(some)
                )
                cell = list(some) if size > 1 else some[0]
                if meant == mask:
                    return cell
                if self.full & ~meant == mask:
                    return {"not": cell}
        raise LookupError

    def words(self, mask: int) -> str:
        """Say the classes of a mask: «trên 60 ngày»."""
        try:
            return cell_words(self.cell(mask), self.column)
        except LookupError:
            shown = self.of(mask)[0].example
            return " và ".join(value_words(one, self.column) for one in shown)


def _range(first: Class, last: Class) -> Cell:
    if first is last and first.low is not None and first.low == first.high:
        return _stored(first.low)
    ends: dict[str, Any] = {}
    if first.low is not None:
        ends["from" if first.closed[0] else "above"] = _stored(first.low)
    if last.high is not None:
        ends["to" if last.closed[1] else "below"] = _stored(last.high)
    return ends


def _stored(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def domain_of(column: Column, cells: list[Node]) -> Domain:
    """Cut what a column can be by its distinct cells. Raises TooMany."""
    tests = Sequence(tuple(cells), "", LIST)
    classes = _classes(column, tests)
    if column.type.family in ("number", "date"):
        return _ordered(column, classes, cells)
    if len(classes) * len(cells) > _MOST_TESTS:
        raise TooMany
    asked = compile_tree(tests)
    said = [asked({column.name: one.example}) for one in classes]
    met = tuple(
        sum(1 << at for at, held in enumerate(said) if held[place] is True)
        for place in range(len(cells))
    )
    return Domain(column, tuple(classes), met)


def _ordered(column: Column, classes: list[Class], cells: list[Node]) -> Domain:
    """Classes of numbers or days; those side by side that every cell takes for the same, as one."""
    places = {one.low: at for at, one in enumerate(classes) if one.low == one.high}
    full = (1 << len(classes)) - 1
    masks = [_taken(cell, places, full) for cell in cells]
    edges = 1
    for mask in masks:
        edges |= mask ^ mask << 1
    starts = list(bits(edges & full))
    ends = [*starts[1:], len(classes)]
    merged = [
        Class(first.example, first.low, last.high, (first.closed[0], last.closed[1]))
        for first, last in ((classes[a], classes[b - 1]) for a, b in zip(starts, ends, strict=True))
    ]
    rank = {start: at for at, start in enumerate([*starts, len(classes)])}
    met = []
    for mask in masks:
        turns = [rank[turn] for turn in bits(mask ^ mask << 1)]
        runs = zip(turns[::2], turns[1::2], strict=True)
        met.append(sum((1 << b) - (1 << a) for a, b in runs))
    return Domain(column, tuple(merged), tuple(met))


def _taken(cell: Node, places: dict[Any, int], full: int) -> int:
    """The classes that a cell's part of a rule takes, from where its points stand among them."""
    match cell:
        case Call(operator="!", arguments=(inside,)):
            return full & ~_taken(inside, places, full)
        case Call(operator="and", arguments=parts):
            for part in parts:
                full &= _taken(part, places, full)
            return full
        case Call(operator="in", arguments=(_, Sequence(items=items))):
            return sum(1 << place for place in {places[_point(item)] for item in items})
        case Call(operator=code, arguments=(_, Literal(value=value))):
            below = (1 << places[value]) - 1
            return (
                full
                & {
                    "==": below + 1,
                    "<": below,
                    "<=": 2 * below + 1,
                    ">": ~(2 * below + 1),
                    ">=": ~below,
                }[code]
            )
    raise TooMany


def _point(item: Node) -> Any:
    return item.value if isinstance(item, Literal) else None


def answer_of(value: Any, column: Column) -> Any:
    """Return a value of a column as an answer gives it: of a day of decision, noon of that day."""
    return f"{value}T12:00:00+07:00" if column.of_decision else value


def _classes(column: Column, tests: Sequence) -> list[Class]:
    named = [node.value for node in walk(tests) if isinstance(node, Literal)]
    match column.type.family:
        case "yes_no":
            return [Class(True), Class(False)]
        case "one_of":
            return [Class(option) for option, _ in column.type.options if option]
        case "many_of":
            return _subsets(column, set(named))
        case "text":
            by_key = {key_of(text): text for text in reversed(named)}
            other = "văn bản khác"
            while key_of(other) in by_key:
                other += " nữa"
            return [*map(Class, reversed(by_key.values())), Class(other, rest=True)]
    return _intervals(column, sorted(set(named)))


def _subsets(column: Column, named: set[Any]) -> list[Class]:
    options = [option for option, _ in column.type.options]
    known = [option for option in options if option in named]
    left = [option for option in options if option not in named]
    if len(known) > _MOST_SUBSETS:
        raise TooMany
    found = [
        Class(list(some)) for size in range(1, len(known) + 1) for some in combinations(known, size)
    ]
    # Choosing nothing at all is no answer.
    return [*found, Class(left[:1], rest=True)] if left else found


def _intervals(column: Column, points: list[Any]) -> list[Class]:
    """Below the first point, each point, between two, above the last; without what is empty.

    Numbers below 0 are left out where no cell names one (ADR 92).
    """
    found: list[Class] = []
    before: Any = None
    for point in points:
        between = _between(before, point, column)
        if between is not None:
            found.append(between)
        found.append(Class(_stored(point), point, point))
        before = point
    last = _between(before, None, column)
    return [*found, last] if last is not None else found


def _between(low: Any, high: Any, column: Column) -> Class | None:
    if column.type.family == "date":
        return _days_between(low, high)
    if low is None:
        if high > 0:
            return Class(0, 0, high, (True, False))
        return None if high == 0 else Class(_stored(high - 1), None, high, (False, False))
    if high is None:
        return Class(_stored(low + 1), low, None, (False, False))
    whole = column.type.name == "money"
    example = low + 1 if low + 1 < high else Decimal(low + high) / 2
    if whole and example != int(example):
        return None
    return Class(_stored(example), low, high, (False, False))


def _days_between(low: Any, high: Any) -> Class | None:
    try:
        day = date.fromisoformat(low) + _DAY if low else date.fromisoformat(high) - _DAY
    except OverflowError:
        return None
    example = day.isoformat()
    return (
        Class(example, low, high, (False, False)) if not (low and high) or example < high else None
    )
