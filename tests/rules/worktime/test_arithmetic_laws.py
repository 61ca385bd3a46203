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

units = pytest.mark.parametrize("unit", UNITS)
working_units = pytest.mark.parametrize("unit", WORKING)


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(tzinfo=None)


@units
@settings(max_examples=40, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_it_agrees_with_the_oracle(
    unit: str, data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    amount = data.draw(amounts(unit))
    if unit != "working_hour" and data.draw(st.booleans()):
        amount = Decimal(0)
    due = add(from_body(body), start, amount, unit, pauses=pauses)
    spans = [(_naive(begin), _naive(end)) for begin, end in pauses]
    expected = oracle.add(body, _naive(start), Fraction(amount), unit, spans)
    assert abs(_naive(due) - expected) <= MICROSECOND


@working_units
@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_measuring_gives_back_what_was_added(
    unit: str, data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    calendar, amount = from_body(body), data.draw(amounts(unit))
    due = add(calendar, start, amount, unit, pauses=pauses)
    assert measure(calendar, start, due, unit, pauses=pauses) == amount


@pytest.mark.parametrize("unit", ["calendar_day", "calendar_month"])
@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants())
def test_measuring_calendar_units_leads_to_the_same_due_day(
    unit: str, data: st.DataObject, body: dict[str, Any], start: datetime
) -> None:
    calendar, amount = from_body(body), data.draw(amounts(unit))
    due = add(calendar, start, amount, unit)
    measured = measure(calendar, start, due, unit)
    if not body["roll_calendar_days"]:
        assert measured == amount
    assert measured >= amount
    assert add(calendar, start, measured, unit) == due


@units
@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), starts=st.tuples(instants(), instants()))
def test_who_comes_later_is_not_due_earlier(
    unit: str, data: st.DataObject, body: dict[str, Any], starts: tuple[datetime, datetime]
) -> None:
    calendar, amount = from_body(body), data.draw(amounts(unit))
    earlier, later = sorted(starts)
    assert add(calendar, earlier, amount, unit) <= add(calendar, later, amount, unit)


@units
@settings(max_examples=100, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), pauses=pause_lists())
def test_more_time_is_not_over_earlier(
    unit: str, data: st.DataObject, body: dict[str, Any], start: datetime, pauses: Any
) -> None:
    calendar = from_body(body)
    less, more = sorted((data.draw(amounts(unit)), data.draw(amounts(unit))))
    due = add(calendar, start, less, unit, pauses=pauses)
    assert start <= due <= add(calendar, start, more, unit, pauses=pauses)


@units
@settings(max_examples=80, deadline=None)
@given(data=st.data(), body=bodies(), start=instants(), at=instants(90))
def test_a_pause_of_no_length_changes_nothing(
    unit: str, data: st.DataObject, body: dict[str, Any], start: datetime, at: datetime
) -> None:
    calendar, amount = from_body(body), data.draw(amounts(unit))
    due = add(calendar, start, amount, unit)
    assert add(calendar, start, amount, unit, pauses=[(at, at)]) == due


@working_units
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
