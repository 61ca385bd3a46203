"""Adding and measuring working time: one ledger for each unit, and its inverse.

A ledger says how much of a unit has passed between the moment of counting and an instant. `add`
looks for the earliest instant at which the ledger (without the pauses) shows the amount;
`measure` reads it. So `measure(a, add(a, x)) == x`, both are monotone, and a pause moves the due
date by exactly what would have been counted during it.

Receipt. What arrives after the cut-off hour, at or after the end of the last shift or on a day
off counts as received at the start of the next working day; what arrives before or between shifts
counts from the next shift of that day. At the cut-off hour itself it is still in time. That is
for every unit and comes first.

working_hour    runs from the moment of receipt through the shifts (Bộ luật Dân sự 2015, Điều 147
                khoản 1: a period in hours begins at its moment).
working_day     every working day is one day however long its shifts are, spread evenly over them:
                half of a day of 4 + 3.5 hours ends 3 h 45 min of work after its beginning. Days
                and hours are never converted. Counted by `Conventions.count_from`:
                next_day  day 0 is the day of receipt; n days end with the last shift of the n-th
                          working day after it (Điều 147 khoản 2).
                same_day  what is left of the day of receipt is day 1, spread evenly over what is
                          left; n days end with the last shift of the n-th working day.
                at_once   from the very moment, so one day later is the same point of the next
                          working day.
                0 days is "trong ngày làm việc": the end of the last shift of the day of receipt.
calendar_day    whole days after day 0, days off included (Điều 147 khoản 2, Điều 148 khoản 2);
                day 0 is the day of receipt, or the day before it with `same_day`.
calendar_month  the same day of the n-th month, or that month's last day (Điều 148 khoản 4).
                A last day that is a day off moves to the next working day where the calendar says
                so (Điều 148 khoản 6). Due at the end of that day's last shift; on a day off that
                does not move, at 23:59:59. Pauses are taken in whole days.

Pauses are pairs of instants. One that begins when the time is already over moves nothing.
"""

import calendar as gregorian
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from rules.worktime.calendar import (
    Conventions,
    WorkCalendar,
    WorktimeError,
    at,
    local,
    since_midnight,
)

Pause = tuple[datetime, datetime]
Lateness = Literal["", "cutoff", "after_hours", "day_off", "before_hours"]

