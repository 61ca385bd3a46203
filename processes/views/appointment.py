"""«Hẹn trả kết quả» before a case is opened: when it would be due, and how that is counted."""

from dataclasses import dataclass, field
from datetime import datetime

from processes.cases.opening import Openable
from processes.clocks import deadlines
from processes.clocks.days import DayCell, cells
from processes.models import Deadline
from registry.now import local, now
from rules.worktime import WorkCalendar, WorktimeError, durations, explain


@dataclass(frozen=True)
class Appointment:
    """The day and the hour, what it is made of, and what other cases of the process get."""

    due_at: datetime | None = None
    allowed: str = ""
    variant: str = ""
    others: tuple[str, ...] = ()
    cells: list[DayCell] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    # Why nothing can be counted.
    problem: str = ""

    @property
    def late(self) -> bool:
        """Whether it would be over by now: papers that came in long ago."""
        return self.due_at is not None and self.due_at < now()

    @property
    def day(self) -> str:
        """Write «Thứ Hai 07/12/2026»."""
        return explain.name_of(local(self.due_at).date()) if self.due_at else ""


def appointment(one: Openable, received_at: datetime) -> Appointment:
    """Return what the applicant would be told of papers that came in then.

    Counted for the usual case of the process; what rules make of the answers is told once it is
    opened.
    """
    definition = one.definition
    variant = definition.variant(definition.default_variant)
    time = definition.case_time(definition.default_variant)
    others = tuple(
        f"{other.label}: {durations.format(other.time)}"
        for other in definition.variants
        if variant is not None and other.id != variant.id and other.time
    )
    said = Appointment(
        allowed=durations.format(time),
        variant=variant.label if variant and others else "",
        others=others,
    )
    if not deadlines.is_clear(time):
        return said
    try:
        clock, work = _clock(one, received_at)
        lines = deadlines.explanation(clock, work, ())
        due = clock.due_at or received_at
        days = cells(lines, work, due, now())
    except WorktimeError as error:
        return Appointment(allowed=said.allowed, problem=str(error))
    return Appointment(due, said.allowed, said.variant, others, days, [line.text for line in lines])


def _clock(one: Openable, received_at: datetime) -> tuple[Deadline, WorkCalendar]:
    uid = str(one.body.get("calendar", ""))
    if one.adoption is not None:
        # The agency counts by its own calendar, not by the one that the issuer names.
        uid = str(one.adoption.calendar.uid) if one.adoption.calendar else ""
    calendar = deadlines.calendar_of(one.agency, now(), uid)
    time = one.definition.case_time(one.definition.default_variant)
    cutoff = str(one.body.get("cutoff", ""))
    return deadlines.promise(one.agency, time, received_at, calendar, cutoff), calendar.work
