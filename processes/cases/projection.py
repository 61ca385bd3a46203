"""Case and Task rows as the fold of events: the same function writes them and checks them.

It reads nothing but the event: what was looked up when the event happened (title, role, unit,
due date) stands in its data. `Task.not_author` alone follows from the pinned process; the check
asks that as well.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes import pinned
from processes.engine.state import evolve, initial_state
from processes.models import Case, CaseStatus, Task, TaskStatus
from registry import canonical
from registry.trail import events
from registry.trail.models import Event

Json = dict[str, Any]


@dataclass
class Fact:
    """One event of a case with who and when."""

    type: str
    data: Json
    at: datetime
    actor_id: int | None = None
    on_behalf_of_id: int | None = None

    @classmethod
    def of(cls, event: Event) -> "Fact":
        """A stored event."""
        data = events.data_of(event)
        return cls(event.type, data, event.at, event.actor_id, event.on_behalf_of_id)


@dataclass
class Projected:
    """A case and the tasks known here, by key; `touched` are the tasks that changed."""

    case: Case
    state: Json = field(default_factory=initial_state)
    tasks: dict[str, Task] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def apply(self, fact: Fact) -> None:
        """Let one thing happen to the rows."""
        self.state = evolve(self.state, {"type": fact.type, "data": fact.data})
        change = _CHANGES.get(fact.type)
        if change:
            change(self, fact)


def instant(text: str | None) -> datetime | None:
    """The instant of an event's data; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def pauses_from(case: Case) -> list[Json]:
    """The rows of `Case.pauses`; the last one has no "to" while the clock stands still."""
    rows: list[Json] = canonical.loads(case.pauses).get("rows", [])
    return rows


def _opened(rows: Projected, fact: Fact) -> None:
    case, data = rows.case, fact.data
    case.opened_by_id = fact.actor_id or case.opened_by_id
    case.status = CaseStatus.OPEN
    case.variant = data.get("variant", "")
    case.opened_at = fact.at
    case.due_at = instant(data.get("due_at"))
    case.received_at = instant(data["received_at"]) or fact.at


def _activated(rows: Projected, fact: Fact) -> None:
    data = fact.data
    rows.tasks[data["task"]] = Task(
        agency_id=rows.case.agency_id,
        case=rows.case,
        key=data["task"],
        step_id=data["step"],
        title=data.get("title", ""),
        role=data.get("role_code", ""),
        unit_id=data.get("unit"),
        assignee_id=data.get("assignee"),
        activated_at=fact.at,
        due_at=instant(data.get("due_at")),
    )
    rows.touched.add(data["task"])


def _started(rows: Projected, fact: Fact) -> None:
    task = _touch(rows, fact.data["task"])
    task.status = TaskStatus.IN_PROGRESS
    task.assignee_id = fact.actor_id
    task.on_behalf_of_id = fact.on_behalf_of_id
    task.started_at = fact.at
    task.unit_id = fact.data.get("unit") or task.unit_id


def _assigned(rows: Projected, fact: Fact) -> None:
    task = _touch(rows, fact.data["task"])
    task.status = TaskStatus.NOT_STARTED
    task.assignee_id = int(fact.data["to"])
    task.on_behalf_of_id = None
    task.started_at = None


def _handed_over(rows: Projected, fact: Fact) -> None:
    rows.case.opened_by_id = int(fact.data["to"])
    rows.case.past_authors = canonical.dumps({"rows": rows.state["past_authors"]})


def _ended(status: TaskStatus) -> Any:
    def change(rows: Projected, fact: Fact) -> None:
        task = _touch(rows, fact.data["task"])
        task.status = status
        task.started_at = task.started_at or fact.at
        task.finished_at = fact.at
        task.final_due_at, task.due_at = task.due_at, None
        task.final_case_due_at = rows.case.due_at
        task.finished_by_id = fact.actor_id
        task.on_behalf_of_id = fact.on_behalf_of_id
        task.assignee_id = task.assignee_id or fact.actor_id
        task.unit_id = fact.data.get("unit") or task.unit_id
        task.outcome = fact.data.get("label", "")
        task.reason = fact.data.get("reason", "")

    return change


def _cancelled(rows: Projected, fact: Fact) -> None:
    task = _touch(rows, fact.data["task"])
    task.status = TaskStatus.CANCELLED
    task.finished_at = fact.at
    task.final_due_at, task.due_at = task.due_at, None
    task.final_case_due_at = rows.case.due_at
    task.reason = fact.data.get("reason", "")


