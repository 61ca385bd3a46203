"""A case locked for one command, with what the command needs of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q, Subquery, Value

from processes import pinned
from processes.cases.answers import Answers
from processes.cases.projection import Projected
from processes.clocks.ledger import CASE, Ledger
from processes.engine.definition import Definition
from processes.engine.refusal import CommandRefused
from processes.engine.state import whole
from processes.events import Fact
from processes.models import Case, Task
from registry import canonical
from registry.canonical import Body
from registry.now import now
from registry.trail import events
from registry.trail.models import Event, StreamHead
from rules.services import Deciding

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
    ledger: Ledger
    facts: list[Fact[Json]] = field(default_factory=list)

    @property
    def state(self) -> Json:
        """The engine's state, as of the last fact."""
        return self.rows.state

    def load_clocks(self) -> None:
        """Read the clocks of the case and of its open tasks that are not known yet."""
        for clock in self.ledger.load(self.state["active"]):
            if clock.task is not None:
                self.rows.tasks.setdefault(clock.key, clock.task)

    def load_tasks(self) -> None:
        """Read every open task that is not known yet."""
        missing = [key for key in self.state["active"] if key not in self.rows.tasks]
        if missing:
            for task in Task.objects.of(self.case.agency_id).filter(
                case=self.case, key__in=missing
            ):
                self.rows.tasks[task.key] = task


def session_of_task(task: Task, key: str) -> tuple[Session, bool]:
    """Lock the case of a task and load both with their clocks, in one query.

    Returns (session, whether the command was done before). Raises CommandRefused where its key came
    with other content before.
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
    session.ledger.keep({CASE: fresh.clock_of_case, fresh.key: getattr(fresh, "deadline", None)})
    return session, events.is_same(fresh.done, key, CommandRefused)


def session_of_case(case: Case, key: str) -> tuple[Session, bool]:
    """Lock a case; return (session, whether the command was done before)."""
    head = events.lock_streams(case.stream)[case.stream]
    fresh = (
        Case.objects.of(case.agency_id)
        .select_related("agency__parent__parent", "adoption__calendar")
        .annotate(done=_done(case.stream, key))
        .get(pk=case.pk)
    )
    return _session(fresh, head), events.is_same(fresh.done, key, CommandRefused)


def new_session(case: Case) -> Session:
    """Return the session of a case that is being opened; its row has no primary key yet."""
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
    at, rows = now(), Projected(case, state)
    ledger = Ledger(case, body, at)
    # What rules decide, they decide at the instant of the act, on the calendar that the case keeps.
    deciding = Deciding(at, ledger.kept_calendar)
    answers = Answers(case, none=not state["records"], deciding=deciding)
    return Session(case, head, body, definition, rows, at, answers, ledger)
