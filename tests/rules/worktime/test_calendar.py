"""What a calendar body says about days, and the national calendar that is shipped."""

from datetime import date, timedelta

import pytest

from rules.worktime.calendar import CalendarIncomplete, OutsideCalendar, from_body

DAY = timedelta(days=1)
HOLIDAYS_ON_WORKDAYS = {
    # Counted by hand: Tết Dương lịch, Tết (5), Giỗ Tổ, 30/4, 1/5, the swapped 2/5, Quốc khánh (2).
    2025: 12,
    # … the swapped 2/1 and 31/8, Giỗ Tổ by compensation, and Ngày Văn hóa Việt Nam.
    2026: 14,
    # … Tết (two of its days by compensation), 1/5 by compensation, no swap announced.
    2027: 12,
}
MAKE_UP_SATURDAYS = {2025: 1, 2026: 2, 2027: 0}


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_national_year_has_as_many_working_days_as_by_hand(national, year):
    days = [date(year, 1, 1) + number * DAY for number in range(365)]
    weekdays = sum(day.isoweekday() <= 5 for day in days)
    worked = sum(national.is_working_day(day) for day in days)
    assert worked == weekdays - HOLIDAYS_ON_WORKDAYS[year] + MAKE_UP_SATURDAYS[year]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-24", True),
        ("2025-01-27", False),
        ("2025-01-31", False),
        ("2025-02-03", True),
        ("2025-04-07", False),
        ("2025-04-26", True),
        ("2025-05-02", False),
        ("2025-09-01", False),
        ("2025-09-02", False),
        ("2025-09-03", True),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-02-13", True),
        ("2026-02-16", False),
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-09-02", False),
        ("2026-09-03", True),
        ("2027-02-04", False),
        ("2027-02-10", False),
        ("2027-02-11", True),
        ("2027-05-03", False),
        ("2027-09-03", False),
    ],
)
def test_the_national_days(national, day, works):
    assert national.is_working_day(date.fromisoformat(day)) is works


def test_every_swap_of_the_national_calendar_has_both_days(national):
    for exception in national.exceptions.values():
        if exception.swapped_with:
            other = national.exceptions[exception.swapped_with]
            assert other.swapped_with == exception.day and other.works != exception.works


def test_a_make_up_day_works_the_hours_of_the_day_it_replaces():
    body = {
        "from": "2026-08-01",
        "to": "2026-08-31",
        "shifts": [
            {"id": "1", "weekday": 1, "start": "08:00", "end": "12:00"},
            {"id": "2", "weekday": 2, "start": "09:00", "end": "17:00"},
        ],
        "exceptions": [
            {"id": "a", "date": "2026-08-22", "kind": "work", "swapped_with": "2026-08-25"},
            {"id": "b", "date": "2026-08-25", "kind": "off", "swapped_with": "2026-08-22"},
            {"id": "c", "date": "2026-08-29", "kind": "work"},
        ],
    }
    calendar = from_body(body)
    assert calendar.shifts(date(2026, 8, 22)) == calendar.shifts(date(2026, 8, 18))
    assert calendar.shifts(date(2026, 8, 29)) == calendar.shifts(date(2026, 8, 17))
    assert calendar.shifts(date(2026, 8, 25)) == ()


def test_overlapping_shifts_are_worked_once():
    rows = [("08:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")]
    shifts = [{"id": start, "weekday": 1, "start": start, "end": end} for start, end in rows]
    calendar = from_body({"from": "2026-08-01", "to": "2026-08-31", "shifts": shifts})
    (shift,) = calendar.shifts(date(2026, 8, 3))
    assert shift.length == 6 * 3_600_000_000


@pytest.mark.parametrize("day", ["2024-12-31", "2028-01-01", "2040-06-01"])
def test_it_never_guesses_outside_its_range(national, day):
    with pytest.raises(OutsideCalendar, match=f"năm {day[:4]}.*01/01/2025.*31/12/2027"):
        national.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"from": "2026-01-01", "to": "2026-12-31"},
        {"from": "2026-01-01", "to": "hết năm"},
        {"from": "2026-01-01", "to": "2026-12-31", "shifts": [{"id": "a", "weekday": 1}]},
        {
            "from": "2026-01-01",
            "to": "2026-12-31",
            "shifts": [{"id": "a", "weekday": 1, "start": "7h30", "end": "11h30"}],
        },
    ],
)
def test_an_unfinished_calendar_is_refused(body):
    with pytest.raises(CalendarIncomplete, match="Hãy"):
        from_body(body)
