"""`missing="strict"`: without enough data the answer is neither yes nor no."""

import copy
import pickle
from decimal import Decimal

import pytest

from rules.engine import UNKNOWN, compile_rule
from tests.rules.engine.inputs import INPUTS, var

VERIFY = {"==": [var("verify"), True]}
LARGE = {">": [var("fee"), 5_000_000]}


def decide(logic, data, inputs=INPUTS):
    return compile_rule(logic, inputs).decide(data)


@pytest.mark.parametrize("empty", [{}, {"fee": None}, {"fee": ""}, None])
def test_a_missing_value_gives_unknown(empty):
    rule = compile_rule(LARGE, INPUTS)
    assert rule(empty) is UNKNOWN
    assert rule.decide(empty) is UNKNOWN


def test_a_missing_value_is_not_smaller_than_anything():
    assert decide({"<": [var("fee"), 5]}, {}) is UNKNOWN


def test_not_unknown_is_still_unknown():
    assert decide({"!": [LARGE]}, {}) is UNKNOWN
    assert decide({"!!": [var("verify")]}, {}) is UNKNOWN


def test_and_is_no_as_soon_as_one_part_is_no():
    assert decide({"and": [LARGE, VERIFY]}, {"verify": False}) is False
    assert decide({"and": [LARGE, VERIFY]}, {"verify": True}) is UNKNOWN


def test_or_is_yes_as_soon_as_one_part_is_yes():
    assert decide({"or": [LARGE, VERIFY]}, {"verify": True}) is True
    assert decide({"or": [LARGE, VERIFY]}, {"verify": False}) is UNKNOWN


def test_a_choice_whose_condition_is_unknown_is_unknown():
    assert decide({"if": [VERIFY, True, True]}, {}) is UNKNOWN


def test_unknown_is_false_in_a_condition_and_always_one_object():
    assert not UNKNOWN
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN


def test_a_default_stands_in_for_a_missing_value():
    assert decide({">": [{"var": ["fee", 6_000_000]}, 5_000_000]}, {}) is True


def test_asking_whether_a_field_is_empty_is_always_answered():
    assert decide({"missing": ["fee"]}, {}) is True
    assert decide({"missing": ["fee"]}, {"fee": 0}) is False
    assert decide({"!": {"missing": ["papers"]}}, {"papers": []}) is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fee", "năm triệu"),
        ("fee", True),
        ("fee", [1]),
        ("filed", "31/12/2026"),
        ("filed", "2026-02-30"),
        ("verify", "true"),
        ("channel", "fax"),
        ("papers", ["card", "stamp"]),
        ("place", 5),
        ("people", "An"),
    ],
)
def test_a_value_that_is_none_of_its_type_counts_as_no_value(field, value):
    tests = {
        "fee": {">=": [var("fee"), 0]},
        "filed": {">": [var("filed"), "2000-01-01"]},
        "verify": {"!=": [var("verify"), False]},
        "channel": {"!=": [var("channel"), "post"]},
        "papers": {"in": ["card", var("papers")]},
        "place": {"!=": [var("place"), "Huế"]},
        "people": {"none": [var("people"), {"==": [var("name"), "An"]}]},
    }
    assert decide(tests[field], {field: value}) is UNKNOWN


def test_division_by_zero_decides_nothing_and_can_be_guarded():
    ratio = {">": [{"/": [var("fee"), var("area")]}, 2]}
    assert decide(ratio, {"fee": 10, "area": 0}) is UNKNOWN
    guarded = {"and": [{"!=": [var("area"), 0]}, ratio]}
    assert decide(guarded, {"fee": 10, "area": "0"}) is False
    assert decide(guarded, {"fee": 10, "area": "2.5"}) is True


class TestRows:
    CHILD = {"<": [var("age"), 14]}

    def test_one_row_that_holds_is_enough_for_some(self):
        rows = [{"name": "An"}, {"age": "13"}]
        assert decide({"some": [var("people"), self.CHILD]}, {"people": rows}) is True
        assert decide({"none": [var("people"), self.CHILD]}, {"people": rows}) is False
        assert decide({"all": [var("people"), self.CHILD]}, {"people": rows}) is UNKNOWN

    def test_one_row_that_fails_is_enough_against_all(self):
        rows = [{"name": "An"}, {"age": "14"}]
        assert decide({"all": [var("people"), self.CHILD]}, {"people": rows}) is False
        assert decide({"some": [var("people"), self.CHILD]}, {"people": rows}) is UNKNOWN

    def test_rows_not_filled_in_decide_nothing(self):
        for operator in ("some", "all", "none"):
            assert decide({operator: [var("people"), self.CHILD]}, {}) is UNKNOWN

    def test_a_sum_needs_every_row(self):
        total = {"reduce": [var("people"), {"+": [var("accumulator"), var("current.age")]}, 0]}
        rule = compile_rule(total, INPUTS)
        assert rule({"people": [{"age": "1.5"}, {"age": 2}]}) == Decimal("3.5")
        assert rule({"people": [{"age": 1}, {"name": "Bình"}]}) is UNKNOWN

    def test_what_was_gathered_so_far_may_be_empty(self):
        gathered = {"merge": [var("accumulator"), {"var": ["current.age", 0]}]}
        rule = compile_rule({"reduce": [var("people"), gathered, []]}, INPUTS)
        assert rule({"people": [{"age": 3}, {"name": "An"}]}) == [3, 0]

    def test_rows_can_be_filtered_and_looked_at_again(self):
        old = {"filter": [var("people"), {">": [var("age"), 60]}]}
        named = {"some": [old, {"==": [var("name"), "Bình"]}]}
        rows = [{"age": 70, "name": "Bình"}, {"age": 3, "name": "Chi"}]
        assert decide(named, {"people": rows}) is True
        assert decide(named, {"people": rows[1:]}) is False


def test_without_inputs_missing_data_is_unknown_too():
    assert decide({"<": [var("a"), 5]}, {}, None) is UNKNOWN
    assert decide({"<": [var("a.b"), 5]}, {"a": {"b": 4}}, None) is True
    assert decide({"<": [var("a"), 5]}, {"a": "không phải số"}, None) is UNKNOWN
