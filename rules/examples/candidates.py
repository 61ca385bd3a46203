"""Which answers are worth trying for a field: from what the condition itself compares it with.

Below, at and above each number; a day before and after each day; each option, text, yes and no;
lists and rows of tables of such. `complete` says that no other answer could make any test of the
field come out otherwise: then what was not found does not exist.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, islice, pairwise, product
from typing import Any

from rules.engine import Catalogue
from rules.engine.functions.moments import is_date
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, named_fields, walk
from rules.engine.types import Field, Scope

MOST = 60
_MOST_OPTIONS, _MOST_ROWS = 6, 12
_PLAIN_DAY = date(2026, 6, 15)
# Numbers up to here may count days, months or years between two days.
_LONGEST = 200


class NoAnswer:
    """The answer that is not given."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = NoAnswer()


@dataclass(frozen=True)
class Candidates:
    """Answers to try for one field, in order; the last one is none at all."""

    values: tuple[Any, ...]
    complete: bool


@dataclass
class _Asked:
    """What a condition does with one field."""

    literals: list[Any] = field(default_factory=list)
    # It is compared with a field, reckoned with, or asked in another way than by plain tests.
    mixed: bool = False


def candidates_of(tree: Node, scope: Scope) -> dict[str, Candidates]:
    """Return the answers to try for each field that the tree asks about."""
    asked, pool = _gathered(tree)
    fields = {
        node.name: node.field for node in walk(tree, into_loops=False) if isinstance(node, Variable)
    }
    known = scope or {}
    # Columns that are read inside loops.
    used = {node.name.removeprefix("current.") for node in walk(tree) if isinstance(node, Variable)}
    return {
        name: _values(fields.get(name) or known[name], what, pool, used)
        for name, what in asked.items()
        if name in fields or name in known
    }


# ---- what the condition says of each field


def _gathered(tree: Node) -> tuple[dict[str, _Asked], list[Any]]:
    """What is asked of each field, and every value that is written anywhere."""
    asked: dict[str, _Asked] = {}
    for node in walk(tree, into_loops=False):
        if isinstance(node, Variable):
            entry = asked.setdefault(node.name, _Asked())
            if isinstance(node.default, Literal):
                entry.literals.append(node.default.value)
            elif node.default is not None:
                entry.mixed = True
        elif isinstance(node, Call):
            _note(node, asked)
    pool = [one for node in walk(tree) if isinstance(node, Literal) for one in _in_pool(node)]
    return asked, list(dict.fromkeys(pool))


