"""Who may not do a task although the role fits: registered functions that name the reason.

Packages add their own (the author of a document never reviews it); the engine has `not_author`.
Whoever wants to know all that stands against somebody asks `performers.refusal`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from processes.engine.definition import Step
from processes.models import Case, Task
from registry.organisation.models import User


@dataclass(frozen=True)
class Question:
    """Somebody is about to begin or finish a task; `action` is "" when beginning it.

    Guards may keep in `known` what they look up: questions about several people share it.
    """

    case: Case
    task: Task
    step: Step
    actor: User
    on_behalf_of: User | None
    action: str = ""
    known: dict[str, Any] = field(default_factory=dict, compare=False)


Guard = Callable[[Question], str]
"""The Vietnamese reason why not; "" where nothing stands against it."""

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Ask this guard before every start and completion of a task."""
    _guards[name] = guard


def refusal(question: Question) -> str:
    """The first reason against, or ""."""
    return next((reason for guard in _guards.values() if (reason := guard(question))), "")
