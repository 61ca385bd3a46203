"""Rules made to break us: refused or stopped, in Vietnamese, never a crash."""

import json
import time

import pytest

from rules.engine import (
    RuleError,
    compile_rule,
    describe,
    problems,
    to_condition,
    trace,
    variables,
)
from rules.engine.parse import MAX_DEPTH, MAX_NODES
from rules.services import compiled
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_working_time_in_rules import CALENDAR


def nested(levels):
    logic = var("verify")
    for _ in range(levels):
        logic = {"!": [logic]}
    return logic


def test_a_rule_nested_5000_deep_is_refused():
    deep = nested(5_000)
    with pytest.raises(RuleError, match="lồng nhau quá sâu"):
        compile_rule(deep, INPUTS)
    with pytest.raises(RuleError, match="lồng nhau quá sâu"):
        compile_rule(deep, missing="null")
    with pytest.raises(RuleError, match="lồng nhau quá sâu"):
        trace(deep, INPUTS, {})
    with pytest.raises(RuleError, match="lồng nhau quá sâu"):
        compiled(deep, INPUTS)
    assert "lồng nhau quá sâu" in describe(deep, INPUTS)
    assert [problem.keyword for problem in problems(deep, INPUTS)] == ["depth"]
    assert variables(deep) == set()
    assert to_condition(deep) is None


def test_the_deepest_rule_allowed_works_everywhere():
    deepest = nested(MAX_DEPTH - 2)
    assert compile_rule(deepest, INPUTS).decide({"verify": True}) is True
    assert describe(deepest, INPUTS) == "«Cần xác minh» là Có"
    assert problems(deepest, INPUTS) == []
    assert len(trace(deepest, INPUTS, {"verify": True})) == MAX_DEPTH - 1


def test_a_list_nested_5000_deep_is_refused_too():
    deep = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(RuleError, match="quá sâu"):
        compile_rule({"in": [1, deep]}, missing="null")


def test_a_rule_of_too_many_parts_is_refused():
    with pytest.raises(RuleError, match="quá dài"):
        compile_rule({"or": [var("verify")] * MAX_NODES}, INPUTS)


def test_data_nested_deep_breaks_nothing():
    deep = []
    for _ in range(50_000):
        deep = [deep]
    with pytest.raises(RuleError, match="quá sâu"):
        compile_rule({"cat": [var("a")]}, missing="null")({"a": deep})
    assert not compile_rule({"cat": [var("a")]}).decide({"a": deep})


def stopped_quickly(logic, data):
    begun = time.monotonic()
    with pytest.raises(RuleError) as caught:
        compile_rule(logic)(data)
    assert caught.value.keyword == "budget"
    # Generous: it takes some 20 ms, and without a budget it would take hours or all memory.
    assert time.monotonic() - begun < 2


def test_loops_within_loops_are_stopped():
    body = {"+": [1, 1]}
    for _ in range(8):
        body = {"map": [[0] * 10, body]}
    stopped_quickly(body, {})


def test_sums_within_sums_are_stopped():
    body = {"+": [var("current"), 1]}
    for _ in range(8):
        body = {"reduce": [[0] * 10, body, 0]}
    stopped_quickly(body, {})


def test_text_that_doubles_is_stopped():
    double = {"cat": [var("accumulator"), var("accumulator")]}
    stopped_quickly({"reduce": [var("xs"), double, "xx"]}, {"xs": [1] * 60})


def test_a_list_that_doubles_is_stopped():
    double = {"merge": [var("accumulator"), var("accumulator")]}
    stopped_quickly({"reduce": [var("xs"), double, [1]]}, {"xs": [1] * 60})


def test_numbers_that_square_decide_nothing():
    square = {"*": [var("accumulator"), var("accumulator")]}
    rule = {">": [{"reduce": [var("xs"), square, 10]}, 1]}
    assert not compile_rule(rule).decide({"xs": [1] * 200})
    with pytest.raises(RuleError, match=r"Không tính được|quá lớn"):
        compile_rule(rule, missing="null")({"xs": [1] * 200})


def test_an_ordinary_table_stays_far_below_the_budget():
    rule = compile_rule({"all": [var("people"), {">": [var("age"), 0]}]}, INPUTS)
    assert rule.decide({"people": [{"age": 5}] * 5_000}) is True


def test_a_rule_may_not_hide_a_value_that_is_no_json():
    cyclic: list = []
    cyclic.append(cyclic)
    with pytest.raises(RuleError):
        compile_rule({"in": [1, cyclic]})


def test_reading_a_rule_changes_nothing_in_it():
    logic = {"and": [{"in": [var("channel"), ["post"]]}, {">": [var("area"), "1.5"]}]}
    before = json.dumps(logic)
    compile_rule(logic, INPUTS)({"channel": "post", "area": "2"})
    assert json.dumps(logic) == before


def test_nothing_but_mistakes_is_refused_as_soon_as_one():
    fields = {f"truong{n}": {"type": "text", "label": "Trường số " * 5} for n in range(2_000)}
    wrong = {"or": [{"==": [var(f"trường số {n} " * 4), "x"]} for n in range(800)]}
    begun = time.monotonic()
    found = problems(wrong, fields)
    assert len(found) == 800
    assert sum("ý ông/bà là" in problem.message for problem in found) <= 3
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "body",
    [
        {"working_days_between": [var("from"), {"outer": "decision_instant"}]},
        {"round": [{"/": [var("n"), 7]}, "0.01"]},
        {"years_between": [var("from"), var("to")]},
    ],
)
def test_functions_in_rows_without_end_are_stopped(body):
    rows = [{"from": "2026-01-05", "to": "2030-05-01", "n": number} for number in range(20_000)]
    data = {"xs": rows, "decision_instant": "2026-12-01T01:00:00Z", "work_calendar": CALENDAR}
    stopped_quickly({"sum": [var("xs"), body]}, data)
