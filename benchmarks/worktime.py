"""How many times faster working time is computed than by the slow oracle of the tests.

Run `python -m benchmarks.worktime`. A ratio, not a time: it means the same on every machine.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from time import perf_counter

from rules.worktime.arithmetic import add
from rules.worktime.calendar import ZONE, from_body
from rules.worktime.explain import explain
from tests.rules.worktime import oracle

NATIONAL = Path(__file__).parent.parent / "fixtures" / "calendars" / "national.json"
START = datetime(2026, 1, 5, 8, tzinfo=ZONE)
QUESTIONS = [
    (START + timedelta(days=number, minutes=37 * number), amount, unit)
    for number, (amount, unit) in enumerate(
        [
            ("0.5", "working_day"),
            ("3", "working_day"),
            ("12", "working_hour"),
            ("25", "calendar_day"),
            ("2", "calendar_month"),
            ("20", "working_day"),
        ]
        * 2
    )
]


def seconds_each(answer: Callable[[datetime, str, str], object], least: float) -> float:
    """Return the mean seconds for one question, asked over and over, `least` seconds at least."""
    begin, asked = perf_counter(), 0
    while perf_counter() - begin < least:
        for start, amount, unit in QUESTIONS:
            answer(start, amount, unit)
        asked += len(QUESTIONS)
    return (perf_counter() - begin) / asked


def main() -> None:
    """Print the ratios."""
    body = json.loads(NATIONAL.read_text(encoding="utf-8"))["body"]
    calendar = from_body(body)
    for start, amount, unit in QUESTIONS:  # both must say the same, or the ratio means nothing
        slow = oracle.add(body, start.replace(tzinfo=None), Fraction(amount), unit, [])
        assert add(calendar, start, Decimal(amount), unit).replace(tzinfo=None) == slow
    slow_each = seconds_each(
        lambda start, amount, unit: oracle.add(
            body, start.replace(tzinfo=None), Fraction(amount), unit, []
        ),
        1.0,
    )
    fast_each = seconds_each(
        lambda start, amount, unit: add(calendar, start, Decimal(amount), unit), 1.0
    )
    told_each = seconds_each(
        lambda start, amount, unit: explain(calendar, start, Decimal(amount), unit), 1.0
    )
    print(f"add: {slow_each / fast_each:,.0f} times the oracle")
    print(f"explain: {slow_each / told_each:,.0f} times the oracle")
    built = seconds_each(lambda *_: from_body(body).working_days, 0.5)
    print(f"reading a calendar of three years costs {built / fast_each:,.0f} additions")


if __name__ == "__main__":
    main()
