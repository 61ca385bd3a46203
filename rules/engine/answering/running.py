"""One evaluation while it runs: how data is treated, and how much work is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rules.engine.outcomes import RuleError
from rules.engine.parse import Node

# Steps of work inside loops; enough for tables of some thousand rows, about 20 ms.
MAX_STEPS = 100_000


class Absent:
    """What stands where there is no value: a field without an answer, a part that did not run."""


ABSENT: Final = Absent()


class Trace:
    """What the parts of a rule outside loops gave, in the order of evaluation.

    Kept as it was recorded: pairs are made for who reads them.
    """

    __slots__ = ("nodes", "values")

    def __init__(self, nodes: tuple[Node, ...], values: tuple[Any, ...]) -> None:
        self.nodes = nodes
        self.values = values

    def __iter__(self) -> Iterator[tuple[Node, Any]]:
        for node, value in zip(self.nodes, self.values, strict=True):
            if value is not ABSENT:
                yield node, value


class Run:
    """One evaluation: the steps left, and what was seen on the way when somebody asks."""

    __slots__ = ("left", "seen")

    def __init__(self) -> None:
        self.left = MAX_STEPS
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
