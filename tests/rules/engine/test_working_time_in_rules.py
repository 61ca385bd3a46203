"""Working time in rules: counted on the calendar that the caller gives, never on a guess."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine import UNKNOWN, compile_rule, describe, lacking
from rules.kinds.calendar import initial
from rules.worktime import arithmetic, from_body
from rules.worktime.calendar import ZONE
from tests.rules.engine.inputs import INPUTS, var

YEAR = {
    **initial(),
    "from": "2026-01-01",
    "to": "2026-12-31",
    "exceptions": [
        {"id": "a", "date": "2026-04-30", "kind": "off"},
        {"id": "b", "date": "2026-05-01", "kind": "off"},
        {"id": "c", "date": "2026-05-09", "kind": "work"},
    ],
}
CALENDAR = from_body(YEAR)
INPUTS = {**INPUTS, "sent": {"type": "instant", "label": "Lúc gửi"}}
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
counts = st.integers(1, 40)


def value(logic, calendar=CALENDAR, **data):
    return compile_rule(logic, INPUTS)({**data, "work_calendar": lambda: calendar})


LATE = {">": [{"working_days_between": [var("filed"), var("decided")]}, 5]}


def test_days_off_are_not_counted():
    between = {"working_days_between": [var("filed"), var("decided")]}
    assert value(between, filed="2026-04-29", decided="2026-05-04") == 1
    assert value(between, filed="2026-05-08", decided="2026-05-09") == 1
    assert value(between, filed="2026-05-04", decided="2026-04-29") == -1
    assert value({"is_working_day": var("filed")}, filed="2026-05-09") is True
    assert value({"is_working_day": var("filed")}, filed="2026-05-01") is False
    assert value({"next_working_day": var("filed")}, filed="2026-04-29") == "2026-05-04"


@given(days, counts)
def test_it_counts_as_deadlines_do(day, count):
    due = value({"plus_working_days": [var("filed"), count]}, filed=day.isoformat())
    if due is UNKNOWN:
        assert day > date(2026, 10, 20)
        return
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    assert due == arithmetic.add(CALENDAR, start, Decimal(count), "working_day").date().isoformat()
    between = {"working_days_between": [var("filed"), var("decided")]}
    assert value(between, filed=day.isoformat(), decided=due) == count


@given(days, st.integers(0, 23 * 60), st.integers(1, 80))
def test_hours_and_their_inverse(day, minute, count):
    sent = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=minute)
    due = value({"plus_working_hours": [var("sent"), count]}, sent=sent.isoformat())
    if due is UNKNOWN:
        assert day > date(2026, 12, 1)
        return
    between = {"working_hours_between": [var("sent"), {"plus_working_hours": [var("sent"), count]}]}
    assert value(between, sent=sent.isoformat()) == count


def test_without_a_calendar_nothing_is_decided_and_the_calendar_is_named():
    rule = compile_rule(LATE, INPUTS)
    answers = {"filed": "2026-01-05", "decided": "2026-03-01"}
    for none in ({}, {"work_calendar": lambda: None}, {"work_calendar": None}):
        assert rule.decide({**answers, **none}) is UNKNOWN
        assert lacking(rule, {**answers, **none}) == ["Lịch làm việc"]
    assert rule.decide({**answers, "work_calendar": CALENDAR}) is True


@pytest.mark.parametrize("filed", ["2025-12-30", "2027-01-04"])
def test_beyond_the_calendar_nothing_is_decided(filed):
    assert value(LATE, filed=filed, decided="2026-03-01") is UNKNOWN
    assert value({"is_working_day": var("filed")}, filed=filed) is UNKNOWN


def test_a_calendar_is_no_field_that_people_name():
    assert describe(LATE, INPUTS) == (
        "số ngày làm việc từ «Ngày nộp» đến «Ngày quyết định» lớn hơn 5"
    )
