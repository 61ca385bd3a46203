"""The clocks of one case while a command runs: armed, stopped, paused, extended, counted anew.

`Ledger` knows when, by which calendar and from which start each clock counts. What changed in it
is stored by `processes.cases.writing`; what events say of it are `told` and `dues`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes.clocks import deadlines
from processes.models import Case, CaseStatus, Deadline
from registry import canonical
from registry.canonical import Body
from rules.worktime import WorkCalendar, WorktimeError

Json = dict[str, Any]
CASE = ""
"""The key of the clock of the case itself."""


@dataclass
class Ledger:
    """The clocks of a case by their keys, as of an instant; `body` is that of its process."""

    case: Case
    body: Body
    at: datetime
    clocks: dict[str, Deadline] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    # Keys whose clock is here, or is known not to be anywhere.
    known: set[str] = field(default_factory=set)
    _calendar: deadlines.AgencyCalendar | None = None

    def calendar(self) -> deadlines.AgencyCalendar:
        """Return the agency's calendar of today, asked for once."""
        if self._calendar is None:
            uid = str(self.body.get("calendar", ""))
            if self.case.adoption is not None:
                # The agency counts by its own calendar, not by the one that the issuer names.
                chosen = self.case.adoption.calendar
                uid = str(chosen.uid) if chosen else ""
            self._calendar = deadlines.calendar_of(self.case.agency, self.at, uid)
        return self._calendar

    def kept_calendar(self) -> WorkCalendar | None:
        """Return the issue of a calendar on which the rules of the case count.

        The one by which the time of the case counts, as its clock keeps it; a case without a
        deadline counts by the one in force at this instant. None where there is none.
        """
        self.load(())
        clock = self.clocks.get(CASE)
        if clock is not None:
            return deadlines.calendar_for(clock)
        try:
            return self.calendar().work
        except WorktimeError:
            return None

    def keep(self, clocks: dict[str, Deadline | None]) -> None:
        """Take in clocks that were read already; None for a key that has none."""
        self.clocks.update({key: clock for key, clock in clocks.items() if clock is not None})
        self.known.update(clocks)

    def load(self, keys: Iterable[str]) -> Sequence[Deadline]:
        """Read the clocks of these keys that are not known yet, with their tasks."""
        missing = {CASE, *keys} - self.known
        if not missing or self.case._state.adding:
            return ()
        found = list(self.case.deadlines.filter(key__in=missing).select_related("task"))
        self.clocks.update({clock.key: clock for clock in found})
        self.known |= missing
        return found

    def arm_case(self, time: Json) -> Json:
        """Start the clock of the case from the receipt of the papers; return what is told of it."""
        return self.told(self._arm(CASE, time, self.case.received_at, self._own_cutoff))

    def arm_task(self, key: str, time: Json, *, after: str, shared: bool) -> Json:
        """Start the clock of a task to which the task `after` led; return what is told of it."""
        started_at, cutoff = self.at, ""
        if not after:
            # The first step begins when the papers come in, after the cut-off hour the next day.
            started_at, cutoff = self.case.received_at, self._cutoff(time)
        elif shared and after in self.clocks:
            # Rows that share one time share one clock: it goes on running.
            before = self.clocks[after]
            started_at, cutoff = before.started_at, before.cutoff
        self.known.add(key)
        return self.told(self._arm(key, time, started_at, cutoff, deadlines.AT_ONCE))

    def stop(self, key: str) -> None:
        """Stop a clock for good: what was used up stays."""
        clock = self.clocks.get(key)
        if clock is not None:
            self._stop(clock)

    def stand_still(self, keys: Iterable[str]) -> None:
        """Stop the clocks of the case and of these tasks until they go on: nothing is due."""
        for clock in self._of(keys):
            self._stop(clock)
            clock.due_at = None

    def go_on(self, keys: Iterable[str]) -> None:
        """Let the clocks of these keys run on; the pause that ends now is nobody's time."""
        pauses = deadlines.pauses_of(self.case)
        begun = canonical.loads(self.case.pauses)["rows"][-1]["from"]
        pauses.append((datetime.fromisoformat(begun), self.at))
        for clock in self._of(keys):
            clock.running_since = self.at
            clock.calendar_id = self.calendar().version_id
            clock.due_at = deadlines.due(clock, self.calendar().work, pauses)
            self.changed.add(clock.key)

    def extend(self, keys: Iterable[str], time: Json) -> None:
        """Add a time to the clocks of these keys."""
        for clock in self._of(keys):
            deadlines.extended(clock, time)
            self._recount(clock)

    def count_anew(self, key: str, time: Json, otherwise: datetime) -> None:
        """Give a clock another time, from its original start; from `otherwise` if it had none."""
        clock = self.clocks.get(key)
        if clock is None:
            count_from = deadlines.AT_ONCE if key else ""
            self._arm(key, time, otherwise, "" if key else self._own_cutoff, count_from)
        elif deadlines.is_clear(time):
            clock.amount, clock.unit = time["amount"], time["unit"]
            self._recount(clock)
        else:
            clock.running_since = clock.due_at = None
            self.changed.add(key)

    def told(self, clock: Deadline | None) -> Json:
        """Return what an event says of one clock; nothing where there is none."""
        if clock is None:
            return {}
        return {"due_at": _iso(clock.due_at), "calendar": clock.calendar_id}

    def dues(self, keys: Iterable[str]) -> Json:
        """Return what an event says of the case and of these tasks together."""
        case = self.clocks.get(CASE)
        return {
            "due_at": _iso(case.due_at) if case else "",
            "task_dues": {key: _iso(self.clocks[key].due_at) for key in keys if key in self.clocks},
            "calendar": self.calendar().version_id if case else 0,
        }

    @property
    def _own_cutoff(self) -> str:
        return str(self.body.get("cutoff", ""))

    def _cutoff(self, time: Json) -> str:
        """The cut-off hour of the process, else of the calendar."""
        if self._own_cutoff or not deadlines.is_clear(time):
            return self._own_cutoff
        hour = self.calendar().work.conventions.cutoff
        return f"{hour:%H:%M}" if hour else ""

    def _arm(
        self, key: str, time: Json, started_at: datetime, cutoff: str, count_from: str = ""
    ) -> Deadline | None:
        if not deadlines.is_clear(time):
            return None
        clock = deadlines.arm(
            self.case, key, time, started_at, self.calendar(), cutoff=cutoff, count_from=count_from
        )
        self.clocks[key] = clock
        self.changed.add(key)
        return clock

    def _of(self, keys: Iterable[str]) -> list[Deadline]:
        return [self.clocks[key] for key in (CASE, *keys) if key in self.clocks]

    def _stop(self, clock: Deadline) -> None:
        work = self.calendar().work
        if clock.running_since is not None:
            clock.consumed = deadlines.used(clock, work, self.at, deadlines.pauses_of(self.case))
            clock.running_since = None
            self.changed.add(clock.key)

    def _recount(self, clock: Deadline) -> None:
        """The due date afresh, by the calendar of today; none while the clock stands still."""
        calendar = self.calendar()
        clock.calendar_id = calendar.version_id
        still = self.case.status == CaseStatus.SUSPENDED
        clock.due_at = (
            None if still else deadlines.due(clock, calendar.work, deadlines.pauses_of(self.case))
        )
        self.changed.add(clock.key)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