# No amount reaches it: what is longer is no deadline that anybody means.
LIMIT = 10_000
_HOUR = 3_600_000_000
_PRECISION = Decimal("0.000001")
_LAST_SECOND = 24 * _HOUR - 1_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a thing counts as received (`at`, within or at the start of a shift), and why then."""

    arrived: datetime
    at: datetime
    why: Lateness


def receive(calendar: WorkCalendar, start: datetime, conventions: Conventions) -> Receipt:
    """Return when something that arrives at `start` counts as received.

    Raises `OutsideCalendar`.
    """
    arrived = local(start)
    day = arrived.date()
    shifts = calendar.shifts(day)
    moment = since_midnight(arrived)
    why: Lateness
    if not shifts:
        why = "day_off"
    elif moment >= shifts[-1].end:
        why = "after_hours"
    elif conventions.cutoff is not None and arrived.time() > conventions.cutoff:
        why = "cutoff"
    else:
        begin = next(max(shift.start, moment) for shift in shifts if moment < shift.end)
        return Receipt(arrived, at(day, begin), "" if begin == moment else "before_hours")
    day = calendar.next_working_day(day + timedelta(days=1))
    return Receipt(arrived, at(day, calendar.shifts(day)[0].start), why)


def add(
    calendar: WorkCalendar,
    start: datetime,
    amount: Decimal,
    unit: str,
    conventions: Conventions | None = None,
    *,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """Return when `amount` of `unit` (see `durations.UNITS`), counted from `start`, is over.

    Without `conventions` the calendar's own hold. `start` and `pauses` are aware; so is the
    answer, on Vietnam's clock, to the microsecond and never later than the exact point.
    Raises `OutsideCalendar`, and `WorktimeError` for an amount or a unit that can't be counted.
    """
    check(amount, unit)
    clock = _clock(calendar, start, Fraction(amount), unit, conventions)
    return clock.instant(_target(clock, Fraction(amount), pauses))


def last_day(
    calendar: WorkCalendar,
    start: datetime,
    amount: Decimal,
    unit: str,
    conventions: Conventions | None = None,
    *,
    pauses: Sequence[Pause] = (),
) -> date:
    """Return the last day that `add` counts, before a day off moves it to a working day."""
    check(amount, unit)
    clock = _clock(calendar, start, Fraction(amount), unit, conventions)
    return clock.last_day(_target(clock, Fraction(amount), pauses))


def measure(
    calendar: WorkCalendar,
    start: datetime,
    end: datetime,
    unit: str,
    conventions: Conventions | None = None,
    *,
    pauses: Sequence[Pause] = (),
) -> Decimal:
    """Return how much of `unit`, counted from `start`, is used at `end`; 0 before counting begins.

    Working units to six decimals, rounded up, so that a rest is never overstated; calendar units
    in whole days or months. Raises `OutsideCalendar` and `WorktimeError`.
    """
    check(Decimal(1), unit)
    clock = _clock(calendar, start, Fraction(1), unit, conventions)
    used = clock.elapsed(end)
    for begin, stop in merged(pauses):
        if begin < end:
            used -= clock.elapsed(min(stop, end)) - clock.elapsed(begin)
    return clock.reading(used)


def check(amount: Decimal, unit: str) -> None:
    """Raise `WorktimeError` where no deadline can be computed with this amount of this unit."""
    if unit == "day":
        raise WorktimeError(
            "Chưa rõ thời hạn tính theo ngày làm việc hay ngày theo lịch. Hãy chọn loại ngày."
        )
    if unit not in ("working_hour", "working_day", "calendar_day", "calendar_month"):
        raise WorktimeError("Thời hạn chưa có đơn vị tính. Hãy chọn giờ, ngày hoặc tháng.")
    if not amount.is_finite() or not 0 <= amount < LIMIT:
        raise WorktimeError("Số ngày, giờ hoặc tháng của thời hạn phải từ 0 đến dưới 10.000.")
    if unit.startswith("calendar_") and amount != amount.to_integral_value():
        raise WorktimeError(
            "Thời hạn theo ngày lịch hoặc tháng phải là số nguyên. Nếu cần nửa ngày, hãy dùng ngày "
            "làm việc; nếu cần một phần của tháng, hãy ghi số ngày."
        )


def merged(pauses: Sequence[Pause]) -> list[Pause]:
    """Return the pauses in order, overlapping ones as one: no moment is paused twice."""
    spans: list[Pause] = []
    for begin, end in sorted((local(begin), local(end)) for begin, end in pauses):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        elif begin < end:
            spans.append((begin, end))
    return spans


def due_on(calendar: WorkCalendar, day: date) -> datetime:
    """Return the end of a day: the end of its last shift, or its last second on a day off."""
    shifts = calendar.shifts(day)
    return at(day, shifts[-1].end if shifts else _LAST_SECOND)


@dataclass(frozen=True, slots=True)
class _WorkingClock:
    """The ledger of a working unit: `scale` is the calendar's count, `elapsed` the clock's own.

    The scale counts working days (or microseconds of work) since the calendar's first day.
    `zero` is where counting begins on it; up to `joins` it runs `stretch` times as fast (the rest
    of the day of receipt that is to be one whole day).
    """

    calendar: WorkCalendar
    hours: bool
    received: datetime
    zero: Fraction
    joins: Fraction
    stretch: Fraction
    within_the_day: bool

    def target(self, amount: Fraction) -> Fraction:
        if self.within_the_day:
            return self.elapsed(due_on(self.calendar, self.received.date()))
        return amount * _HOUR if self.hours else amount

    def elapsed(self, instant: datetime) -> Fraction:
        place = self.scale(local(instant))
        if place < self.joins:
            passed = (place - self.zero) * self.stretch
        else:
            passed = place - self.joins + (self.joins - self.zero) * self.stretch
        return max(Fraction(0), passed)

    def instant(self, amount: Fraction) -> datetime:
        if not amount:
            return self.received
        first = (self.joins - self.zero) * self.stretch
        if amount < first:
            place = self.zero + amount / self.stretch
        else:
            place = self.joins + amount - first
        return self._instant(place)

    def last_day(self, amount: Fraction) -> date:
        return self.instant(amount).date()

    def reading(self, used: Fraction) -> Decimal:
        amount = used / _HOUR if self.hours else used
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return _plain(exact.quantize(_PRECISION, ROUND_CEILING))

    def _instant(self, place: Fraction) -> datetime:
        """The earliest instant at this place of the scale, which is above 0."""
        calendar = self.calendar
        index = (bisect_left(calendar.worked_before, place) if self.hours else ceil(place)) - 1
        if index >= len(calendar.working_days):
            calendar.require(calendar.last + timedelta(days=1))
        if self.hours:
            done = floor(place - calendar.worked_before[index])
        else:
            done = floor((place - index) * calendar.day_lengths[index])
        for shift in calendar.day_shifts[index]:
            if done <= shift.length:
                break
            done -= shift.length
        return at(calendar.working_days[index], shift.start + done)

    def scale(self, instant: datetime) -> Fraction:
        """Where a local instant lies on the calendar's count."""
        calendar, day = self.calendar, instant.date()
        index, done = calendar.index(day), 0
        moment = since_midnight(instant)
        for shift in calendar.shifts(day):
            done += max(0, min(moment, shift.end) - shift.start)
        if self.hours:
            return Fraction(calendar.worked_before[index] + done)
        return index + (Fraction(done, calendar.day_lengths[index]) if done else Fraction(0))


