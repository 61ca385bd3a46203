"""Exact numbers and money: rounding, shares. Nothing here ever is a float."""

from decimal import Decimal

from rules.engine.functions.parameters import NUMBER
from rules.engine.signature import Operator

Number = int | Decimal


def absolute(value: Number) -> Number:
    """Return how large the number is, whatever its sign."""
    return abs(value)


OPERATORS = (
    Operator(
        "abs", "function", "giá trị tuyệt đối", 1, 1,
        gives="amount", takes=(NUMBER,), calculate=absolute, says="giá trị tuyệt đối của {0}",
    ),
)  # fmt: skip