def _moved(rows: Projected, fact: Fact) -> None:
    """New due dates of the case and of the tasks that are open."""
    rows.case.due_at = instant(fact.data.get("due_at"))
    for key in rows.state["active"]:
        _touch(rows, key).due_at = instant(fact.data.get("task_dues", {}).get(key))


def _variant(rows: Projected, fact: Fact) -> None:
    rows.case.variant = fact.data.get("to", "")
    _moved(rows, fact)


def _suspended(rows: Projected, fact: Fact) -> None:
    rows.case.status = CaseStatus.SUSPENDED
    paused = [*pauses_from(rows.case), {"from": fact.at.isoformat()}]
    rows.case.pauses = canonical.dumps({"rows": paused})
    _moved(rows, fact)


def _resumed(rows: Projected, fact: Fact) -> None:
    rows.case.status = CaseStatus.OPEN
    *before, last = pauses_from(rows.case)
    paused = [*before, {**last, "to": fact.at.isoformat()}]
    rows.case.pauses = canonical.dumps({"rows": paused})
    _moved(rows, fact)


def _urged(rows: Projected, fact: Fact) -> None:
    for key in fact.data.get("tasks", []):
        _touch(rows, key).urged_at = fact.at


def _closed(rows: Projected, fact: Fact) -> None:
    rows.case.status = CaseStatus.CLOSED
    rows.case.result = fact.data.get("result", "")
    rows.case.closed_at = fact.at


def _touch(rows: Projected, key: str) -> Task:
    rows.touched.add(key)
    return rows.tasks[key]


_CHANGES = {
    "case.opened": _opened,
    "task.activated": _activated,
    "task.started": _started,
    "task.completed": _ended(TaskStatus.DONE),
    "task.returned": _ended(TaskStatus.RETURNED),
    "task.cancelled": _cancelled,
    "task.assigned": _assigned,
    "case.handed_over": _handed_over,
    "case.variant_chosen": _variant,
    "case.suspended": _suspended,
    "case.resumed": _resumed,
    "case.extended": _moved,
    "case.urged": _urged,
    "case.closed": _closed,
}

_CASE_FIELDS = (
    "opened_by_id",
    "past_authors",
    "status",
    "result",
    "variant",
    "due_at",
    "closed_at",
    "pauses",
)
_TASK_FIELDS = (
    "step_id",
    "title",
    "status",
    "role",
    "unit_id",
    "assignee_id",
    "activated_at",
    "started_at",
    "finished_at",
    "due_at",
    "final_due_at",
    "final_case_due_at",
    "finished_by_id",
    "on_behalf_of_id",
    "outcome",
    "reason",
    "urged_at",
)


def differences(case: Case) -> list[str]:
    """What the stored rows of a case say otherwise than its events and the process that it keeps
    (Vietnamese, for operators)."""
    fresh = Projected(Case(agency_id=case.agency_id))
    for event in events.read(case.stream):
        fresh.apply(Fact.of(event))
    found = [
        f"{case.code}: {name} là {getattr(case, name)!r}, theo sự kiện là {value!r}"
        for name in _CASE_FIELDS
        if getattr(case, name) != (value := getattr(fresh.case, name))
    ]
    if case.state != canonical.dumps(fresh.state):
        found.append(f"{case.code}: trạng thái lưu khác với các sự kiện")
    definition = pinned.process_of(case)[1]
    stored = {task.key: task for task in Task.objects.of(case.agency_id).filter(case=case)}
    for key in sorted(stored.keys() | fresh.tasks.keys()):
        task, expected = stored.get(key), fresh.tasks.get(key)
        if task is None or expected is None:
            found.append(f"{case.code}: công việc {key} {'thiếu' if task is None else 'thừa'}")
            continue
        found += [
            f"{case.code}: công việc {key}: {name} khác với sự kiện"
            for name in _TASK_FIELDS
            if getattr(task, name) != getattr(expected, name)
        ]
        if task.not_author != pinned.bars_author(definition, task.step_id):
            found.append(f"{case.code}: công việc {key}: not_author khác với quy trình của hồ sơ")
    overdue_clock = [
        deadline.key
        for deadline in case.deadlines.all()
        if deadline.running_since
        and deadline.due_at
        != (case.due_at if not deadline.key else fresh.tasks[deadline.key].due_at)
    ]
    found += [f"{case.code}: thời hạn của {key or 'hồ sơ'} lệch" for key in overdue_clock]
    return found
