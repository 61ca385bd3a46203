"""Reading a field out of the answers, as a value of its type."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from rules.engine.check import is_date
from rules.engine.outcomes import UNKNOWN, Incalculable
from rules.engine.parse import normal
from rules.engine.running import Mode
from rules.engine.types import Type
from rules.engine.values import number


def is_null(value: Any) -> bool:
    return value is None


def is_missing(value: Any) -> bool:
    """Absent, null and empty are the same: no answer was given."""
    return value is None or (not value and type(value) in (str, list, dict, tuple))


def finder(name: str) -> Callable[[Any], Any]:
    """A function that takes the value at a dotted path out of the data; None where there is none."""
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
            elif isinstance(data, list | tuple) and step.isdecimal() and len(step) < 10:
                data = data[int(step)] if int(step) < len(data) else None
            else:
                return None
        return data

    return along


def reader(type_: Type, mode: Mode) -> Callable[[Any], Any]:
    """A function that makes a stored answer a value of its type; UNKNOWN where it is none."""
    otherwise = UNKNOWN if mode.strict else None

    def as_number(value: Any) -> Any:
        if type(value) is int:
            return value
        if isinstance(value, bool) or not isinstance(value, str | float | Decimal | int):
            return otherwise
        try:
            return number(value, True)
        except Incalculable:
            return otherwise

    def as_date(value: Any) -> Any:
        if isinstance(value, date):
            value = value.isoformat()[:10]
        return value if is_date(value) else otherwise

    def as_text(value: Any) -> Any:
        return normal(value) if isinstance(value, str) else otherwise

    def as_yes_no(value: Any) -> Any:
        return value if isinstance(value, bool) else otherwise

    known = {option for option, _ in type_.options}

    def as_option(value: Any) -> Any:
        return value if isinstance(value, str) and value in known else otherwise

    def as_options(value: Any) -> Any:
        if isinstance(value, list | tuple) and all(as_option(item) == item for item in value):
            return list(value)
        return otherwise

    def as_rows(value: Any) -> Any:
        return value if isinstance(value, list | tuple) else otherwise

    def as_is(value: Any) -> Any:
        if type(value) is str:
            return normal(value)
        if isinstance(value, list | tuple):
            return [normal(item) if type(item) is str else item for item in value]
        return value

    return {
        "number": as_number,
        "date": as_date,
        "text": as_text,
        "yes_no": as_yes_no,
        "one_of": as_option,
        "many_of": as_options,
        "table": as_rows,
    }.get(type_.family, as_is)
