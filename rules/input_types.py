"""What the engine's types are to people and in data: how a value is typed, shown and answered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from registry.now import LOCAL, local
from registry.readers import days, numbers

Schema = dict[str, Any]


@dataclass(frozen=True)
class InputType:
    """A type of inputs. A form's field type says which one it is; a rule may declare its own.

    `shape` is the schema of an answer, None where only forms have such. `listed`: each input lists
    what there is to choose. In the condition editor `read` turns typed text into the value that is
    compared with (ValueError says what is wrong; None: as typed), `shown` goes back, `choices` are
    (as typed, label) where there is nothing to type.
    """

    shape: Schema | None = None
    listed: bool = False
    read: Callable[[str], Any] | None = None
    shown: Callable[[Any], str] = str
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""


def _number(text: str) -> str | int:
    number = numbers.decimal_of(text)
    return number if "." in number else int(number)


def _instant(text: str) -> str:
    clock, _, day = text.strip().partition(" ")
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ValueError(f"«{text[:40]}» chưa đúng. Hãy ghi giờ rồi ngày, ví dụ 15:00 07/12/2026.")
    at = datetime.combine(days.day_of(day), time(int(found[1]), int(found[2])), LOCAL)
    return at.isoformat()


def _shown_instant(value: Any) -> str:
    try:
        return f"{local(datetime.fromisoformat(str(value))):%H:%M %d/%m/%Y}"
    except ValueError:
        return str(value)


_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_TEXT: Schema = {"type": "string"}
# One for each of rules.engine.INPUT_TYPES.
TYPES: dict[str, InputType] = {
    "text": InputType(_TEXT),
    "number": InputType(
        {"type": "string", "x-decimal": True, "pattern": r"^-?\d+(\.\d+)?$"},
        read=_number,
        shown=lambda value: numbers.typed(str(value)),
    ),
    "money": InputType({"type": "integer"}, read=numbers.money_of),
    "date": InputType(
        {"type": "string", "format": "date"},
        read=lambda text: days.day_of(text).isoformat(),
        shown=lambda value: days.shown(str(value)),
        placeholder="ngày/tháng/năm",
    ),
    "partial_date": InputType(
        {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
        read=days.in_part,
        shown=lambda value: days.shown_in_part(str(value)),
        placeholder="ngày/tháng/năm, tháng/năm hoặc năm",
    ),
    "instant": InputType(
        {"type": "string", "format": "date-time"},
        read=_instant,
        shown=_shown_instant,
        placeholder="giờ:phút ngày/tháng/năm",
    ),
    "yes_no": InputType(
        {"type": "boolean"},
        read=lambda text: text.lower() in ("true", "có"),
        choices=(("true", "Có"), ("false", "Không")),
    ),
    "one_of": InputType(_TEXT, listed=True),
    "many_of": InputType({"type": "array", "uniqueItems": True, "items": _TEXT}, listed=True),
    "table": InputType(),
}
_PLAIN = InputType()


def of(entry: Mapping[str, Any]) -> InputType:
    """Return the type of an input.

    For an input that its form no longer has, it is a type that takes all as typed.
    """
    return TYPES.get(str(entry.get("type")), _PLAIN)
