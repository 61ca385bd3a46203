"""Fields taken out of the answers, each as a value of its type."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rules.engine.answering.running import ABSENT, Mode
from rules.engine.functions.moments import instant, is_date, is_partial_date
from rules.engine.outcomes import UNKNOWN, Incalculable
from rules.engine.parse import Variable, normal
from rules.engine.types import Type
from rules.engine.values import number

Read = Callable[[Any], Any]


def is_null(value: Any) -> bool:
    """Tell whether the value is absent or null: no value to JSON Logic as published."""
    return value is None


def is_missing(value: Any) -> bool:
    """Tell whether no answer was given: absent, null and empty are the same."""
    return value is None or (not value and isinstance(value, (str, list, dict, tuple)))


@lru_cache(maxsize=4_000)
def finder(name: str) -> Callable[[Any], Any]:
    """Return a function that takes the value at a dotted path out of the data.

    It gives None where there is none.
    """
    if name == "":
        return lambda data: data
    steps = name.split(".")
    if len(steps) == 1 and not name.isdecimal():

        def plain(data: Any) -> Any:
            return data.get(name) if isinstance(data, dict) else None

        return plain

    def along(data: Any) -> Any:
        if isinstance(data, dict) and name in data:
            return data[name]
        for step in steps:
            if isinstance(data, dict):
                data = data.get(step)
            elif isinstance(data, (list, tuple)) and step.isdecimal() and len(step) < 10:
                data = data[int(step)] if int(step) < len(data) else None
            else:
                return None
        return data

    return along


def way(path: tuple[str, ...]) -> Callable[[Any], Any]:
    """Return a function that goes the steps of `val` into the data; ABSENT where there is none."""

    def along(data: Any) -> Any:
        for step in path:
            if isinstance(data, dict) and step in data:
                data = data[step]
            elif isinstance(data, (list, tuple)) and step.isdecimal() and len(step) < 10:
                if int(step) >= len(data):
                    return ABSENT
                data = data[int(step)]
            else:
                return ABSENT
        return data

    return along


def reader(type_: Type, mode: Mode) -> Read:
    """Return a function that makes a stored answer a value of its type.

    An answer that is none of its type (a draft's half-typed date, an option since removed) is
    no answer: UNKNOWN, or null as published.
    """
    nothing = UNKNOWN if mode.strict else None
    if type_.family == "number":
        return lambda value: value if type(value) is int else _number(value, nothing)
    if type_.family == "date":
        return lambda value: _date(value, nothing)
    if type_.family == "partial_date":
        return lambda value: value if is_partial_date(value) else nothing
    if type_.family == "instant":
        return lambda value: instant(value) or nothing
    if type_.family == "calendar":
        return lambda value: (value() if callable(value) else value) or nothing
    if type_.family == "text":
        return lambda value: normal(value) if isinstance(value, str) else nothing
    if type_.family == "yes_no":
        return lambda value: value if isinstance(value, bool) else nothing
    if type_.family == "table":
        return lambda value: value if isinstance(value, (list, tuple)) else nothing
    known = frozenset(option for option, _ in type_.options)
    if type_.family == "one_of":
        return lambda value: value if isinstance(value, str) and value in known else nothing
    if type_.family == "many_of":
        return lambda value: _chosen(value, known, nothing)
    return _as_is


def field_of(node: Variable, mode: Mode, nothing: Any, *, in_row: bool) -> Read:
    """Return a function that takes a field out of the data as a value of its type.

    `nothing` is what an absent field gives. In a loop the row itself and what was reckoned so far
    may rightly be an empty text or list.
    """
    name, read = node.name, reader(node.type, mode)
    find = finder(name) if node.path is None else way(node.path)
    reckoned = in_row and name in ("", "accumulator", "current")
    absent = is_null if reckoned or not mode.strict else is_missing

    def field(data: Any) -> Any:
        value = find(data)
        return nothing if value is ABSENT or absent(value) else read(value)

    kind = {"number": int, "yes_no": bool}.get(node.type.family) if mode.strict else None
    if kind is None or "." in name or name.isdecimal():
        return field

    def quick(data: Any) -> Any:
        # Nearly every answer is a value of the very type.
        if type(data) is dict:
            value = data.get(name)
            if type(value) is kind:
                return value
        return field(data)

    return quick


def _number(value: Any, nothing: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, float, Decimal, int)):
        return nothing
    try:
        return number(value, True)
    except Incalculable:
        return nothing


def _date(value: Any, nothing: Any) -> Any:
    if isinstance(value, date):
        value = value.isoformat()[:10]
    return value if is_date(value) else nothing


def _chosen(value: Any, known: frozenset[str], nothing: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return nothing
    return list(value) if all(type(item) is str and item in known for item in value) else nothing


def _as_is(value: Any) -> Any:
    if type(value) is str:
        return normal(value)
    if isinstance(value, (list, tuple)):
        return [normal(item) if type(item) is str else item for item in value]
    return value
