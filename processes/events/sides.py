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
        """Return what the process calls a step."""

    def asked(self, role: str) -> Json:
        """Return who is asked to do what this role does.

        {"role_code", "unit", "assignee", "absent"}.
        """

    def adoption(self) -> str:
        """Return by which adoption the agency works; "" where the process is its own."""

    def unit_for(self, task: str) -> int | None:
        """Return the unit in which whoever acts does this task."""

    def assignee_of(self, task: str) -> int | None:
        """Return who has this task."""

    def due_of(self, key: str = "") -> str:
        """Return when the case or this task is due, "" where it is not."""

    def know_tasks(self) -> None:
        """Have the rows of all open tasks at hand."""

    def arm_case(self, time: Json) -> Json:
        """Start the clock of the case: {"due_at", "calendar"}, nothing where no time is given."""

    def arm_task(self, task: str, time: Json, *, after: str, shared: bool) -> Json:
        """Start the clock of a task to which the task `after` led; returns the same as `arm_case`.

        `shared` where both have one time, which then goes on.
        """

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
        """Return the row of a task that changes."""

    def new_task(self, key: str, **columns: Any) -> None:
        """Make the row of a task that is new."""

    def hand_to(self, person: int) -> None:
        """Make another person answer for the case."""

    def pause(self, at: datetime) -> None:
        """Note that the clocks of the case stand still from this instant on."""

    def unpause(self, at: datetime) -> None:
        """Note that the clocks of the case stood still until this instant."""

    def move_dues(self, due_at: str, task_dues: Mapping[str, str]) -> None:
        """Set new due dates of the case and its open tasks; without one nothing is due."""


class Words(Protocol):
    """How things of a case are called (`processes.casefile.timeline`)."""

    def step(self, step: str) -> str:
        """Return «Thẩm tra hồ sơ», "" for a step without a title."""

    def variant(self, variant: str) -> str:
        """Return the label of a variant."""

    def roles(self) -> Sequence[tuple[str, str]]:
        """Return (id, label) of the roles of the process."""

    def person(self, number: str) -> str:
        """Return the name of somebody whom an event names by number."""

    def form(self, uid: str) -> str:
        """Return the title of a form, "" for one that the case does not keep."""

    def result(self, code: str) -> str:
        """Return how a case ended, in words."""


class Slip(Protocol):
    """The control slip as it is filled in (`processes.casefile.slips`)."""

    def hand(self, task: str, title: str, due_at: str) -> None:
        """Begin a line: work is handed to whoever does it."""

    def receive(self, task: str, unit: int) -> None:
        """Note on the line of a task that somebody took it."""

    def end(self, task: str, unit: int, due_at: str, remarks: Sequence[str], *, done: bool) -> None:
        """Close the line of a task that is over: `done`, or called off."""

    def mark(self, task: str, remark: str) -> None:
        """Add something to remember to a line."""

    def move_dues(self, task_dues: Mapping[str, str]) -> None:
        """Set new due dates of lines."""

    def no_dues(self) -> None:
        """Take the due date from every open line: nothing is due any more, for now."""


class Telling(Protocol):
    """Telling people, after the command (`processes.notices.followups`)."""

    def work_came(self, task: str, after: str = "") -> None:
        """Tell whoever may do a task that has come, by the task `after` it; or was sent back."""

    def work_given(self, task: str, to: str, before: str, reason: str) -> None:
        """Tell who was given a task, and who had it before."""

    def urge(self, tasks: Sequence[str], note: str) -> None:
        """Tell whoever has these tasks before them."""

    def case_ended(self) -> None:
        """Tell whoever answers for the case."""
