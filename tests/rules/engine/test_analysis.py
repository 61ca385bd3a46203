"""What is found in a rule before it runs, and how an answer explains itself."""

import pytest

from rules.engine import UNKNOWN, compile_rule, explain, problems, trace, variables
from tests.rules.engine.inputs import INPUTS, var

VERIFY = {"==": [var("verify"), True]}


def found(logic, inputs=INPUTS):
    return [(item.pointer, item.keyword, item.severity) for item in problems(logic, inputs)]


def test_a_sound_rule_has_no_problem():
    assert found({"and": [VERIFY, {">": [var("fee"), 5]}, {"!=": [var("channel"), "post"]}]}) == []
    assert found({"some": [var("people"), {"<": [var("age"), 14]}]}) == []
    assert found({"missing": ["fee"]}) == []


def test_every_problem_is_told_not_only_the_first():
    logic = {"or": [{"==": [var("gone"), 1]}, {">": [var("fee"), "x"]}, VERIFY]}
    assert found(logic) == [
        ("/or/0/==/0", "unknown-field", "error"),
        ("/or/1/>/1", "type", "error"),
    ]
    assert found({"and": [{"foo": 1}, {"bar": 1}]}) == [
        ("/and/0/foo", "unknown-operator", "error"),
        ("/and/1/bar", "unknown-operator", "error"),
    ]


@pytest.mark.parametrize(
    ("logic", "pointer"),
    [
        (True, ""),
        ({"==": [1, 1]}, ""),
        ({"and": [VERIFY, True]}, "/and/1"),
        ({"or": [VERIFY, {"<": [2, 1]}]}, "/or/1"),
        ({"and": [{"==": [var("fee"), 1]}, {"==": [var("fee"), 2]}]}, ""),
        ({"and": [{">": [var("fee"), 5]}, {"<": [var("fee"), 5]}]}, ""),
        ({"and": [{"<": [5, var("fee")]}, {"<=": [var("fee"), 3]}]}, ""),
        ({"and": [{">=": [var("filed"), "2026-02-01"]}, {"<": [var("filed"), "2026-01-01"]}]}, ""),
        ({"or": [VERIFY, {"and": [VERIFY, {"!=": [var("verify"), True]}]}]}, "/or/1"),
    ],
)
def test_a_condition_that_never_changes_is_a_warning(logic, pointer):
    assert found(logic) == [(pointer, "constant", "warning")]


@pytest.mark.parametrize(
    "logic",
    [
        {"and": [{">=": [var("fee"), 5]}, {"<=": [var("fee"), 5]}]},
        {"and": [{"==": [var("channel"), "post"]}, {"!=": [var("channel"), "direct"]}]},
        {"or": [{"==": [var("fee"), 1]}, {"==": [var("fee"), 2]}]},
        {"in": [var("channel"), ["post"]]},
    ],
)
def test_a_condition_that_can_change_is_none(logic):
    assert found(logic) == []


def test_a_rule_that_is_no_condition_is_a_warning():
    assert found({"+": [var("fee"), 1]}) == [("", "result", "warning")]


def test_variables_are_the_fields_asked_about_and_not_columns():
    logic = {
        "and": [
            VERIFY,
            {"missing": ["fee", "filed"]},
            {"some": [var("people"), {"<": [var("age"), {"var": ["limit", 1]}]}]},
            {">": [{"reduce": [var("people"), var("current.age"), var("area")]}, 1]},
        ]
    }
    assert variables(logic) == {"verify", "fee", "filed", "people", "area"}
    assert variables({"unknown": var("x")}) == set()


def test_an_answer_explains_itself_part_by_part():
    logic = {"or": [{"and": [var("verify"), {">": [var("fee"), 5]}]}, var("urgent")]}
    steps = trace(logic, INPUTS, {"verify": True, "urgent": False})
    assert [(step["pointer"], step["value"]) for step in steps] == [
        ("/or/0/and/0", True),
        ("/or/0/and/1/>/0", UNKNOWN),
        ("/or/0/and/1", UNKNOWN),
        ("/or/0", UNKNOWN),
        ("/or/1", False),
        ("", UNKNOWN),
    ]
    assert steps[2]["sentence"] == "«Số tiền» lớn hơn 5 đồng"


def test_an_answer_is_explained_again_by_what_was_kept():
    logic = {"or": [{"==": [var("verify"), True]}, {">": [var("fee"), 5]}]}
    rule = compile_rule(logic, INPUTS)
    for data in ({"verify": True}, {"verify": False, "fee": 6}, {"fee": "6"}, {}):
        assert explain(rule, INPUTS, data) == trace(logic, INPUTS, data)


def test_what_was_not_computed_is_not_in_the_explanation():
    steps = trace({"and": [var("verify"), var("urgent")]}, INPUTS, {"verify": False})
    assert [step["pointer"] for step in steps] == ["/and/0", ""]
