"""Case and Task rows as the fold of events: the same function writes them and checks them.

It reads nothing but the event: what was looked up when the event happened (title, role, unit,
due date) stands in its data. `Task.not_author` alone follows from the pinned process; the check
asks that as well. Which event changes what, its class says (`processes.events`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes import events, pinned
from processes.engine.state import evolve
from processes.events import Fact, instant, states
from processes.models import Case, CaseStatus, Task, TaskStatus
from registry import canonical
from registry.trail import events as trail
from registry.trail.models import Event

Json = dict[str, Any]

_TASK_STATUS = {
    states.ACTIVE: TaskStatus.NOT_STARTED,
    states.STARTED: TaskStatus.IN_PROGRESS,
    states.COMPLETED: TaskStatus.DONE,
    states.RETURNED: TaskStatus.RETURNED,
    states.CANCELLED: TaskStatus.CANCELLED,
}


def fact_of(event: Event) -> Fact[Json]:
    """Return a stored event of a case as the fact that it tells."""
    data = trail.data_of(event)
    return Fact(event.type, data, event.at, event.actor_id, event.on_behalf_of_id)


@dataclass
class Projected:
    """A case and the tasks known here, by key; `touched` are the tasks that changed.

    What events may do to them is `processes.events.sides.Rows`.
    """

    case: Case
    state: Json = field(default_factory=states.initial_state)
    tasks: dict[str, Task] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def apply(self, fact: Fact[Json]) -> None:
        """Let one thing happen to the rows."""
        happened = events.find(fact.type)
        if happened is None:
            return
        self.state = evolve(self.state, {"type": fact.type, "data": fact.data})
        happened.project(self, fact)
        self.case.status = _status(self.state)

    def task(self, key: str) -> Task:
        """Return the row of a task that the event changes, with the status that the state says."""
        self.touched.add(key)
        row = self.tasks[key]
        row.status = _TASK_STATUS[self.state["tasks"][key]["status"]]
        return row

    def new_task(self, key: str, **columns: Any) -> None:
        """Make the row of a task to which the case has come."""
        case = self.case
        self.tasks[key] = Task(agency_id=case.agency_id, case=case, key=key, **columns)
        self.touched.add(key)

    def hand_to(self, person: int) -> None:
        """Make another person the author; who had the case before is remembered."""
        self.case.opened_by_id = person
        self.case.past_authors = canonical.dumps({"rows": self.state["past_authors"]})

    def pause(self, at: datetime) -> None:
        """Begin a pause: the last one has no "to" while the clocks stand still."""
        self._keep_pauses([*self._pauses, {"from": at.isoformat()}])

    def unpause(self, at: datetime) -> None:
        """End the last pause."""
        *before, last = self._pauses
        self._keep_pauses([*before, {**last, "to": at.isoformat()}])

    def move_dues(self, due_at: str, task_dues: Mapping[str, str]) -> None:
        """Move the due dates of the case and of the tasks that are open."""
        self.case.due_at = instant(due_at)
        for key in self.state["active"]:
            self.task(key).due_at = instant(task_dues.get(key))

    @property
    def _pauses(self) -> list[Json]:
        rows: list[Json] = canonical.loads(self.case.pauses).get("rows", [])
        return rows

    def _keep_pauses(self, rows: list[Json]) -> None:
        self.case.pauses = canonical.dumps({"rows": rows})


def _status(state: Json) -> CaseStatus:
    if state["status"] == states.CLOSED:
        return CaseStatus.CLOSED
    return CaseStatus.SUSPENDED if state["suspended"] else CaseStatus.OPEN


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
    """Return what the rows of a case say otherwise than its events and the process that it keeps.

    In Vietnamese, for operators.
    """
    fresh = Projected(Case(agency_id=case.agency_id))
    for event in trail.read(case.stream):
        fresh.apply(fact_of(event))
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
