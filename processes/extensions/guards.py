"""Who may not do a task although the role fits: registered functions that name the reason.

Packages add their own (the author of a document never reviews it); the engine has `not_author`.
They are asked for a case with a page of its own (`subjects`) in lists and counts too; lists of
ordinary work are a condition on rows (`performers.waiting`), which asks none of them.
Whoever wants to know all that stands against somebody asks `performers.refusal`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.engine.definition import Step
from processes.models import Case, Task
from registry.organisation.models import User
from registry.register import Register


@dataclass(frozen=True)
class Warrant:
    """By which a package finishes tasks of its own cases. No page of this package makes one.

    `round` and `digest` tell what was shown to whoever acts; the event keeps them.
    """

    round: int
    digest: str
    # What only the package itself may hand to its effects, beside what was filled in.
    given: Mapping[str, Any] = field(default_factory=dict)


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
    warrant: Warrant | None = None


Guard = Callable[[Question], str]
"""The Vietnamese reason why not; "" where nothing stands against it."""

ActGuard = Callable[[Case, str], str]
"""The same for what leaders do with a case («urge», «suspend», «resume», «extend», «stop») and for
putting files into it («attach»)."""

# Asked before every start and completion of a task.
GUARDS: Register[Guard] = Register("guards", "Lý do không được làm công việc")
# Asked before everything that is done with a case as a whole.
ACT_GUARDS: Register[ActGuard] = Register("act-guards", "Lý do không được xử lý hồ sơ")


def act_refusal(case: Case, act: str) -> str:
    """Return the first reason against doing this with the case, or ""."""
    return next((reason for guard in ACT_GUARDS if (reason := guard(case, act))), "")


def refusal(question: Question) -> str:
    """Return the first reason against doing the task, or ""."""
    return next((reason for guard in GUARDS if (reason := guard(question))), "")
