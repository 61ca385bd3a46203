"""What is looked up when an event happens and written into it: due dates, titles, who is asked.

So the fold of the events needs neither calendar nor process nor organisation. Which event looks up
what, its class says (`processes.events`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from processes import events
from processes.cases.session import Session
from processes.clocks.ledger import Ledger
from processes.performers.assignment import assign
from processes.policies import unit_of
from registry.organisation.models import User
from registry.policy import standing

Json = dict[str, Any]


def completed(session: Session, event: Json, actor: User) -> Json:
    """Return the data of an event that is about to happen, with what was looked up for it.

    Raises WorktimeError where a due date can't be counted.
    """
    data, happening = dict(event["data"]), events.find(event["type"])
    return data | dict(happening.look_up(Looking(session, actor), data)) if happening else data


@dataclass(frozen=True)
class Looking:
    """What events may ask (`processes.events.sides.Asking`), of one locked case and who acts."""

    session: Session
    actor: User

    @property
    def state(self) -> Json:
        """The state before the event."""
        return self.session.state

    def title(self, step: str) -> str:
        """Return what the process calls a step; the engine has just gone there."""
        found = self.session.definition.step(step)
        assert found is not None
        return found.title

    def asked(self, role: str) -> Json:
        """Return who is asked to do the steps of a role, as it is found now."""
        definition, people = self.session.definition, self.state["people"]
        return assign(self.session.case, definition.role(role), people)

    def adoption(self) -> str:
        """Return the uid of the adoption by which the case runs; "" for none."""
        adoption = self.session.case.adoption
        return str(adoption.uid) if adoption else ""

    def unit_for(self, task: str) -> int | None:
        """Return the unit in which the actor has the role of the task, else any of theirs."""
        at, agency_id = standing(self.actor), self.session.case.agency_id
        role = self.session.rows.tasks[task].role
        return unit_of(at, agency_id, role) or unit_of(at, agency_id)

    def assignee_of(self, task: str) -> int | None:
        """Return the id of who has the task; None where nobody has it."""
        return self.session.rows.tasks[task].assignee_id

    def due_of(self, key: str = "") -> str:
        """Return when the case, or this task, is due, in ISO format; "" where it is not."""
        row = self.session.rows.tasks[key] if key else self.session.case
        due: datetime | None = row.due_at
        return due.isoformat() if due else ""

    def know_tasks(self) -> None:
        """Read the rows of all open tasks."""
        self.session.load_tasks()

    def arm_case(self, time: Json) -> Json:
        """See `Ledger.arm_case`."""
        return self.session.ledger.arm_case(time)

    def arm_task(self, task: str, time: Json, *, after: str, shared: bool) -> Json:
        """See `Ledger.arm_task`."""
        return self.session.ledger.arm_task(task, time, after=after, shared=shared)

    def stop(self, key: str = "") -> None:
        """See `Ledger.stop`."""
        self.session.load_clocks()
        self.session.ledger.stop(key)

    def stand_still(self) -> None:
        """See `Ledger.stand_still`."""
        self._ledger().stand_still(self.state["active"])

    def go_on(self) -> Json:
        """See `Ledger.go_on`."""
        self._ledger().go_on(self.state["active"])
        return self._dues()

    def extend(self, time: Json) -> Json:
        """See `Ledger.extend`."""
        self._ledger().extend(self.state["active"], time)
        return self._dues()

    def count_anew(self, time: Json, task_times: Mapping[str, Json]) -> Json:
        """See `Ledger.count_anew`."""
        ledger, session = self._ledger(), self.session
        ledger.count_anew("", time, session.case.received_at)
        for key, task_time in task_times.items():
            ledger.count_anew(key, task_time, session.rows.tasks[key].activated_at)
        return self._dues()

    def _ledger(self) -> Ledger:
        """All clocks that can run, with the rows that follow them."""
        self.session.load_clocks()
        self.session.load_tasks()
        return self.session.ledger

    def _dues(self) -> Json:
        return self.session.ledger.dues(self.state["active"])
