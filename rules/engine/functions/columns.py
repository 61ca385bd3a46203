"""Sums, counts and averages of what stands in the rows of a table, each row or those that pass."""

from decimal import Decimal
from typing import Any

from rules.engine.functions.parameters import ROWS
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator
from rules.engine.values import calculate

Values = list[Any] | tuple[Any, ...]


def total(values: Values) -> Any:
    """Return the sum; 0 of no values. Raises Incalculable for what is no number."""
    if any(value is None or value == "" for value in values):
        raise Incalculable("Có dòng chưa có số")
    return calculate("+", list(values), True)


def average(values: Values) -> Any:
    """Return the sum by the count. Raises Incalculable where there is no value."""
    if not values:
        raise Incalculable("Không có dòng nào để tính trung bình")
    return calculate("/", [total(values), Decimal(len(values))], True)


OPERATORS = (
    # What the parser makes of {"sum": [rows, value of a row, condition of a row]} and the others.
    Operator(
        "sum of", "function", "tổng", 1, 1, internal=True, gives="amount",
        takes=(ROWS,), calculate=total, says="tổng {0}",
    ),
    Operator(
        "average of", "function", "trung bình", 1, 1, internal=True, gives="amount",
        takes=(ROWS,), calculate=average, says="trung bình {0}",
    ),
    Operator(
        "count of", "function", "số dòng", 1, 1, internal=True, gives="number",
        takes=(ROWS,), calculate=len, says="số dòng của {0}",
    ),
    Operator(
        "sum", "fold", "tổng", 2, 3, gives="amount",
        note="rows, value of a row, condition of a row; 0 of no rows",
        says="tổng {1} của {0}",
    ),
    Operator(
        "average", "fold", "trung bình", 2, 3, gives="amount",
        note="as `sum`; unknown of no rows",
        says="trung bình {1} của {0}",
    ),
    Operator(
        "count", "fold", "số dòng", 1, 2, gives="number",
        note="rows, condition of a row",
        says="số dòng của {0}",
    ),
)  # fmt: skip
