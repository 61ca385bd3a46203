"""Exact numbers and money: rounding, shares. Nothing here ever is a float."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from fractions import Fraction

from registry.readers import numbers as typed_numbers
from rules.engine.functions.parameters import NUMBER, TEXT
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator
from rules.engine.values import settled

Number = int | Decimal
_WIDE = Context(prec=400, traps=[])


def absolute(value: Number) -> Number:
    """Return how large the number is, whatever its sign."""
    return -value if value < 0 else value


def _rounded(mode: str) -> Callable[..., Number]:
    """Round to a multiple of a step: 1 (đồng) unless it is given, as 1.000 or 0,01.

    By size, whatever the sign: −1,5 goes «up» to −2 as 1,5 goes to 2. Raises Incalculable for a
    step that is not above 0.
    """

    def rounded(value: Number, step: Number = 1) -> Number:
        if step <= 0:
            raise Incalculable("Chỉ làm tròn được đến một số lớn hơn 0")
        if type(value) is int and type(step) is int:
            count, left = divmod(abs(value), step)
            count += left > 0 if mode == ROUND_UP else left * 2 >= step and mode == ROUND_HALF_UP
            return _exact(Decimal(-count * step if value < 0 else count * step))
        # A quotient with more digits than fit is still on its side of a half, as this is exact.
        ratio = Fraction(value) / Fraction(step)
        whole, rest = divmod(abs(ratio), 1)
        if mode == ROUND_UP:
            whole += rest > 0
        elif mode == ROUND_HALF_UP:
            whole += rest * 2 >= 1
        made = _WIDE.multiply(Decimal(int(whole)), Decimal(step))
        return _exact(-made if ratio < 0 else made)

    return rounded


def percent_of(percent: Number, value: Number) -> Number:
    """Return so many hundredths of a value."""
    return _exact(_WIDE.divide(_WIDE.multiply(Decimal(percent), Decimal(value)), Decimal(100)))


def _exact(value: Decimal) -> Number:
    made = settled(value, True)
    return made if isinstance(made, int | Decimal) else Decimal(made)


def number_in(text: str) -> Number:
    """Return the number that a text is, as people write it («1.500.000», «2,5»).

    Raises Incalculable where it is none.
    """
    try:
        return _exact(Decimal(typed_numbers.decimal_of(text)))
    except ValueError:
        raise Incalculable("Văn bản không phải là một số") from None


_TO_MULTIPLE = "to a multiple of the second operand, 1 without it; by size, whatever the sign"
_ROUNDINGS = (
    ("round", "làm tròn (từ một nửa trở lên thì lên)", ROUND_HALF_UP, "{0} làm tròn"),
    ("round_up", "làm tròn lên", ROUND_UP, "{0} làm tròn lên"),
    ("round_down", "làm tròn xuống", ROUND_DOWN, "{0} làm tròn xuống"),
)
OPERATORS = (
    Operator(
        "abs", "function", "giá trị tuyệt đối", 1, 1,
        gives="amount", takes=(NUMBER,), calculate=absolute, says="giá trị tuyệt đối của {0}",
    ),
    *(
        Operator(
            code, "function", label, 1, 2,
            gives="amount", takes=(NUMBER, NUMBER), note=_TO_MULTIPLE, steps=60,
            calculate=_rounded(mode), says=says, says_more=f"{says} đến {{1}}",
        )
        for code, label, mode, says in _ROUNDINGS
    ),
    Operator(
        "percent_of", "function", "phần trăm của", 2, 2,
        gives="amount", takes=(NUMBER, NUMBER), calculate=percent_of, says="{0}% của {1}",
    ),
    Operator(
        "number_in", "function", "số ghi trong văn bản", 1, 1,
        gives="number", takes=(TEXT,), calculate=number_in, steps=60, says="số ghi trong {0}",
    ),
)  # fmt: skip
