"""How far a deadline is, in working days and in words."""

import pytest

from processes.clocks.remaining import remaining
from rules.worktime import from_body
from tests import factories

at = factories.at
WORK = from_body(factories.calendar_body(**{"from": "2026-01-01", "to": "2026-12-31"}))
# A Friday.
NOW = at("2026-04-24 10:00")


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        ("2026-04-24 17:00", "hôm nay, 17:00", "wait"),
        ("2026-04-24 09:30", "trễ từ 09:30 hôm nay", "late"),
        # The week-end, and the holiday on Monday, are no time left.
        ("2026-04-28 09:00", "còn 1 ngày làm việc", "wait"),
        ("2026-04-29 17:00", "còn 2 ngày làm việc", None),
        ("2026-04-23 17:00", "trễ 1 ngày làm việc", "late"),
        ("2026-04-20 17:00", "trễ 4 ngày làm việc", "late"),
        ("2026-04-25 09:00", "còn dưới 1 ngày làm việc", "wait"),
        # What the calendar does not know is counted as it comes.
        ("2027-01-04 09:00", "còn 255 ngày", None),
    ],
)
def test_working_days_are_counted_and_said(due: str, words: str, tone: str | None) -> None:
    left = remaining(at(due), WORK, NOW)
    assert (left.words, left.tone) == (words, tone)


def test_late_since_a_day_off_is_less_than_a_day() -> None:
    left = remaining(at("2026-04-25 09:00"), WORK, at("2026-04-26 09:00"))
    assert (left.words, left.late) == ("trễ dưới 1 ngày làm việc", True)


def test_without_a_calendar_days_are_days() -> None:
    assert remaining(at("2026-04-27 09:00"), None, NOW).words == "còn 3 ngày"
    assert remaining(at("2026-04-17 09:00"), None, NOW).words == "trễ 7 ngày"