@dataclass(frozen=True, slots=True)
class _CalendarClock:
    """The ledger of calendar days and months: whole days after day 0."""

    calendar: WorkCalendar
    months: bool
    received: date
    day_zero: date
    roll: bool

    def target(self, amount: Fraction) -> Fraction:
        if not self.months:
            return amount
        return Fraction((months_after(self.day_zero, int(amount)) - self.day_zero).days)

    def elapsed(self, instant: datetime) -> Fraction:
        return Fraction(max(0, (local(instant).date() - self.day_zero).days))

    def last_day(self, amount: Fraction) -> date:
        return max(self.received, self.day_zero + timedelta(days=int(amount)))

    def instant(self, amount: Fraction) -> datetime:
        day = self.last_day(amount)
        return due_on(self.calendar, self.calendar.next_working_day(day) if self.roll else day)

    def reading(self, used: Fraction) -> Decimal:
        if not self.months:
            return Decimal(int(used))
        reached = self.day_zero + timedelta(days=int(used))
        months = (reached.year - self.day_zero.year) * 12 + reached.month - self.day_zero.month
        return Decimal(months - (months_after(self.day_zero, months) > reached))


_Clock = _WorkingClock | _CalendarClock


def _target(clock: _Clock, amount: Fraction, pauses: Sequence[Pause]) -> Fraction:
    """What the ledger shows when the amount is over: the amount and what the pauses took."""
    target = clock.target(amount)
    for begin, end in merged(pauses):
        if begin >= clock.instant(target):
            break
        # A last day may have moved off a day off, so that a pause begins after all was counted.
        after = clock.elapsed(end)
        target = max(target + after - clock.elapsed(begin), after)
    return target


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day if it has no such day.

    Bộ luật Dân sự 2015, Điều 148 khoản 4.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _clock(
    calendar: WorkCalendar,
    start: datetime,
    amount: Fraction,
    unit: str,
    conventions: Conventions | None,
) -> _Clock:
    conventions = conventions or calendar.conventions
    received = receive(calendar, start, conventions).at
    day = received.date()
    if unit.startswith("calendar_"):
        day_zero = day - timedelta(days=conventions.count_from == "same_day")
        roll = conventions.roll_calendar_days
        return _CalendarClock(calendar, unit == "calendar_month", day, day_zero, roll)
    hours = unit == "working_hour"
    within_the_day = not hours and not amount
    begun = Fraction(0)
    clock = _WorkingClock(calendar, hours, received, begun, begun, Fraction(1), within_the_day)
    here = clock.scale(received)
    if hours or within_the_day or conventions.count_from == "at_once":
        return replace(clock, zero=here, joins=here)
    next_day = Fraction(calendar.index(day) + 1)
    if conventions.count_from == "same_day":
        return replace(clock, zero=here, joins=next_day, stretch=1 / (next_day - here))
    return replace(clock, zero=next_day, joins=next_day)


def _plain(amount: Decimal) -> Decimal:
    """Without idle zeros, and without an exponent for tens."""
    return amount.normalize() + Decimal(0)
