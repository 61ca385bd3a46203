"""Calendars, instants and pauses to try the arithmetic on."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from rules.worktime.calendar import ZONE

FIRST = date(2026, 1, 1)
DAYS = 700

_FIVE_MINUTES = st.integers(6 * 12, 20 * 12)


def _hour(fives: int) -> str:
    return f"{fives // 12:02}:{fives % 12 * 5:02}"


@st.composite
def _shifts(draw: st.DrawFn, weekday: int) -> list[dict[str, Any]]:
    marks = draw(st.lists(_FIVE_MINUTES, min_size=2, max_size=6, unique=True).map(sorted))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [
        {"id": f"{weekday}-{start}", "weekday": weekday, "start": _hour(start), "end": _hour(end)}
        for start, end in pairs
    ]


@st.composite
def bodies(draw: st.DrawFn, count_from: str = "") -> dict[str, Any]:
    """A calendar body of 700 days with uneven days, holidays and make-up days."""
    weekdays = draw(st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True).map(sorted))
    days = draw(st.lists(st.integers(0, 100), max_size=12, unique=True))
    exceptions = []
    for number in days:
        row = {
            "id": str(number),
            "date": (FIRST + timedelta(days=number)).isoformat(),
            "kind": draw(st.sampled_from(["off", "work"])),
            "name": "Ngày lễ",
        }
        if draw(st.booleans()):
            row["swapped_with"] = (FIRST + timedelta(days=draw(st.integers(0, 100)))).isoformat()
        exceptions.append(row)
    body = {
        "from": FIRST.isoformat(),
        "to": (FIRST + timedelta(days=DAYS)).isoformat(),
        "shifts": [row for weekday in weekdays for row in draw(_shifts(weekday))],
        "exceptions": exceptions,
        "count_from": count_from or draw(st.sampled_from(["next_day", "same_day", "at_once"])),
        "roll_calendar_days": draw(st.booleans()),
    }
    if draw(st.booleans()):
        body["cutoff"] = _hour(draw(_FIVE_MINUTES))
    return body


def instants(days: int = 60) -> st.SearchStrategy[datetime]:
    """Aware, on whole minutes, in the first days of the calendar."""
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE)
    return st.integers(0, days * 24 * 60).map(lambda minutes: begin + timedelta(minutes=minutes))


def amounts(unit: str, least: str = "0.01") -> st.SearchStrategy[Decimal]:
    """Amounts that the unit can have: hundredths of working units, whole calendar units."""
    if unit == "calendar_month":
        return st.integers(1, 6).map(Decimal)
    if unit == "calendar_day":
        return st.integers(1, 60).map(Decimal)
    return st.decimals(Decimal(least), Decimal(6), places=2)


@st.composite
def pause_lists(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    """Pauses that neither touch nor overlap, in order."""
    marks = draw(st.lists(instants(90), max_size=6, unique=True).map(sorted))
    return list(zip(marks[::2], marks[1::2], strict=False))
