"""Working time on the calendar that the caller gives: days, hours, what comes so long after.

All of it is `rules.worktime.arithmetic`, by the conventions of that calendar: from a day on is
counted as from papers that came in that morning, up to a day is counted to the end of its last
shift. Beyond the calendar's range nothing comes out.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar

from rules.engine.functions.moments import ZONE
from rules.engine.functions.parameters import CALENDAR, DAY, INSTANT, MOMENT, NUMBER
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator
from rules.worktime import WorkCalendar, WorktimeError, arithmetic

Given = TypeVar("Given", bound=Callable[..., Any])


def _on_calendar(count: Given) -> Given:
    """What working time can't say is incalculable, in its own words."""

    @wraps(count)
    def counted(*values: Any) -> Any:
        try:
            return count(*values)
        except (WorktimeError, OverflowError) as error:
            raise Incalculable(str(error)) from None

    return counted  # type: ignore[return-value]


def _start(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), ZONE)


def _end(calendar: WorkCalendar, moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else arithmetic.due_on(calendar, moment)


def _plain(amount: Decimal) -> int | Decimal:
    return int(amount) if amount == amount.to_integral_value() else amount


@_on_calendar
def working_days_between(
    start: date | datetime, end: date | datetime, calendar: WorkCalendar
) -> int | Decimal:
    """Return the working days that are over at `end`, counted from `start`; below 0 backwards."""
    if _end(calendar, end) < _start(start):
        return -working_days_between(end, start, calendar)
    return _plain(arithmetic.measure(calendar, _start(start), _end(calendar, end), "working_day"))


@_on_calendar
def working_hours_between(start: datetime, end: datetime, calendar: WorkCalendar) -> int | Decimal:
    """Return the working hours between two instants; below 0 backwards."""
    if end < start:
        return -working_hours_between(end, start, calendar)
    return _plain(arithmetic.measure(calendar, start, end, "working_hour"))


@_on_calendar
def plus_working_days(start: date | datetime, amount: int | Decimal, calendar: WorkCalendar) -> str:
    """Return the day on which so many working days, counted from `start`, are over."""
    due = arithmetic.add(calendar, _start(start), Decimal(amount), "working_day")
    return due.date().isoformat()


@_on_calendar
def plus_working_hours(start: datetime, amount: int | Decimal, calendar: WorkCalendar) -> datetime:
    """Return the instant at which so many working hours, counted from `start`, are over."""
    return arithmetic.add(calendar, start, Decimal(amount), "working_hour")


@_on_calendar
def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Tell whether the agency works on the day."""
    return calendar.is_working_day(day)


@_on_calendar
def next_working_day(day: date, calendar: WorkCalendar) -> str:
    """Return the first working day after a day."""
    return calendar.next_working_day(day + timedelta(days=1)).isoformat()


def _counted(code: str, label: str, takes: tuple[Any, ...], **given: Any) -> Operator:
    return Operator(
        code, "function", label, len(takes), len(takes),
        takes=(*takes, CALENDAR), given="work_calendar",
        note="on the calendar of the caller", steps=600, **given,
    )  # fmt: skip


OPERATORS = (
    _counted(
        "working_days_between", "số ngày làm việc", (MOMENT, MOMENT),
        gives="number", calculate=working_days_between, says="số ngày làm việc từ {0} đến {1}",
    ),
    _counted(
        "working_hours_between", "số giờ làm việc", (INSTANT, INSTANT),
        gives="number", calculate=working_hours_between, says="số giờ làm việc từ {0} đến {1}",
    ),
    _counted(
        "plus_working_days", "cộng ngày làm việc", (MOMENT, NUMBER),
        gives="date", calculate=plus_working_days, says="{0} cộng {1} ngày làm việc",
    ),
    _counted(
        "plus_working_hours", "cộng giờ làm việc", (INSTANT, NUMBER),
        gives="instant", calculate=plus_working_hours, says="{0} cộng {1} giờ làm việc",
    ),
    _counted(
        "is_working_day", "là ngày làm việc", (DAY,),
        calculate=is_working_day, says="{0} là ngày làm việc",
    ),
    _counted(
        "next_working_day", "ngày làm việc kế tiếp", (DAY,),
        gives="date", calculate=next_working_day, says="ngày làm việc kế tiếp sau {0}",
    ),
)  # fmt: skip
