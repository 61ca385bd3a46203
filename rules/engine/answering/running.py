"""One evaluation while it runs: how data is treated, and how much work is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rules.engine.outcomes import RuleError
from rules.engine.parse import Node

# Steps of work inside loops; enough for tables of some thousand rows, about 20 ms.
MAX_STEPS = 100_000


class Absent:
    """What stands where there is no value: a field without an answer, a part that did not run."""


ABSENT: Final = Absent()


Seen = Iterable[tuple[Node, Any]]


class Trace:
    """What the parts of a rule outside loops gave, in the order of evaluation.

    Kept as it was recorded: pairs of part and value are made for who reads them.
    """

    __slots__ = ("parts", "values")

    def __init__(self, parts: tuple[tuple[Node, int, int], ...], values: list[Any]) -> None:
        # A part has its value at one place; where the other one is ABSENT, it did not run.
        self.parts = parts
        self.values = values

    def __iter__(self) -> Iterator[tuple[Node, Any]]:
        values = self.values
        return iter(
            [
                (node, values[place])
                for node, place, operation in self.parts
                if values[operation] is not ABSENT
            ]
        )


class Run:
    """One evaluation: the steps left, all the answers, also where a row of a table is looked at,
    and what was seen on the way when somebody asks."""

    __slots__ = ("answers", "left", "seen")

    def __init__(self, answers: Any) -> None:
        self.left = MAX_STEPS
        self.answers = answers
        self.seen: list[tuple[Node, Any]] = []

    def spend(self, steps: int, pointer: str) -> None:
        """Count work whose amount depends on the data. Raises RuleError when it is too much."""
        self.left -= steps
        if self.left < 0:
            raise RuleError(pointer, "Điều kiện cần quá nhiều bước tính nên bị dừng", "budget")


@dataclass(frozen=True)
class Mode:
    """How data is treated.

    `strict`: missing data is UNKNOWN. `exact`: numbers are int or Decimal, never float.
    """

    strict: bool
    exact: bool
