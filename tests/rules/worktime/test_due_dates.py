"""Due dates that anybody can check on a wall calendar."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from rules.worktime.arithmetic import add, measure, months_after, receive
from rules.worktime.calendar import (
    WITHIN_AGENCY,
    Conventions,
    OutsideCalendar,
    WorktimeError,
    from_body,
)

NEXT_DAY = Conventions("next_day", roll_calendar_days=True)
UNTIL_15 = NEXT_DAY.with_cutoff("15:00")
SAME_DAY = Conventions("same_day", roll_calendar_days=True)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "conventions", "due"),
    [
        # Before Quốc khánh 2026: Monday 31/8 is off against Saturday 22/8, then 1/9 and 2/9.
        ("28/08/2026 15:10", "3", "working_day", UNTIL_15, "08/09/2026 17:00"),
        ("28/08/2026 15:00", "3", "working_day", UNTIL_15, "07/09/2026 17:00"),
        ("28/08/2026 15:10", "3", "working_day", NEXT_DAY, "07/09/2026 17:00"),
        ("28/08/2026 15:10", "3", "working_day", SAME_DAY, "04/09/2026 17:00"),
        # "Trong ngày làm việc", and what comes too late for it.
        ("27/08/2026 09:00", "0", "working_day", UNTIL_15, "27/08/2026 17:00"),
        ("27/08/2026 15:30", "0", "working_day", UNTIL_15, "28/08/2026 17:00"),
        ("27/08/2026 09:00", "0", "working_day", SAME_DAY, "27/08/2026 17:00"),
        ("27/08/2026 09:00", "0", "working_day", WITHIN_AGENCY, "27/08/2026 17:00"),
        # Half days are halves of the shift time, 3 h 45 min of 7 h 30 min.
        ("24/08/2026 09:00", "0.5", "working_day", NEXT_DAY, "25/08/2026 11:15"),
        ("24/08/2026 09:00", "1.5", "working_day", NEXT_DAY, "26/08/2026 11:15"),
        ("24/08/2026 07:30", "0.5", "working_day", WITHIN_AGENCY, "24/08/2026 11:15"),
        ("24/08/2026 09:00", "0.5", "working_day", WITHIN_AGENCY, "24/08/2026 14:45"),
        ("24/08/2026 16:00", "1", "working_day", WITHIN_AGENCY, "25/08/2026 16:00"),
        # What is left of the day of receipt is day 1: half of 3 h 30 min.
        ("24/08/2026 13:30", "0.5", "working_day", SAME_DAY, "24/08/2026 15:15"),
        # The make-up Saturday counts like the Monday that it replaces.
        ("20/08/2026 09:00", "2", "working_day", NEXT_DAY, "22/08/2026 17:00"),
        ("21/08/2026 16:30", "1", "working_hour", NEXT_DAY, "22/08/2026 08:00"),
        # Hours run from the moment, over lunch and nights.
        ("24/08/2026 11:00", "1", "working_hour", NEXT_DAY, "24/08/2026 14:00"),
        ("24/08/2026 12:00", "4", "working_hour", NEXT_DAY, "25/08/2026 08:00"),
        ("24/08/2026 15:10", "1", "working_hour", UNTIL_15, "25/08/2026 08:30"),
        # Outside working hours.
        ("24/08/2026 06:00", "1", "working_hour", NEXT_DAY, "24/08/2026 08:30"),
        ("24/08/2026 17:00", "1", "working_day", NEXT_DAY, "26/08/2026 17:00"),
        ("29/08/2026 09:00", "1", "working_day", NEXT_DAY, "04/09/2026 17:00"),
        # Calendar days: the day of receipt is not counted, a last day off moves on.
        ("20/08/2026 09:00", "5", "calendar_day", NEXT_DAY, "25/08/2026 17:00"),
        ("20/08/2026 09:00", "10", "calendar_day", NEXT_DAY, "03/09/2026 17:00"),
        ("20/08/2026 09:00", "5", "calendar_day", SAME_DAY, "24/08/2026 17:00"),
        # Months: the same day, or the last one; leap day; moved off a day off.
        ("15/06/2026 09:00", "2", "calendar_month", NEXT_DAY, "17/08/2026 17:00"),
        ("31/03/2026 09:00", "3", "calendar_month", NEXT_DAY, "30/06/2026 17:00"),
        ("31/12/2026 09:00", "2", "calendar_month", NEXT_DAY, "01/03/2027 17:00"),
    ],
)
def test_it_is_due(national, on, start, amount, unit, conventions, due):
    assert add(national, on(start), Decimal(amount), unit, conventions) == on(due)


def test_it_ends_on_the_leap_day() -> None:
    year = {"from": "2028-01-01", "to": "2028-12-31"}
    shifts = [{"id": "a", "weekday": day, "start": "08:00", "end": "16:00"} for day in range(1, 8)]
    calendar = from_body({**year, "shifts": shifts})
    start = datetime(2028, 1, 31, 2, tzinfo=UTC)
    assert f"{add(calendar, start, Decimal(1), 'calendar_month'):%d/%m/%Y}" == "29/02/2028"
    assert f"{add(calendar, start, Decimal(29), 'calendar_day'):%d/%m/%Y}" == "29/02/2028"


def test_it_stays_on_a_day_off_where_the_calendar_says_so(national, on):
    staying = Conventions(roll_calendar_days=False)
    due = add(national, on("20/08/2026 09:00"), Decimal(12), "calendar_day", staying)
    assert f"{due:%d/%m/%Y %H:%M:%S}" == "01/09/2026 23:59:59"


def test_a_half_day_is_half_of_that_day(national_body, on):
    """A Saturday of four hours is a whole working day; half of it is two hours."""
    saturday = {"id": "t7", "weekday": 6, "start": "07:30", "end": "11:30"}
    calendar = from_body({**national_body, "shifts": [*national_body["shifts"], saturday]})
    friday = on("24/07/2026 09:00")
    assert add(calendar, friday, Decimal("0.5"), "working_day", NEXT_DAY) == on("25/07/2026 09:30")
    assert add(calendar, friday, Decimal(1), "working_day", NEXT_DAY) == on("25/07/2026 11:30")
    assert add(calendar, friday, Decimal(4), "working_hour", NEXT_DAY) == on("24/07/2026 15:00")


def test_a_suspended_case_goes_on_where_it_stopped(national, on):
    start = on("17/08/2026 09:00")
    pause = (on("19/08/2026 09:30"), on("25/08/2026 09:30"))
    assert add(national, start, Decimal(3), "working_day") == on("20/08/2026 17:00")
    # Tue, part of Wed before 09:30; then the rest of that day from Tue 25/8 09:30.
    due = add(national, start, Decimal(3), "working_day", pauses=[pause])
    assert due == on("26/08/2026 17:00")
    assert measure(national, start, pause[1], "working_day", pauses=[pause]) == measure(
        national, start, pause[0], "working_day"
    )


def test_a_pause_outside_working_time_or_after_the_end_moves_nothing(national, on):
    start, amount = on("17/08/2026 09:00"), Decimal(3)
    plain = add(national, start, amount, "working_day")
    lunch = (on("18/08/2026 11:30"), on("18/08/2026 13:30"))
    overdue = (on("20/08/2026 17:00"), on("25/08/2026 09:00"))
    assert add(national, start, amount, "working_day", pauses=[lunch, overdue]) == plain


def test_calendar_days_are_paused_in_whole_days(national, on):
    pause = (on("04/08/2026 10:00"), on("07/08/2026 08:00"))
    start, ten = on("03/08/2026 09:00"), Decimal(10)
    assert add(national, start, ten, "calendar_day") == on("13/08/2026 17:00")
    assert add(national, start, ten, "calendar_day", pauses=[pause]) == on("17/08/2026 17:00")


def test_a_pause_that_begins_on_the_weekend_a_deadline_moved_over_still_holds(national, on):
    start = on("10/08/2026 09:00")  # five days end on Saturday, so on Monday 17/8
    pause = (on("16/08/2026 10:00"), on("19/08/2026 10:00"))
    due = add(national, start, Decimal(5), "calendar_day", pauses=[pause])
    assert due == on("19/08/2026 17:00")


def test_the_variant_changes_from_the_original_start(national, on):
    """Start and pauses are instants, so another unit can be counted over them."""
    start, pause = on("03/08/2026 09:00"), (on("04/08/2026 09:00"), on("06/08/2026 09:00"))
    for amount, unit, due in (
        (3, "working_day", "10/08/2026 17:00"),
        (8, "working_day", "17/08/2026 17:00"),
        (20, "calendar_day", "25/08/2026 17:00"),
    ):
        assert add(national, start, Decimal(amount), unit, pauses=[pause]) == on(due)


def test_answers_are_on_vietnamese_clocks_whatever_zone_asks(national):
    asked = datetime(2026, 8, 28, 8, 10, tzinfo=UTC)  # 15:10 in Vietnam
    due = add(national, asked, Decimal(3), "working_day", UNTIL_15)
    assert due.isoformat() == "2026-09-08T17:00:00+07:00"


def test_a_naive_instant_is_a_mistake(national):
    with pytest.raises(ValueError, match="aware"):
        add(national, datetime.fromisoformat("2026-08-28T09:00"), Decimal(1), "working_day")


@pytest.mark.parametrize(
    ("start", "why", "counts_from"),
    [
        ("24/08/2026 09:00", "", "24/08/2026 09:00"),
        ("24/08/2026 07:00", "before_hours", "24/08/2026 07:30"),
        ("24/08/2026 11:30", "before_hours", "24/08/2026 13:30"),
        ("24/08/2026 15:01", "cutoff", "25/08/2026 07:30"),
        ("24/08/2026 17:00", "after_hours", "25/08/2026 07:30"),
        ("31/08/2026 09:00", "day_off", "03/09/2026 07:30"),
    ],
)
def test_receipt(national, on, start, why, counts_from):
    receipt = receive(national, on(start), Conventions(cutoff=time(15)))
    assert (receipt.why, receipt.at) == (why, on(counts_from))


def test_outside_the_calendar_it_refuses_and_says_what_to_do(national, on):
    units = {"working_day": 3, "working_hour": 24, "calendar_day": 3, "calendar_month": 1}
    for start, year in (("30/12/2027 09:00", 2028), ("01/12/2024 09:00", 2024)):
        for unit, amount in units.items():
            with pytest.raises(OutsideCalendar, match=f"năm {year}.*Hãy bổ sung"):
                add(national, on(start), Decimal(amount), unit)
    with pytest.raises(OutsideCalendar, match="2028"):
        measure(national, on("30/12/2027 09:00"), on("03/01/2028 09:00"), "working_day")


def test_the_last_moment_of_the_calendar_is_still_inside(national, on):
    due = add(national, on("30/12/2027 09:00"), Decimal(1), "working_day")
    assert due == on("31/12/2027 17:00")


@pytest.mark.parametrize(
    ("amount", "unit", "sentence"),
    [
        ("3", "day", "Chưa rõ"),
        ("3", "", "đơn vị"),
        ("0.5", "calendar_day", "số nguyên"),
        ("1.5", "calendar_month", "số nguyên"),
        ("-1", "working_day", "từ 0"),
        ("100000000000000001", "working_day", "từ 0"),
        ("NaN", "working_hour", "từ 0"),
    ],
)
def test_what_cannot_be_counted_is_refused(national, on, amount, unit, sentence):
    with pytest.raises(WorktimeError, match=sentence):
        add(national, on("24/08/2026 09:00"), Decimal(amount), unit)


def test_nothing_is_used_before_counting_begins(national, on):
    start = on("24/08/2026 09:00")
    assert measure(national, start, on("24/08/2026 17:00"), "working_day") == 0
    assert measure(national, start, on("20/08/2026 09:00"), "working_hour") == 0
    assert str(measure(national, start, on("08/09/2026 17:00"), "working_day")) == "8"


def test_months_end_where_the_month_ends() -> None:
    assert months_after(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 30), 14) == date(2028, 1, 30)
