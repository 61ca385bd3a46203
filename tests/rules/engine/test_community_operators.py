"""`val`, `exists`, `??` and `throw`: what the community added to JSON Logic, as a rule means it."""

import pytest

from rules.engine import UNKNOWN, RuleError, compile_rule, describe, problems, trace, variables
from tests.rules.engine.inputs import INPUTS, var

FEE_OR_AREA = {"??": [var("fee"), var("area"), 0]}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"fee": 5, "area": 3}, 5), ({"area": "2"}, 2), ({"fee": "", "area": None}, 0), ({}, 0),
        ({"fee": 0}, 0), ({"fee": "năm"}, 0),
    ],
)  # fmt: skip
def test_the_first_value_that_is_there_is_taken(data: dict[str, object], value: object) -> None:
    assert compile_rule(FEE_OR_AREA, INPUTS)(data) == value


def test_where_nothing_is_there_nothing_is_known() -> None:
    rule = compile_rule({">": [{"??": [var("fee"), var("area")]}, 1]}, INPUTS)
    assert rule({}) is UNKNOWN
    assert rule({"area": 2}) is True
    assert compile_rule({"??": [{"/": [var("fee"), 0]}, 7]}, INPUTS)({"fee": 1}) == 7


def test_only_what_was_needed_stands_in_the_trace() -> None:
    for data, pointers in (({"fee": 5}, ["/??/0", ""]), ({"area": 5}, ["/??/0", "/??/1", ""])):
        assert [step["pointer"] for step in trace(FEE_OR_AREA, INPUTS, data)] == pointers


@pytest.mark.parametrize(
    ("data", "there"),
    [({"fee": 0}, True), ({"fee": "năm"}, True), ({"fee": ""}, False), ({}, False)],
)
def test_whether_there_is_an_answer_is_always_known(data: dict[str, object], there: bool) -> None:
    assert compile_rule({"exists": "fee"}, INPUTS)(data) is there
    assert compile_rule({"!": {"missing": ["fee"]}}, INPUTS)(data) is there


def test_val_names_a_field_as_var_does_and_goes_into_it_step_by_step() -> None:
    assert compile_rule({">": [{"val": "fee"}, 1]}, INPUTS)({"fee": 2}) is True
    assert compile_rule({">": [{"val": ["fee"]}, 1]}, INPUTS)({}) is UNKNOWN
    total = {"+": [{"val": "accumulator"}, {"val": ["current", "age"]}]}
    rule = compile_rule({"reduce": [var("people"), total, 0]}, INPUTS)
    assert rule({"people": [{"age": 3}, {"age": "4"}]}) == 7
    dotted = compile_rule({"val": "a.b"}, missing="null")
    assert dotted({"a.b": 1, "a": {"b": 2}}) == 1
    assert dotted({"a": {"b": 2}}) is None


def test_giving_up_decides_nothing_and_only_where_it_is_reached() -> None:
    rule = compile_rule({"if": [{"==": [var("area"), 0]}, {"throw": "Chưa đo"}, True]}, INPUTS)
    assert rule({"area": 0}) is UNKNOWN
    assert rule({"area": 1}) is True
    published = compile_rule({"throw": "Chưa đo"}, missing="null")
    with pytest.raises(RuleError, match="Chưa đo"):
        published({})


@pytest.mark.parametrize(
    "logic", [{"val": "gone"}, {"exists": "gone"}, {"val": [[1], "fee"]}, {"exists": [var("fee")]}]
)
def test_a_field_that_is_not_there_is_told(logic: object) -> None:
    assert [problem.keyword for problem in problems(logic, INPUTS)] == ["unknown-field"]


def test_the_fields_that_are_named_are_asked_about() -> None:
    logic = {
        "and": [{"exists": "fee"}, {"==": [{"val": "area"}, 1]}, {"??": [var("verify"), False]}]
    }
    assert variables(logic) == {"fee", "area", "verify"}


def test_they_are_said_as_people_say_it() -> None:
    assert describe({"exists": "fee"}, INPUTS) == "«Số tiền» đã có giá trị"
    assert describe({"!": {"exists": "fee"}}, INPUTS) == "«Số tiền» để trống"
    assert describe({">": [FEE_OR_AREA, 3]}, INPUTS) == (
        "«Số tiền» (nếu để trống thì lấy «Diện tích», rồi 0) lớn hơn 3"
    )
    assert describe({"throw": "Chưa đo"}, INPUTS) == "không tính được (“Chưa đo”)"
