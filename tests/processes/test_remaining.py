"""How long is left until a deadline, as people say it: in working days of the agency's calendar."""

import pytest

from processes.clocks.remaining import remaining
from rules.worktime import WorkCalendar, from_body
from tests import factories

# Off: Monday 27/04, Thursday 30/04, Friday 01/05, and every weekend.
WORK = from_body(factories.calendar_body())


@pytest.mark.parametrize(
    ("due", "at", "words", "tone"),
    [
        ("2026-04-24 17:00", "2026-04-24 09:00", "hôm nay, 17:00", "wait"),
        ("2026-04-24 09:00", "2026-04-24 09:01", "trễ từ 09:00 hôm nay", "late"),
        # Over the weekend and a day off nothing is counted.
        ("2026-04-24 17:00", "2026-04-27 09:00", "trễ dưới 1 ngày làm việc", "late"),
        ("2026-04-24 17:00", "2026-04-28 09:00", "trễ 1 ngày làm việc", "late"),
        ("2026-04-28 17:00", "2026-04-24 09:00", "còn 1 ngày làm việc", "wait"),
        ("2026-05-04 17:00", "2026-04-24 09:00", "còn 3 ngày làm việc", None),
        ("2026-05-04 17:00", "2026-05-15 09:00", "trễ 9 ngày làm việc", "late"),
        # A day off may be a deadline where the calendar does not move it.
        ("2026-04-26 23:59", "2026-04-25 09:00", "còn dưới 1 ngày làm việc", "wait"),
    ],
)
def test_working_days_are_counted(due: str, at: str, words: str, tone: str | None) -> None:
    left = remaining(factories.at(due), WORK, factories.at(at))
    assert (left.words, left.tone) == (words, tone)


@pytest.mark.parametrize(
    ("work", "due", "at"),
    [
        (None, "2026-04-29 17:00", "2026-04-24 09:00"),
        (WORK, "2028-01-05 17:00", "2027-12-31 09:00"),
    ],
)
def test_without_a_calendar_for_them_days_are_days(
    work: WorkCalendar | None, due: str, at: str
) -> None:
    assert remaining(factories.at(due), work, factories.at(at)).words == "còn 5 ngày"
