"""Days in rules: age, differences, what comes after, parts; days known in part; instants."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from rules.engine import UNKNOWN, compile_rule, describe, problems
from tests.rules.engine.inputs import INPUTS, var

INPUTS = {
    **INPUTS,
    "born": {"type": "partial_date", "label": "Ngày sinh"},
    "sent": {"type": "instant", "label": "Lúc gửi"},
}
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
small = st.integers(-5_000, 5_000)
partial = st.one_of(
    days.map(date.isoformat), days.map(lambda d: d.isoformat()[:7]), days.map(lambda d: str(d.year))
)


def value(logic, **data):
    return compile_rule(logic, INPUTS)(data)


# ---- against Python and dateutil


@given(days, small)
def test_days_are_added_as_python_adds_them(day, count):
    wanted = (day + timedelta(days=count)).isoformat()
    assert value({"plus_days": [var("filed"), count]}, filed=day.isoformat()) == wanted
    assert value({"minus_days": [var("filed"), -count]}, filed=day.isoformat()) == wanted


@given(days, st.integers(-600, 600))
def test_months_and_years_are_added_as_dateutil_adds_them(day, count):
    filed = day.isoformat()
    for unit, step in (("months", 1), ("years", 12)):
        wanted = (day + relativedelta(months=count * step)).isoformat()
        assert value({f"plus_{unit}": [var("filed"), count]}, filed=filed) == wanted
        assert value({f"minus_{unit}": [var("filed"), -count]}, filed=filed) == wanted


@given(days, days)
def test_differences_are_those_of_dateutil_and_the_same_backwards(one, other):
    first, last = sorted((one, other))
    between = relativedelta(last, first)
    a, b = first.isoformat(), last.isoformat()
    for code, wanted in (
        ("days_between", (last - first).days),
        ("months_between", between.years * 12 + between.months),
        ("years_between", between.years),
    ):
        assert value({code: [var("filed"), var("decided")]}, filed=a, decided=b) == wanted
        assert value({code: [var("filed"), var("decided")]}, filed=b, decided=a) == -wanted


@given(days)
def test_parts_and_ends(day):
    quarter = (day.month + 2) // 3
    last = quarter * 3
    wanted = {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday": day.isoweekday(),
        "quarter": quarter,
        "first_of_month": day.replace(day=1).isoformat(),
        "last_of_month": day.replace(day=monthrange(day.year, day.month)[1]).isoformat(),
        "first_of_quarter": date(day.year, last - 2, 1).isoformat(),
        "last_of_quarter": date(day.year, last, monthrange(day.year, last)[1]).isoformat(),
        "first_of_year": f"{day.year}-01-01",
        "last_of_year": f"{day.year}-12-31",
    }
    for code, part in wanted.items():
        assert value({code: var("filed")}, filed=day.isoformat()) == part


@pytest.mark.parametrize(
    "logic", [{"plus_years": [var("filed"), 9000]}, {"minus_days": [var("filed"), 4_000_000]}]
)
def test_days_that_no_calendar_has_decide_nothing(logic):
    assert value(logic, filed="2026-01-01") is UNKNOWN


def test_a_part_of_a_day_is_no_number_of_days():
    assert (
        value({"plus_days": [var("filed"), var("area")]}, filed="2026-01-01", area="1.5") is UNKNOWN
    )


# ---- age


@pytest.mark.parametrize(
    ("born", "at", "years"),
    [
        ("2008-12-01", "2026-11-30", 17),
        ("2008-12-01", "2026-12-01", 18),
        # Born on 29/02: a common year has no such day, its February ends on 28/02.
        ("2008-02-29", "2026-02-27", 17),
        ("2008-02-29", "2026-02-28", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
    ],
)
def test_age_in_full_years(born, at, years):
    assert value({"age": [var("born"), var("filed")]}, born=born, filed=at) == years
    assert value({"of_age": [var("born"), years, var("filed")]}, born=born, filed=at) is True
    assert value({"of_age": [var("born"), years + 1, var("filed")]}, born=born, filed=at) is False


@given(days, days)
def test_age_is_that_of_dateutil_and_of_age_says_the_same(born, at):
    years = value({"age": [var("born"), var("filed")]}, born=str(born), filed=str(at))
    if at < born:
        assert years is UNKNOWN
        return
    assert years == relativedelta(at, born).years
    for asked in (years, years + 1):
        reached = value(
            {"of_age": [var("born"), asked, var("filed")]}, born=str(born), filed=str(at)
        )
        assert reached is (years >= asked)


def test_age_counts_the_day_of_an_instant_in_vietnam():
    rule = {"age": [var("born"), var("decision_instant")]}
    evening = "2026-11-30T16:59:00+00:00"
    assert value(rule, born="2008-12-01", decision_instant=evening) == 17
    assert value(rule, born="2008-12-01", decision_instant="2026-11-30T17:00:00Z") == 18


# ---- days known in part


@pytest.mark.parametrize(
    ("born", "wanted"),
    [("1960", UNKNOWN), ("1960-05", False), ("1960-04", True), ("1959", True), ("1961", False)],
)
def test_a_day_known_in_part_compares_only_where_it_is_sure(born, wanted):
    assert value({"<": [var("born"), "1960-05-01"]}, born=born) is wanted
    assert value({">": ["1960-05-01", var("born")]}, born=born) is wanted


def test_a_year_decides_an_age_only_where_every_day_of_it_does():
    at = {"filed": "2026-06-01", "born": "2008"}
    assert value({"age": [var("born"), var("filed")]}, **at) is UNKNOWN
    assert value({"of_age": [var("born"), 18, var("filed")]}, **at) is UNKNOWN
    assert value({"of_age": [var("born"), 17, var("filed")]}, **at) is True
    assert value({"of_age": [var("born"), 19, var("filed")]}, **at) is False
    assert value({"year": var("born")}, **at) == 2008
    assert value({"month": var("born")}, **at) is UNKNOWN


def candidates(text):
    """Some of the days that it may be: the ends, and those between that are like neither."""
    if len(text) == 10:
        return [date.fromisoformat(text)]
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return [date(year, month, day) for day in (1, 15, monthrange(year, month)[1])]
    return [date(int(text), 1, 1), date(int(text), 7, 2), date(int(text), 12, 31)]


SIGNS = {
    "<": date.__lt__, "<=": date.__le__, ">": date.__gt__, ">=": date.__ge__,
    "==": date.__eq__, "!=": date.__ne__,
}  # fmt: skip


@given(partial, partial, st.sampled_from(sorted(SIGNS)))
def test_what_is_sure_holds_for_every_day_that_it_may_be(one, other, sign):
    said = value({sign: [var("born"), other]}, born=one)
    held = {SIGNS[sign](a, b) for a in candidates(one) for b in candidates(other)}
    if said is UNKNOWN:
        assert one != other or len(one) < 10
    else:
        assert held == {said}
    if len(held) == 2:
        assert said is UNKNOWN


@given(partial, days, st.sampled_from(["days_between", "months_between", "years_between", "age"]))
def test_what_is_reckoned_holds_for_every_day_that_it_may_be(one, at, code):
    said = value({code: [var("born"), var("filed")]}, born=one, filed=at.isoformat())
    each = {
        value({code: [var("born"), var("filed")]}, born=day.isoformat(), filed=at.isoformat())
        for day in candidates(one)
    }
    assert said is UNKNOWN or each == {said}


@pytest.mark.parametrize("typed", ["60", "1960-13", "1960/05", "0000", 1960, "năm 1960", "1960-5"])
def test_what_is_no_day_is_no_answer(typed):
    assert value({"<": [var("born"), "2020"]}, born=typed) is UNKNOWN


def test_a_day_known_in_part_is_said_and_chained():
    between = {"<=": ["1960", var("born"), "1970-05"]}
    assert describe({"<": [var("born"), "1960-05"]}, INPUTS) == "«Ngày sinh» trước 05/1960"
    assert value(between, born="1965") is True
    assert value(between, born="1970") is UNKNOWN
    assert value(between, born="1971") is False


# ---- instants


@given(st.integers(0, 10**9), st.integers(-12, 12), small)
def test_instants_compare_whatever_their_offset(at, hours, seconds):
    one = datetime.fromtimestamp(at, UTC)
    other = (one + timedelta(seconds=seconds)).astimezone(timezone(timedelta(hours=hours)))
    for sign, holds in (("<", one < other), ("==", one == other), (">=", one >= other)):
        rule = {sign: [var("sent"), other.isoformat()]}
        assert value(rule, sent=one.isoformat()) is holds


def test_an_instant_has_a_day_and_an_hour_in_vietnam():
    late = "2026-12-01T20:30:00Z"
    assert value({"day_of": var("sent")}, sent=late) == "2026-12-02"
    assert value({"hour": var("sent")}, sent=late) == 3
    assert value({"weekday": var("sent")}, sent=late) == 3


@pytest.mark.parametrize(
    "typed", ["2026-12-01", "2026-12-01T08:00:00", "08:00", 5, "2026-12-01T25:00:00Z"]
)
def test_what_has_no_offset_is_no_instant(typed):
    assert value({">": [var("sent"), "2000-01-01T00:00:00Z"]}, sent=typed) is UNKNOWN


def test_an_instant_is_not_compared_with_a_day_unseen():
    (problem,) = problems({">": [var("decision_instant"), var("filed")]}, INPUTS)
    assert "«day_of»" in problem.message
    assert (
        value(
            {">": [{"day_of": var("decision_instant")}, var("filed")]},
            filed="2026-11-30",
            decision_instant=datetime(2026, 12, 1, tzinfo=UTC),
        )
        is True
    )


def test_the_day_of_decision_stands_in_every_rule_and_is_given_by_the_caller():
    late = {">": [var("decision_instant"), "2026-12-01T17:00:00+07:00"]}
    for inputs in (INPUTS, {}, None):
        rule = compile_rule(late, inputs)
        assert rule.decide({"decision_instant": "2026-12-01T10:00:01Z"}) is True
        assert rule.decide({}) is UNKNOWN
    assert describe(late, {}) == "«Ngày xét» sau 17:00 ngày 01/12/2026"


def test_the_day_of_decision_is_seen_from_a_row():
    columns = {"born": {"type": "date", "label": "Ngày sinh"}}
    people = {"people": {"type": "table", "label": "Người đi cùng", "columns": columns}}
    rule = {"all": [var("people"), {"of_age": [var("born"), 18, var("decision_instant")]}]}
    data = {"people": [{"born": "2000-01-01"}], "decision_instant": "2026-12-01T10:00:01Z"}
    assert compile_rule(rule, people).decide(data) is True