def _in_pool(node: Literal) -> list[Any]:
    """A value that is written; of a catalogue, some of its codes."""
    if isinstance(node.value, Catalogue):
        return list(islice(node.value.rows, MOST // 2))
    return [node.value]


def _note(node: Call, asked: dict[str, _Asked]) -> None:
    if node.family == "missing":
        for name, _ in named_fields(node):
            asked.setdefault(name, _Asked())
        return
    if node.family in ("logic", "not", "choice"):
        for part in node.arguments:
            if isinstance(part, Variable):
                # Nothing and 0 are no.
                asked.setdefault(part.name, _Asked()).literals.append(0)
        return
    names = [part for part in node.arguments if isinstance(part, Variable)]
    plain = node.family in ("equal", "order", "member", "alike")
    rest = [part for part in node.arguments if not isinstance(part, Variable)]
    if plain and len(names) == 1 and all(map(_is_written, rest)):
        entry = asked.setdefault(names[0].name, _Asked())
        entry.literals += [value for part in rest for value in _written(part)]
        return
    for one in names:
        asked.setdefault(one.name, _Asked()).mixed = True


def _is_written(node: Node) -> bool:
    return isinstance(node, Literal) or (
        isinstance(node, Sequence) and all(isinstance(item, Literal) for item in node.items)
    )


def _written(node: Node) -> Iterator[Any]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Literal):
            yield item.value


# ---- values of a type


def _values(about: Field, asked: _Asked, pool: list[Any], used: set[str]) -> Candidates:
    family = about.type.family
    match family:
        case "yes_no":
            return Candidates((True, False, ABSENT), True)
        case "one_of":
            return _of_options(about, asked)
        case "many_of":
            return _of_many(about, asked)
        case "number":
            return _of_numbers(asked, pool, whole=about.type.name == "money")
        case "date" | "instant" | "partial_date":
            return _of_days(asked, pool, family)
        case "text":
            return _of_texts(asked, pool)
        case "table":
            return _of_rows(about, pool, used)
    values = (*pool[:MOST], *_numbers(pool), ABSENT)
    return Candidates(values, False)


def _of_options(about: Field, asked: _Asked) -> Candidates:
    options = [option for option, _ in about.type.options]
    named = [option for option in options if option in asked.literals]
    others = [option for option in options if option not in named]
    values = [*named, *(others if asked.mixed else others[:1])]
    return Candidates((*values[:MOST], ABSENT), len(values) <= MOST and not asked.mixed)


def _of_many(about: Field, asked: _Asked) -> Candidates:
    options = [option for option, _ in about.type.options]
    named = [option for option in options if option in asked.literals]
    others = [option for option in options if option not in named]
    used = [*named, *others[:1]] if named else options
    few = used[:_MOST_OPTIONS]
    chosen = [list(some) for count in range(1, len(few) + 1) for some in combinations(few, count)]
    if len(used) > len(few):
        chosen += [[option] for option in used[len(few) :]] + [list(used)]
    return Candidates((*chosen, ABSENT), len(used) == len(few) and not asked.mixed)


def _numbers(values: Iterable[Any]) -> list[Any]:
    return sorted(
        {value for value in values if isinstance(value, int | Decimal) and type(value) is not bool}
    )


def _of_numbers(asked: _Asked, pool: list[Any], *, whole: bool) -> Candidates:
    own = _numbers([*asked.literals, *(pool if asked.mixed else ())])
    if asked.mixed:
        own = sorted({*own, 0, 1, 2, 100, 1_000_000})
    few = (own or [1])[:MOST]
    values: list[Any] = [one for number in few for one in (number, number + 1, number - 1)]
    # Between neighbours that leave no room for a whole number.
    values += [(a + b) / Decimal(2) for a, b in pairwise(few) if b - a <= 1]
    values.sort(key=lambda one: (one < 0, one != int(one), 0))
    written = [_as_answer(one, whole) for one in values]
    return Candidates(
        (*dict.fromkeys(one for one in written if one is not None), ABSENT),
        not asked.mixed and len(few) == max(len(own), 1),
    )


def _as_answer(number: Any, whole: bool) -> Any:
    """A number as forms keep it: money is an integer, any other a decimal text."""
    if whole:
        return int(number) if number == int(number) else None
    return str(int(number)) if number == int(number) else format(Decimal(number).normalize(), "f")


def _of_days(asked: _Asked, pool: list[Any], family: str) -> Candidates:
    named = [value[:10] for value in asked.literals if isinstance(value, str)]
    own = sorted({one for one in named if is_date(one)})
    if asked.mixed or not own:
        own = list(dict.fromkeys([*own, *(one for one in pool if is_date(one))]))
        own = list(dict.fromkeys([*own, *_apart(own, pool)]))
    days = [moved for one in own[:MOST] for moved in _around(one)]
    complete = family == "date" and not asked.mixed and len(own) <= MOST
    if family == "instant":
        days = [f"{day}T{hour}:00+07:00" for hour in _hours(pool) for day in days[: MOST // 2]]
        days += [moved for one in asked.literals for moved in _minutes(one)]
    elif family == "partial_date":
        days += list(dict.fromkeys(day[:7] for day in days))
    return Candidates((*dict.fromkeys(days), ABSENT), complete)


def _around(day: str) -> Iterator[str]:
    yield day
    yield from (moved for step in (1, -1) if (moved := _moved(day, timedelta(step))))


def _moved(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except OverflowError:
        return ""


def _apart(own: list[str], pool: list[Any]) -> Iterator[str]:
    """Days that lie as far from another as the condition says: so many days, months, years."""
    base = own[-1] if own else _PLAIN_DAY.isoformat()
    yield base
    start = date.fromisoformat(base)
    for number in _numbers(pool)[:10]:
        if not 0 < number <= _LONGEST * 10:
            continue
        for sign in (-1, 1):
            far = _moved(base, timedelta(sign * int(number)))
            yield from ([far] if far else [])
            if number <= _LONGEST and 1 <= (year := start.year + sign * int(number)) <= 9999:
                yield start.replace(year=year, day=min(start.day, 28)).isoformat()


def _hours(pool: list[Any]) -> list[str]:
    """Morning, and the hours that the condition may mean: as they begin, just before."""
    hours = [number for number in _numbers(pool) if number == int(number) and 0 < number < 24][:3]
    return ["08:00", *(one for hour in hours for one in (f"{hour:02}:00", f"{hour - 1:02}:59"))]


def _minutes(written: Any) -> Iterator[str]:
    """An instant that is written, a minute after and before."""
    try:
        at = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return
    for step in (0, 1, -1):
        yield (at + timedelta(minutes=step)).isoformat()


def _of_texts(asked: _Asked, pool: list[Any]) -> Candidates:
    own = [value for value in asked.literals if isinstance(value, str) and value]
    if asked.mixed:
        own += [value for value in pool if isinstance(value, str) and value]
    few = list(dict.fromkeys(own))[:MOST]
    other = "Nội dung khác"
    while other in few:
        other += " nữa"
    joined = [" ".join(few)] if 1 < len(few) <= 5 else []
    return Candidates((*few, other, *joined, ABSENT), False)


def _of_rows(about: Field, pool: list[Any], used: set[str]) -> Candidates:
    """Tables of one row and of two, of values that stand anywhere in the condition."""
    columns = _columns(about.type.columns, pool, used)
    rows = [
        {name: value for name, value in zip(columns, picked, strict=True) if value is not ABSENT}
        for picked in islice(product(*columns.values()), _MOST_ROWS * 4)
    ]
    few = [row for row in rows if row][:_MOST_ROWS]
    tables: list[Any] = [[row] for row in few]
    tables += [[one, two] for one, two in islice(product(few, few), MOST)]
    return Candidates((*tables, ABSENT), False)


def _columns(
    columns: Mapping[str, Field], pool: list[Any], used: set[str]
) -> dict[str, tuple[Any, ...]]:
    asked = [name for name in columns if name in used] or list(columns)[:1]
    return {
        name: _values(columns[name], _Asked(list(pool)), pool, used).values[:_MOST_ROWS]
        for name in asked
        if columns[name].type.family != "table"
    }
