"""Why something is due then, on a small calendar: which days counted, which are off, how late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.now import local
from rules.worktime import WorkCalendar, explain

_DAY = timedelta(days=1)
# A longer time shows its end: so many weeks fit beside a form.
MOST_WEEKS = 8
# How much of what came after the deadline is shown.
WEEKS_AFTER = 3
_KINDS = {
    "received": "start",
    "count": "in",
    "work_swap": "in",
    "skip_weekend": "off",
    "skip_holiday": "off",
    "due": "due",
}
_SAID = {
    "start": "ngày bắt đầu",
    "in": "tính vào thời hạn",
    "due": "hết hạn",
    "out": "quá hạn",
    "off": "ngày nghỉ",
    "none": "",
}


@dataclass(frozen=True)
class DayCell:
    """One day of the calendar: what is written in it, its states, and the same in words."""

    day: date
    label: str
    states: tuple[str, ...]
    said: str


def cells(
    lines: Sequence[explain.ExplanationLine], work: WorkCalendar, due: datetime, at: datetime
) -> list[DayCell]:
    """Return whole weeks from Monday to Sunday, from the start of counting to now or the deadline.

    Read off the lines of the explanation, so that it can't tell a different story.
    """
    if not lines:
        return []
    end, today = local(due).date(), local(at).date()
    last = min(max(end, today), end + WEEKS_AFTER * 7 * _DAY)
    last += (6 - last.weekday()) * _DAY
    first = min(line.date for line in lines)
    first = max(first - first.weekday() * _DAY, last - (MOST_WEEKS * 7 - 1) * _DAY)
    kinds: dict[date, str] = {}
    for line in lines:
        kind = _KINDS.get(line.kind)
        # A day that something happens on in several ways is first of all where the time ends.
        if kind and (line.date not in kinds or kind == "due"):
            kinds[line.date] = kind
    return list(_cells(first, last, kinds, work, end, today))


def _cells(
    first: date, last: date, kinds: dict[date, str], work: WorkCalendar, end: date, today: date
) -> Iterator[DayCell]:
    begin, day = min(kinds, default=end), first
    while day <= last:
        kind = kinds.get(day) or _without_a_line(day, begin, work, end, today)
        states = (kind, "now") if day == today else (kind,)
        said = ", ".join(filter(None, (_SAID[kind], "hôm nay" if day == today else "")))
        label = f"{day.day}/{day.month}" if day.day == 1 else str(day.day)
        yield DayCell(day, label, states, said)
        day += _DAY


def _without_a_line(day: date, begin: date, work: WorkCalendar, end: date, today: date) -> str:
    """What a day is that the explanation does not name: before, paused, or past the deadline."""
    if day < begin or not work.first <= day <= work.last:
        return "none"
    if not work.is_working_day(day):
        return "off"
    return "out" if end < day <= today else "none"
