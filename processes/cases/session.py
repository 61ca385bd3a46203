"""A case locked for one command, with what the command needs of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q, Subquery, Value

from processes import pinned
from processes.cases.answers import Answers
from processes.cases.projection import Fact, Projected
from processes.clocks import deadlines
from processes.engine.definition import Definition
from processes.engine.refusal import CommandRefused
from processes.engine.state import whole
from processes.models import Case, Deadline, Task
from registry import canonical
from registry.canonical import Body
from registry.now import now
from registry.trail import events
from registry.trail.models import Event, StreamHead

Json = dict[str, Any]


@dataclass
class Session:
    """A locked case with what the command needs of it."""

    case: Case
    head: StreamHead
    body: Body
    definition: Definition
    rows: Projected
    at: datetime
    answers: Answers
    ledger: dict[str, Deadline] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    # Tasks ("": the case) whose clock is in the ledger, or is known not to be anywhere.
    clocked: set[str] = field(default_factory=set)
    _calendar: deadlines.AgencyCalendar | None = None

    @property
    def state(self) -> Json:
        """The engine's state, as of the last fact."""
        return self.rows.state

    def calendar(self) -> deadlines.AgencyCalendar:
        """The agency's calendar of today, asked for once."""
        if self._calendar is None:
            uid = str(self.body.get("calendar", ""))
            if self.case.adoption is not None:
                # The agency counts by its own calendar, not by the one that the issuer names.
                chosen = self.case.adoption.calendar
                uid = str(chosen.uid) if chosen else ""
            self._calendar = deadlines.calendar_of(self.case.agency, self.at, uid)
        return self._calendar

    def load_ledger(self) -> None:
        """The clocks of the case and of its open tasks that are not known yet."""
        missing = {"", *self.state["active"]} - self.clocked
        if missing and not self.case._state.adding:
            for deadline in self.case.deadlines.filter(key__in=missing).select_related("task"):
                self.ledger[deadline.key] = deadline
                if deadline.task is not None:
                    self.rows.tasks.setdefault(deadline.key, deadline.task)
            self.clocked |= missing

    def load_tasks(self) -> None:
        """Every open task that is not known yet."""
        missing = [key for key in self.state["active"] if key not in self.rows.tasks]
        if missing:
            for task in Task.objects.of(self.case.agency_id).filter(
                case=self.case, key__in=missing
            ):
                self.rows.tasks[task.key] = task


def session_of_task(task: Task, key: str) -> tuple[Session, bool]:
    """Lock the case of a task and load both with their clocks, in one query.

    Returns (session, whether the command was done before); CommandRefused where its key came with
    other content before.
    """
    head = events.lock_streams(task.case.stream)[task.case.stream]
    of_case = FilteredRelation("case__deadlines", condition=Q(case__deadlines__key=""))
    fresh = (
        Task.objects.of(task.agency_id)
        .annotate(done=_done(task.case.stream, key), clock_of_case=of_case)
        .select_related(
            "case__agency__parent__parent", "case__adoption__calendar", "deadline", "clock_of_case"
        )
        .get(pk=task.pk)
    )
    session = _session(fresh.case, head)
    session.rows.tasks[fresh.key] = fresh
    clocks = {"": fresh.clock_of_case, fresh.key: getattr(fresh, "deadline", None)}
    session.ledger.update({name: clock for name, clock in clocks.items() if clock is not None})
    session.clocked.update(clocks)
    return session, events.is_same(fresh.done, key, CommandRefused)


def session_of_case(case: Case, key: str) -> tuple[Session, bool]:
    """Lock a case; (session, whether the command was done before)."""
    head = events.lock_streams(case.stream)[case.stream]
    fresh = (
        Case.objects.of(case.agency_id)
        .select_related("agency__parent__parent", "adoption__calendar")
        .annotate(done=_done(case.stream, key))
        .get(pk=case.pk)
    )
    return _session(fresh, head), events.is_same(fresh.done, key, CommandRefused)


def new_session(case: Case) -> Session:
    """The session of a case that is being opened; its row has no primary key yet."""
    head = events.lock_streams(case.stream)[case.stream]
    return _session(case, head)


def _done(stream: str, key: str) -> Subquery | Value:
    if not key:
        return Value("")
    done = Event.objects.filter(events.of_command(key), stream=stream)
    return Subquery(done.values("idempotency_key")[:1])


def _session(case: Case, head: StreamHead) -> Session:
    body, definition = pinned.process_of(case)
    state = whole(canonical.loads(case.state))
    answers = Answers(case, none=not state["records"])
    return Session(case, head, body, definition, Projected(case, state), now(), answers)
