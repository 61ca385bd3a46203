"""What an event may do to its surroundings: narrow doors, which the rooms above open.

So the event classes know no row, no calendar and no organisation; and what an event can do at all
is read here. Who opens which door stands with it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]


class Asking(Protocol):
    """What is looked up when an event happens (`processes.cases.lookups`).

    `state` is that of before the event. Clocks of the case have the key "", those of tasks theirs.
    """

    @property
    def state(self) -> Json: ...

    def title(self, step: str) -> str:
        """What the process calls a step."""

    def asked(self, role: str) -> Json:
        """Who is asked to do what this role does: {"role_code", "unit", "assignee", "absent"}."""

    def adoption(self) -> str:
        """By which adoption the agency works; "" where the process is its own."""

    def unit_for(self, task: str) -> int | None:
        """The unit in which whoever acts does this task."""

    def assignee_of(self, task: str) -> int | None:
        """Who has this task."""

    def due_of(self, key: str = "") -> str:
        """When the case or this task is due, "" where it is not."""

    def know_tasks(self) -> None:
        """Have the rows of all open tasks at hand."""

    def arm_case(self, time: Json) -> Json:
        """Start the clock of the case: {"due_at", "calendar"}, nothing where no time is given."""

    def arm_task(self, task: str, time: Json, *, after: str, shared: bool) -> Json:
        """As `arm_case`, for a task to which the task `after` led; `shared` where both have one
        time, which then goes on."""

    def stop(self, key: str = "") -> None:
        """Stop a clock for good."""

    def stand_still(self) -> None:
        """Stop all clocks until they go on."""

    def go_on(self) -> Json:
        """Let all clocks run on; gives the new dues as `dues` does."""

    def extend(self, time: Json) -> Json:
        """Add a time to all running clocks; gives the new dues."""

    def count_anew(self, time: Json, task_times: Mapping[str, Json]) -> Json:
        """Count the case and its open tasks with other times; gives the new dues."""


class CaseRow(Protocol):
    """The columns of a case that events write."""

    variant: Any
    result: Any
    opened_by_id: Any
    opened_at: Any
    received_at: Any
    closed_at: Any
    due_at: Any


class TaskRow(Protocol):
    """The columns of a task that events write."""

    assignee_id: Any
    on_behalf_of_id: Any
    finished_by_id: Any
    unit_id: Any
    started_at: Any
    finished_at: Any
    due_at: Any
    final_due_at: Any
    final_case_due_at: Any
    urged_at: Any
    outcome: Any
    reason: Any


class Rows(Protocol):
    """The rows that follow the events (`processes.cases.projection`).

    `state` is that after the event. How a case and its tasks stand, their rows take from it.
    """

    @property
    def state(self) -> Json: ...

    @property
    def case(self) -> CaseRow: ...

    def task(self, key: str) -> TaskRow:
        """The row of a task that changes."""

    def new_task(self, key: str, **columns: Any) -> None:
        """The row of a task that is new."""

    def hand_to(self, person: int) -> None:
        """Another person answers for the case."""

    def pause(self, at: datetime) -> None:
        """Since then its clocks stand still."""

    def unpause(self, at: datetime) -> None:
        """Until then they stood still."""

    def move_dues(self, due_at: str, task_dues: Mapping[str, str]) -> None:
        """New due dates of the case and of the tasks that are open; without one nothing is due."""


class Words(Protocol):
    """How things of a case are called (`processes.casefile.timeline`)."""

    def step(self, step: str) -> str:
        """«Thẩm tra hồ sơ», "" for a step without a title."""

    def variant(self, variant: str) -> str:
        """The label of a variant."""

    def roles(self) -> Sequence[tuple[str, str]]:
        """(id, label) of the roles of the process."""

    def person(self, number: str) -> str:
        """The name of somebody whom an event names by number."""

    def form(self, uid: str) -> str:
        """The title of a form, "" for one that the case does not keep."""

    def result(self, code: str) -> str:
        """How a case ended."""


class Slip(Protocol):
    """The control slip as it is filled in (`processes.casefile.slips`)."""

    def hand(self, task: str, title: str, due_at: str) -> None:
        """A new line: work is handed to whoever does it."""

    def receive(self, task: str, unit: int) -> None:
        """Somebody took it."""

    def end(self, task: str, unit: int, due_at: str, remarks: Sequence[str], *, done: bool) -> None:
        """It is over: `done`, or called off."""

    def mark(self, task: str, remark: str) -> None:
        """Something to remember about a line."""

    def move_dues(self, task_dues: Mapping[str, str]) -> None:
        """New due dates of lines."""

    def no_dues(self) -> None:
        """Nothing that is open is due any more, for now."""


class Telling(Protocol):
    """Telling people, after the command (`processes.notices.followups`)."""

    def work_came(self, task: str) -> None:
        """To whoever may do a task that has come."""

    def work_given(self, task: str, to: str, before: str, reason: str) -> None:
        """To who was given a task, and to who had it before."""

    def urge(self, tasks: Sequence[str], note: str) -> None:
        """To whoever has these tasks before them."""

    def case_ended(self) -> None:
        """To whoever answers for the case."""
