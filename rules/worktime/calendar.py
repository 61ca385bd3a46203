"""A working calendar: on which days and in which shifts an agency works.

Made from the body of a document of kind `calendar`; immutable, knows no clock and no database.
The zone is Vietnam's (no daylight saving). Outside its range a calendar knows nothing: asking
there raises `OutsideCalendar`, because a guess of "weekdays only" would give false due dates.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# No calendar is longer: who decides on days off decides for a few years.
MOST_YEARS = 20
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


class WorktimeError(ValueError):
    """Working time can't be computed; the message is Vietnamese and says what to do."""


class CalendarIncomplete(WorktimeError):
    """The body lacks what every calendar needs: a range and at least one shift."""


class OutsideCalendar(WorktimeError):
    """The calendar ends before (or begins after) the day that is needed."""

    def __init__(self, day: date, first: date, last: date) -> None:
        self.day = day
        super().__init__(
            f"Lịch làm việc chưa có dữ liệu cho năm {day.year}: lịch chỉ có từ ngày "
            f"{first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}. Hãy bổ sung ngày nghỉ, ngày làm bù của "
            f"năm {day.year} vào lịch làm việc và ban hành lại."
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of working time of a day, in microseconds since midnight."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Microseconds of work."""
        return self.end - self.start


Shifts = tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class DayException:
    """A day off or a make-up day, by decision; `swapped_with` is the other day of a swap."""

    day: date
    works: bool
    name: str = ""
    swapped_with: date | None = None


@dataclass(frozen=True, slots=True)
class Conventions:
    """How days are counted; settings that people see.

    `count_from`: "next_day": the day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147
    khoản 2); "same_day": the day of receipt is day 1; "at_once": working time runs from the very
    moment (time of a step within the agency).
    `roll_calendar_days`: a last day that is a day off moves to the next working day (Điều 148
    khoản 6).
    `cutoff`: what comes after this local hour counts as received at the start of the next working
    day; None: until the end of the last shift.
    """

    count_from: str = "next_day"
    roll_calendar_days: bool = True
    cutoff: time | None = None

    def with_cutoff(self, text: str) -> "Conventions":
        """Give these conventions a procedure's cut-off hour ("15:00"; "" changes nothing)."""
        return replace(self, cutoff=time.fromisoformat(text)) if text else self


# How the time of a step within the agency is counted: from the very handing over.
WITHIN_AGENCY = Conventions(count_from="at_once")


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Every day of a range with its shifts. Build it with `from_body`."""

    first: date
    last: date
    week: Mapping[int, Shifts]
    exceptions: Mapping[date, DayException]
    conventions: Conventions = field(default_factory=Conventions)

    def shifts(self, day: date) -> Shifts:
        """Return the shifts of a day, in order; none on a day off. Raises `OutsideCalendar`."""
        self.require(day)
        index = self.index(day)
        if index < len(self.working_days) and self.working_days[index] == day:
            return self.day_shifts[index]
        return ()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the agency works on that day. Raises `OutsideCalendar`."""
        return bool(self.shifts(day))

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after `day`. Raises `OutsideCalendar`."""
        self.require(day)
        index = self.index(day)
        if index == len(self.working_days):
            self.require(self.last + _DAY)
        return self.working_days[index]

    def require(self, day: date) -> None:
        """Raise `OutsideCalendar` where the calendar knows nothing about the day."""
        if not self.first <= day <= self.last:
            raise OutsideCalendar(day, self.first, self.last)

    def index(self, day: date) -> int:
        """Count the working days before `day`."""
        return bisect_left(self.working_days, day)

    @cached_property
    def _worked(self) -> tuple[tuple[date, Shifts], ...]:
        days = []
        day = self.first
        while day <= self.last:
            shifts = self._shifts_by_rule(day)
            if shifts:
                days.append((day, shifts))
            day += _DAY
        return tuple(days)

    @cached_property
    def working_days(self) -> tuple[date, ...]:
        """All working days of the range, in order."""
        return tuple(day for day, _ in self._worked)

    @cached_property
    def day_shifts(self) -> tuple[Shifts, ...]:
        """The shifts of each of `working_days`."""
        return tuple(shifts for _, shifts in self._worked)

    @cached_property
    def day_lengths(self) -> tuple[int, ...]:
        """Microseconds of work in each of `working_days`."""
        return tuple(sum(shift.length for shift in shifts) for shifts in self.day_shifts)

    @cached_property
    def worked_before(self) -> tuple[int, ...]:
        """Microseconds of work before each of `working_days`, and in the whole range at the end."""
        sums = [0]
        for length in self.day_lengths:
            sums.append(sums[-1] + length)
        return tuple(sums)

    def _shifts_by_rule(self, day: date) -> Shifts:
        exception = self.exceptions.get(day)
        if exception is None:
            return self.week.get(day.isoweekday(), ())
        if not exception.works:
            return ()
        # A make-up day works the hours of the day that it replaces, else of a usual day.
        replaced = exception.swapped_with or day
        usual = self.week[min(self.week)]
        return self.week.get(replaced.isoweekday()) or self.week.get(day.isoweekday()) or usual


def from_body(body: Mapping[str, Any]) -> WorkCalendar:
    """Return the calendar that a body of kind `calendar` describes.

    Raises `CalendarIncomplete` where range or shifts are missing or can't be read (a draft).
    """
    try:
        first, last = date.fromisoformat(body["from"]), date.fromisoformat(body["to"])
    except (KeyError, ValueError):
        raise CalendarIncomplete(
            "Lịch làm việc chưa có ngày bắt đầu, ngày kết thúc. Hãy điền hai ngày này."
        ) from None
    week: dict[int, list[Shift]] = {}
    try:
        for row in body.get("shifts", ()):
            shift = Shift(_since_midnight(row["start"]), _since_midnight(row["end"]))
            if shift.length > 0:
                week.setdefault(int(row["weekday"]), []).append(shift)
        exceptions = {row.day: row for row in map(_exception, body.get("exceptions", ()))}
        cutoff = body.get("cutoff", "")
        conventions = Conventions(
            count_from=body.get("count_from", "next_day"),
            roll_calendar_days=body.get("roll_calendar_days", False),
            cutoff=time.fromisoformat(cutoff) if cutoff else None,
        )
    except (KeyError, ValueError):
        raise CalendarIncomplete(
            "Lịch làm việc còn ca làm việc hoặc ngày ngoại lệ chưa điền đủ. Hãy sửa lịch trước."
        ) from None
    if not week:
        raise CalendarIncomplete("Lịch làm việc chưa có ca làm việc nào. Hãy thêm ca làm việc.")
    return WorkCalendar(
        first,
        last,
        {weekday: _merged(shifts) for weekday, shifts in sorted(week.items())},
        exceptions,
        conventions,
    )


def at(day: date, microseconds: int) -> datetime:
    """Return the aware instant so many microseconds after the local midnight that begins `day`."""
    return datetime.combine(day, time(), ZONE) + microseconds * _MICROSECOND


def since_midnight(instant: datetime) -> int:
    """Return the microseconds between the local midnight and a local instant."""
    return (instant.replace(tzinfo=None) - datetime.combine(instant.date(), time())) // _MICROSECOND


def local(instant: datetime) -> datetime:
    """Return the instant on the wall clock of Vietnam; it must be aware."""
    if instant.tzinfo is None:
        raise ValueError("working time needs aware instants")
    return instant.astimezone(ZONE)


def _since_midnight(text: str) -> int:
    return since_midnight(datetime.combine(date.min, time.fromisoformat(text)))


def _exception(row: Mapping[str, Any]) -> DayException:
    swapped = row.get("swapped_with", "")
    return DayException(
        day=date.fromisoformat(row["date"]),
        works=row.get("kind") == "work",
        name=row.get("name", ""),
        swapped_with=date.fromisoformat(swapped) if swapped else None,
    )


def _merged(shifts: list[Shift]) -> Shifts:
    """In order, overlapping and touching ones as one: no minute is worked twice."""
    merged: list[Shift] = []
    for shift in sorted(shifts, key=lambda shift: shift.start):
        if merged and shift.start <= merged[-1].end:
            merged[-1] = Shift(merged[-1].start, max(merged[-1].end, shift.end))
        else:
            merged.append(shift)
    return tuple(merged)
