"""The laws of working time, and agreement with a slow oracle, on arbitrary calendars."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.worktime.arithmetic import add, measure
from rules.worktime.calendar import ZONE, from_body
from tests.rules.worktime import oracle
from tests.rules.worktime.strategies import amounts, bodies, instants, pause_lists

WORKING = ("working_hour", "working_day")
UNITS = (*WORKING, "calendar_day", "calendar_month")
MICROSECOND = timedelta(microseconds=1)


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(tzinfo=None)


# Each law is tried with every unit on the same calendars: drawing one costs most of an example.


@settings(max_examples=40, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_it_agrees_with_the_oracle(
    data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    calendar = from_body(body)
    for unit in UNITS:
        amount = data.draw(amounts(unit), label=unit)
        if unit != "working_hour" and data.draw(st.booleans()):
            amount = Decimal(0)
        due = add(calendar, start, amount, unit, pauses=pauses)
        spans = [(_naive(begin), _naive(end)) for begin, end in pauses]
        expected = oracle.add(body, _naive(start), Fraction(amount), unit, spans)
        assert abs(_naive(due) - expected) <= MICROSECOND, unit


@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_measuring_gives_back_what_was_added(
    data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    calendar = from_body(body)
    for unit in WORKING:
        amount = data.draw(amounts(unit), label=unit)
        due = add(calendar, start, amount, unit, pauses=pauses)
        assert measure(calendar, start, due, unit, pauses=pauses) == amount, unit


@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants())
def test_measuring_calendar_units_leads_to_the_same_due_day(
    data: st.DataObject, body: dict[str, Any], start: datetime
) -> None:
    calendar = from_body(body)
    for unit in ("calendar_day", "calendar_month"):
        amount = data.draw(amounts(unit), label=unit)
        due = add(calendar, start, amount, unit)
        measured = measure(calendar, start, due, unit)
        if not body["roll_calendar_days"]:
            assert measured == amount, unit
        assert measured >= amount, unit
        assert add(calendar, start, measured, unit) == due, unit


@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), starts=st.tuples(instants(), instants()))
def test_who_comes_later_is_not_due_earlier(
    data: st.DataObject, body: dict[str, Any], starts: tuple[datetime, datetime]
) -> None:
    earlier, later = sorted(starts)
    calendar = from_body(body)
    for unit in UNITS:
        amount = data.draw(amounts(unit), label=unit)
        assert add(calendar, earlier, amount, unit) <= add(calendar, later, amount, unit), unit


@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_more_time_is_not_over_earlier(
    data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    calendar = from_body(body)
    for unit in UNITS:
        less, more = sorted(data.draw(st.tuples(amounts(unit), amounts(unit)), label=unit))
        due = add(calendar, start, less, unit, pauses=pauses)
        assert start <= due <= add(calendar, start, more, unit, pauses=pauses), unit


@settings(max_examples=80, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), at=instants(90))
def test_a_pause_of_no_length_changes_nothing(
    data: st.DataObject, body: dict[str, Any], start: datetime, at: datetime
) -> None:
    calendar = from_body(body)
    for unit in UNITS:
        amount = data.draw(amounts(unit), label=unit)
        due = add(calendar, start, amount, unit)
        assert add(calendar, start, amount, unit, pauses=[(at, at)]) == due, unit


@pytest.mark.parametrize("unit", WORKING)
@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists(), at=instants(90))
def test_suspending_and_resuming_conserves_the_budget(
    unit: str,
    data: st.DataObject,
    body: dict[str, Any],
    start: datetime,
    pauses: Any,
    at: datetime,
) -> None:
    """At any moment: what is used and what is left until the due date make the whole."""
    calendar, amount = from_body(body), data.draw(amounts(unit))
    due = add(calendar, start, amount, unit, pauses=pauses)
    assume(at < due)
    used = measure(calendar, start, at, unit, pauses=pauses)
    assert used <= amount
    # Pausing once more for ever so long, what was used stays used and the rest stays left.
    longer = [*pauses, (at, at + timedelta(days=45))]
    later = add(calendar, start, amount, unit, pauses=longer)
    assert measure(calendar, start, at + timedelta(days=45), unit, pauses=longer) == used
    assert measure(calendar, start, later, unit, pauses=longer) == amount


@settings(max_examples=80, deadline=None)
@given(body=bodies(), start=instants(), days=st.integers(1, 6))
def test_whole_working_days_end_with_a_shift_unless_counted_at_once(
    body: dict[str, Any], start: datetime, days: int
) -> None:
    assume(body["count_from"] != "at_once")
    calendar = from_body(body)
    due = add(calendar, start, Decimal(days), "working_day")
    last = max(end for _, end in oracle.shifts_on(body, due.date()))
    assert due.time() == last
