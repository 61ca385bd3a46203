"""Our own operators that are plain functions of known values, a module for each topic."""

from collections.abc import Callable
from typing import Any

from rules.engine.functions import catalogues, columns, days, numbers, texts, working_time
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator

FUNCTIONS: tuple[Operator, ...] = (
    *days.OPERATORS,
    *working_time.OPERATORS,
    *numbers.OPERATORS,
    *texts.OPERATORS,
    *catalogues.OPERATORS,
    *columns.OPERATORS,
)


def caller(operator: Operator) -> Callable[..., Any]:
    """Return the function of an operator of family `function`, taking known answers as they are.

    It raises Incalculable where nothing comes out; null is no value to any of them.
    """
    calculate = operator.calculate
    assert calculate is not None
    if len(operator.takes) == 1 and operator.most == 1:
        read = operator.takes[0].read

        def single(value: Any) -> Any:
            if value is None:
                raise Incalculable("Chưa có giá trị để tính")
            return calculate(read(value))

        return single

    def several(*values: Any) -> Any:
        if any(value is None for value in values):
            raise Incalculable("Chưa có giá trị để tính")
        return calculate(
            *[operator.parameter(index).read(value) for index, value in enumerate(values)]
        )

    return several


def work(values: list[Any]) -> int:
    """Count the steps that reading the texts and lists among the values takes."""
    return sum(
        len(value) // 100 if isinstance(value, str) else len(value)
        for value in values
        if isinstance(value, str | list | tuple)
    )
