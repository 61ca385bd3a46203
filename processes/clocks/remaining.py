"""How long until something is due, or how late it is: in working days, in words, with a tone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.now import local
from rules.worktime import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Remaining:
    """What is said of a deadline today; the tone is one of docs/screens.md."""

    words: str
    tone: str


def remaining(due: datetime, at: datetime, work: WorkCalendar | None) -> Remaining:
    """Say how a deadline stands at an instant: «Còn 1 ngày làm việc», «Trễ 7 ngày làm việc».

    Days are counted as people do, from this day to that one. Without a calendar, or beyond its end,
    every day counts, and is called a day.
    """
    end, day = local(due), local(at).date()
    if due < at:
        late, unit = _between(end.date(), day, work)
        return Remaining(f"Trễ {late} {unit}" if late else "Vừa quá hạn", "late")
    if end.date() == day:
        return Remaining(f"Đến {end:%H:%M} hôm nay", "wait")
    left, unit = _between(day, end.date(), work)
    if not left:
        return Remaining(f"Đến {end:%H:%M %d/%m}", "wait")
    return Remaining(f"Còn {left} {unit}", "wait" if left == 1 else "good")


def _between(first: date, last: date, work: WorkCalendar | None) -> tuple[int, str]:
    """How many days come after the first until the last one, and what they are called."""
    if work is None or first < work.first or last > work.last:
        return (last - first).days, "ngày"
    return work.index(last + _DAY) - work.index(first + _DAY), "ngày làm việc"
