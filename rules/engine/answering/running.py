"""One evaluation while it runs: how data is treated, and how much work is left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rules.engine.outcomes import UNKNOWN, Incalculable, RuleError
from rules.engine.parse import Call, Node

# Steps of work inside loops; enough for tables of some thousand rows, about 20 ms.
MAX_STEPS = 100_000


class Run:
    """One evaluation: the steps left, all the answers, also where a row of a table is looked at,
    and what was seen on the way when somebody asks."""

    __slots__ = ("answers", "left", "seen")

    def __init__(self, answers: Any = None, seen: list[tuple[Node, Any]] | None = None) -> None:
        self.left = MAX_STEPS
        self.answers = answers
        self.seen = seen

    def spend(self, steps: int, pointer: str) -> None:
        """Count work whose amount depends on the data. Raises RuleError when it is too much."""
        self.left -= steps
        if self.left < 0:
            raise RuleError(pointer, "Điều kiện cần quá nhiều bước tính nên bị dừng", "budget")


Evaluate = Callable[[Any, Run], Any]
Parts = tuple[Evaluate, ...]


@dataclass(frozen=True)
class Mode:
    """How data is treated.

    `strict`: missing data is UNKNOWN. `exact`: numbers are int or Decimal, never float.
    """

    strict: bool
    exact: bool
    traced: bool = False
    looped: bool = False


def no_value(reason: Incalculable, node: Call, mode: Mode) -> Any:
    """Return UNKNOWN in strict mode, as nothing comes out; else, as published, raise RuleError."""
    if mode.strict:
        return UNKNOWN
    raise RuleError(node.pointer, str(reason), "incalculable") from None
