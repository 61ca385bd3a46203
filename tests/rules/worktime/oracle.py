"""Working time once more, as slowly and plainly as can be: minute by minute, day by day.

Written from the conventions alone, not from the product's code: it reads the body itself, keeps no
tables and knows no ledger. Instants are naive Vietnamese wall clock times on whole minutes.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
Pauses = list[tuple[datetime, datetime]]


def shifts_on(body: dict[str, Any], day: date) -> list[tuple[time, time]]:
    weekday = day.isoweekday()
    for row in body["exceptions"]:
        if row["date"] == day.isoformat():
            if row["kind"] == "off":
                return []
            candidates = [date.fromisoformat(row.get("swapped_with", row["date"])).isoweekday()]
            candidates += [weekday, 1, 2, 3, 4, 5, 6, 7]
            having = {shift["weekday"] for shift in body["shifts"]}
            weekday = next(candidate for candidate in candidates if candidate in having)
    return [
        (time.fromisoformat(row["start"]), time.fromisoformat(row["end"]))
        for row in body["shifts"]
        if row["weekday"] == weekday
    ]


def minutes_of(body: dict[str, Any], day: date) -> list[datetime]:
    """The minutes of a day that are worked."""
    begin, shifts = datetime.combine(day, time()), shifts_on(body, day)
    minutes = [begin + number * MINUTE for number in range(24 * 60)]
    return [
        minute for minute in minutes if any(start <= minute.time() < end for start, end in shifts)
    ]


def received(body: dict[str, Any], start: datetime) -> datetime:
    left = [minute for minute in minutes_of(body, start.date()) if minute >= start]
    cutoff = body.get("cutoff")
    late = cutoff is not None and start.time() > time.fromisoformat(cutoff)
    if left and not late:
        return left[0]
    day = start.date() + DAY
    while not minutes_of(body, day):
        day += DAY
    return minutes_of(body, day)[0]


def add(
    body: dict[str, Any], start: datetime, amount: Fraction, unit: str, pauses: Pauses
) -> datetime:
    if unit in ("calendar_day", "calendar_month"):
        return _add_calendar(body, start, int(amount), unit, pauses)
    begin = received(body, start)
    count_from = body["count_from"]
    if unit == "working_day" and amount == 0:
        amount, count_from = Fraction(1), "same_day"
    left = amount
    day = begin.date()
    if left == 0:
        return begin
    while True:
        minutes = minutes_of(body, day)
        weight = Fraction(1, 60)
        if unit == "working_day" and minutes:
            weight = Fraction(1, len(minutes))
            if day == begin.date() and count_from == "next_day":
                weight = Fraction(0)
            if day == begin.date() and count_from == "same_day":
                weight = Fraction(1, len([minute for minute in minutes if minute >= begin]))
        for minute in minutes:
            if minute < begin or not weight or any(s <= minute < e for s, e in pauses):
                continue
            if left <= weight:
                return minute + (left / weight).numerator * MINUTE / (left / weight).denominator
            left -= weight
        day += DAY


def _add_calendar(
    body: dict[str, Any], start: datetime, amount: int, unit: str, pauses: Pauses
) -> datetime:
    receipt = received(body, start).date()
    day = receipt - DAY if body["count_from"] == "same_day" else receipt
    if unit == "calendar_month":
        goal = day
        for _ in range(amount):
            goal = (goal.replace(day=1) + timedelta(days=31)).replace(day=1)
        goal = goal.replace(day=min(day.day, monthrange(goal.year, goal.month)[1]))
        amount = (goal - day).days
    while amount:
        day += DAY
        midnight = datetime.combine(day, time())
        if not any(begin < midnight <= end for begin, end in pauses):
            amount -= 1
    day = max(day, receipt)
    while True:
        due = _close(body, day)
        moved = [end for begin, end in pauses if begin < due and end.date() > day]
        if not moved:
            return due
        day = min(moved).date()


def _close(body: dict[str, Any], day: date) -> datetime:
    while body.get("roll_calendar_days") and not shifts_on(body, day):
        day += DAY
    shifts = shifts_on(body, day)
    return datetime.combine(day, max(end for _, end in shifts) if shifts else time(23, 59, 59))
