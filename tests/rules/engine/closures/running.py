"""How the closures treat data: the modes of the engine, and inside of loops or not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rules.engine.answering import running
from rules.engine.answering.running import Run
from rules.engine.outcomes import UNKNOWN, Incalculable, RuleError
from rules.engine.parse import Call

Evaluate = Callable[[Any, Run], Any]
Parts = tuple[Evaluate, ...]


@dataclass(frozen=True)
class Mode(running.Mode):
    """A mode of the engine, and how the closures are built."""

    traced: bool = False
    looped: bool = False


def no_value(reason: Incalculable, node: Call, mode: Mode) -> Any:
    """Return UNKNOWN in strict mode, as nothing comes out; else, as published, raise RuleError."""
    if mode.strict:
        return UNKNOWN
    raise RuleError(node.pointer, str(reason), "incalculable") from None
