"""What stands against one person doing a task that comes to them by their roles."""

from typing import Any

from processes import pinned
from processes.engine.refusal import author_barred
from processes.engine.state import whole
from processes.extensions import guards
from processes.models import Case, CaseStatus, Task
from registry import canonical
from registry.organisation.models import User

STILL = "Hồ sơ đang tạm dừng tính thời hạn; công việc tiếp tục khi lãnh đạo cho tính tiếp thời hạn."


def refusal(
    task: Task,
    user: User,
    giver: User | None = None,
    action: str = "",
    known: dict[str, Any] | None = None,
) -> str:
    """Say why this person may not begin or finish the task (by this action); "" where nothing bars.

    Asks what the services ask: the guards of all packages, then the rule of the engine. Questions
    about several people or tasks share `known`, so that guards look a thing up once.
    """
    step = pinned.process_of(task.case)[1].step(task.step_id)
    if step is None:
        return "Bước của công việc này không còn trong quy trình."
    shared = {} if known is None else known
    question = guards.Question(task.case, task, step, user, giver, action, shared)
    return guards.refusal(question) or author_barred(step, _state(task.case, shared), str(user.pk))


def standstill(case: Case) -> str:
    """Say why nobody may do a task of this case now; "" where its clock runs."""
    return STILL if case.status == CaseStatus.SUSPENDED else ""


def _state(case: Case, known: dict[str, Any]) -> dict[str, Any]:
    states = known.setdefault("states", {})
    if case.pk not in states:
        states[case.pk] = whole(canonical.loads(case.state))
    found: dict[str, Any] = states[case.pk]
    return found
