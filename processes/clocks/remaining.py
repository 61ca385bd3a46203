"""How long something has left, or is late, in working days: for every page that shows a deadline.

A page asks for the calendar once and counts all its rows by it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from processes.clocks.deadlines import calendar_of
from registry.now import local, now
from registry.organisation.models import Agency
from rules.worktime import WorkCalendar, WorktimeError

# With so many working days left, or fewer, a deadline is near.
NEAR = 1


@dataclass(frozen=True)
class Remaining:
    """How far a deadline is: the words («trễ 7 ngày làm việc») and how they are coloured."""

    words: str
    late: bool = False
    near: bool = False

    @property
    def tone(self) -> str | None:
        """The tone of a state; None where it needs no colour."""
        return "late" if self.late else "wait" if self.near else None


def work_of(agency: Agency | None) -> WorkCalendar | None:
    """Return the calendar of an agency; None where it has none. One query."""
    if agency is None:
        return None
    try:
        return calendar_of(agency, now()).work
    except WorktimeError:
        return None


def remaining(due: datetime, work: WorkCalendar | None, at: datetime | None = None) -> Remaining:
    """Say how long it is to a deadline, at an instant (now, unless said otherwise).

    By working days where the calendar knows both days, else by days as they come.
    """
    at = at or now()
    late, due_day, day = due < at, local(due).date(), local(at).date()
    if due_day == day:
        hour = f"{local(due):%H:%M}"
        if late:
            return Remaining(f"trễ từ {hour} hôm nay", late=True)
        return Remaining(f"hôm nay, {hour}", near=True)
    count, unit = between(min(due_day, day), max(due_day, day), work)
    if late:
        return Remaining(f"trễ {count} {unit}" if count else "trễ dưới 1 ngày làm việc", late=True)
    return Remaining(
        f"còn {count} {unit}" if count else "còn dưới 1 ngày làm việc", near=count <= NEAR
    )


def between(first: date, last: date, work: WorkCalendar | None) -> tuple[int, str]:
    """Count the days after the first until the last; and say what they are called."""
    if work is None or first < work.first or last > work.last:
        return (last - first).days, "ngày"
    following = timedelta(days=1)
    return work.index(last + following) - work.index(first + following), "ngày làm việc"
