"""Values while a rule runs: truth, numbers, text and comparison as JSON Logic defines them."""

import math
import re
from decimal import ROUND_DOWN, Context, Decimal
from functools import lru_cache
from typing import Any

from registry import vietnamese
from rules.engine.outcomes import Incalculable

MAX_TEXT = 100_000
# 34 digits as in IEEE 754 decimal128: far more than money needs, small enough to stay quick.
_DECIMAL = Context(prec=34, Emax=6_000, Emin=-6_000, traps=[])
_MAX_DIGITS = 40
LARGEST = 10**_MAX_DIGITS
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MAX_NESTING = 20
_SHORT = 200

Number = int | float | Decimal


def truthy(value: Any) -> bool:
    """Tell whether JSON Logic takes the value for true.

    0, "", null and the empty list are false; an empty object is true.
    """
    return bool(value) or type(value) is dict


def number(value: Any, exact: bool) -> Number:
    """Return the value as a number; exact gives int or Decimal. Raises Incalculable."""
    kind = type(value)
    if kind is int:
        return value
    if kind is bool:
        return int(value)
    if kind is float:
        return settled(Decimal(repr(value)), True) if exact else settled(value, False)
    if kind is Decimal:
        return settled(value if exact else float(value), exact)
    if value is None:
        return 0
    if kind is str:
        text = value.strip()
        if not text:
            return 0
        if len(text) <= 2 * _MAX_DIGITS and _NUMBER.fullmatch(text):
            return settled(Decimal(text) if exact else float(text), exact)
    raise Incalculable("Giá trị không phải là số")


def settled(value: Number, exact: bool) -> Number:
    """Return a result in its plainest form: an integer where it is one. Raises Incalculable."""
    if isinstance(value, int):
        if -LARGEST < value < LARGEST:
            return value
        if exact:
            raise Incalculable("Số quá lớn")
        try:
            return float(value)
        except OverflowError:
            raise Incalculable("Số quá lớn") from None
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Incalculable("Không tính được")
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if not value.is_finite():
        raise Incalculable("Không tính được")
    if value and value.adjusted() >= _MAX_DIGITS:
        raise Incalculable("Số quá lớn")
    whole = value.to_integral_value(ROUND_DOWN)
    return int(whole) if whole == value else value


def calculate(code: str, values: list[Any], exact: bool) -> Number:
    """Return the result of an arithmetic operator. Raises Incalculable."""
    numbers = [number(value, exact) for value in values]
    if code == "max":
        return max(numbers)
    if code == "min":
        return min(numbers)
    if code == "+":
        return _fold(_add, 0, numbers, exact)
    if code == "*":
        return _fold(_multiply, 1, numbers, exact)
    if len(numbers) == 1:
        # {"-": x} is minus x, {"/": x} is one by x.
        return settled(-numbers[0], exact) if code == "-" else _divide(1, numbers[0], exact)
    step = {"-": _subtract, "/": _divide, "%": _remainder}[code]
    return _fold(step, numbers[0], numbers[1:], exact)


def _fold(step: Any, first: Number, rest: list[Number], exact: bool) -> Number:
    result = first
    for value in rest:
        result = step(result, value, exact)
    return settled(result, exact)


def _plain(a: Number, b: Number, exact: bool) -> bool:
    return not exact or (type(a) is int and type(b) is int)


def _add(a: Any, b: Any, exact: bool) -> Number:
    return settled(a + b if _plain(a, b, exact) else _DECIMAL.add(a, b), exact)


def _subtract(a: Any, b: Any, exact: bool) -> Number:
    return settled(a - b if _plain(a, b, exact) else _DECIMAL.subtract(a, b), exact)


def _multiply(a: Any, b: Any, exact: bool) -> Number:
    return settled(a * b if _plain(a, b, exact) else _DECIMAL.multiply(a, b), exact)


def _divide(a: Any, b: Any, exact: bool) -> Number:
    if not b:
        raise Incalculable("Không chia được cho 0")
    if not exact:
        return settled(a / b, exact)
    return settled(_DECIMAL.divide(Decimal(a), Decimal(b)), exact)


def _remainder(a: Any, b: Any, exact: bool) -> Number:
    # The remainder takes the sign of the dividend, as in JavaScript.
    if not b:
        raise Incalculable("Không chia được cho 0")
    if not exact:
        return settled(math.fmod(a, b), exact)
    return settled(_DECIMAL.remainder(Decimal(a), Decimal(b)), exact)


def soft_equal(a: Any, b: Any, exact: bool) -> bool:
    """Tell whether `==` holds: equal as numbers, unless both are text. Raises Incalculable."""
    if type(a) is type(b) and not isinstance(a, (list, dict)):
        return bool(a == b)
    return number(a, exact) == number(b, exact)


def strict_equal(a: Any, b: Any) -> bool:
    """Tell whether `===` holds: equal without turning anything into something else."""
    if isinstance(a, (list, dict)) or isinstance(b, (list, dict)):
        return a is b
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and bool(a == b)
    return bool(a == b)


def before(a: Any, b: Any, exact: bool) -> int:
    """Return -1, 0 or 1 as a stands before, with or after b. Raises Incalculable."""
    if not (type(a) is str and type(b) is str):
        a, b = number(a, exact), number(b, exact)
    return (a > b) - (a < b)


def member(needle: Any, haystack: Any) -> bool:
    """Tell whether `in` holds: an element of a list, or a part of a text."""
    if isinstance(haystack, str):
        return text(needle) in haystack
    if isinstance(haystack, (list, tuple)):
        return any(strict_equal(needle, item) for item in haystack)
    return False


def alike(a: Any, b: Any) -> bool:
    """Tell whether `alike` holds: both are texts of the same words.

    Capitals do not count, nor where a tone stands (hòa, hoà).
    """
    return isinstance(a, str) and isinstance(b, str) and key_of(a) == key_of(b)


def alike_in(needle: Any, haystack: Any) -> bool:
    """Tell whether `alike_in` holds.

    It does for one of the texts of a list, or words that a text has, compared as `alike`.
    """
    if not isinstance(needle, str):
        return False
    if isinstance(haystack, str):
        return key_of(needle) in key_of(haystack)
    return isinstance(haystack, (list, tuple)) and any(alike(needle, item) for item in haystack)


def key_of(words: str) -> str:
    """Return what texts have in common that are alike."""
    return _short_key(words) if len(words) <= _SHORT else vietnamese.alike(words)


@lru_cache(maxsize=4_000)
def _short_key(words: str) -> str:
    """Remembered: the words of a rule are compared again with every answer."""
    return vietnamese.alike(words)


def text(value: Any, nesting: int = 0) -> str:
    """Return the value as JavaScript would join it to a text. Raises Incalculable when too long."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        if nesting > _MAX_NESTING or len(value) > MAX_TEXT:
            raise Incalculable("Dữ liệu lồng nhau quá sâu hoặc quá dài")
        return ",".join(text(item, nesting + 1) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    return str(value)


def part_of(words: str, start: int, length: int | None) -> str:
    """Cut a part out of the words as `substr` does, from `start` on.

    A negative `start` counts from the end; a negative `length` cuts the end.
    """
    begin = max(len(words) + start, 0) if start < 0 else start
    if length is None:
        return words[begin:]
    if length < 0:
        return words[begin : max(len(words) + length, begin)]
    return words[begin : begin + length]
