"""The condition editor: rows to JSON Logic and back, unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import (
    RuleError,
    from_condition,
    operators_for,
    parts_for,
    problems,
    relations_for,
    to_condition,
)
from tests.rules.engine.inputs import INPUTS, var

ROW = {"field": "fee", "operator": "gt", "value": 5}
ROW_LOGIC = {">": [var("fee"), 5]}


@pytest.mark.parametrize(
    ("condition", "logic"),
    [
        ({"match": "all", "rows": []}, {}),
        ({"match": "all", "rows": [ROW]}, ROW_LOGIC),
        ({"match": "any", "rows": [ROW]}, {"or": [ROW_LOGIC]}),
        ({"match": "all", "rows": [ROW, ROW]}, {"and": [ROW_LOGIC, ROW_LOGIC]}),
        (
            {"match": "any", "rows": [ROW, {"match": "all", "rows": [ROW, ROW]}]},
            {"or": [ROW_LOGIC, {"and": [ROW_LOGIC, ROW_LOGIC]}]},
        ),
        ({"match": "all", "rows": [{"match": "all", "rows": [ROW]}]}, {"and": [ROW_LOGIC]}),
        (
            {
                "match": "all",
                "rows": [
                    {
                        "match": "any",
                        "rows": [
                            {"match": "all", "rows": [ROW, {"match": "any", "rows": [ROW]}]},
                            ROW,
                        ],
                    },
                    ROW,
                ],
            },
            {"and": [{"or": [{"and": [ROW_LOGIC, {"or": [ROW_LOGIC]}]}, ROW_LOGIC]}, ROW_LOGIC]},
        ),
    ],
)
def test_rows_and_logic_are_two_faces_of_one_thing(condition, logic):
    assert from_condition(condition) == logic
    assert to_condition(logic) == condition


@pytest.mark.parametrize(
    ("operator", "value", "logic"),
    [
        ("eq", 1, {"==": [var("f"), 1]}),
        ("ne", "a", {"!=": [var("f"), "a"]}),
        ("le", "2026-01-01", {"<=": [var("f"), "2026-01-01"]}),
        ("in", ["a", "b"], {"in": [var("f"), ["a", "b"]]}),
        ("not_in", ["a"], {"!": {"in": [var("f"), ["a"]]}}),
        ("contains", "a", {"in": ["a", var("f")]}),
        ("not_contains", "a", {"!": {"in": ["a", var("f")]}}),
    ],
)
def test_every_operator_has_its_logic(operator, value, logic):
    row = {"field": "f", "operator": operator, "value": value}
    assert from_condition({"match": "all", "rows": [row]}) == logic
    assert to_condition(logic) == {"match": "all", "rows": [row]}


def test_empty_and_not_empty_take_no_value():
    for operator, logic in (
        ("empty", {"missing": ["f"]}),
        ("not_empty", {"!": {"missing": ["f"]}}),
    ):
        row = {"field": "f", "operator": operator}
        assert from_condition({"match": "all", "rows": [row]}) == logic
        assert to_condition(logic)["rows"] == [row]


@pytest.mark.parametrize(
    "logic",
    [
        {"and": []},
        {">": [5, var("fee")]},
        {"<": [1, var("fee"), 5]},
        {"==": [var("fee"), {"var": ["area", 1]}]},
        {">=": [var("filed"), {"plus_days": [var("decided"), var("area")]}]},
        {">": [var("filed"), {"plus_days": [var("decided"), 3]}]},
        {">=": [{"age": [var("filed"), var("decided")]}, 3]},
        {"in": [{"year": var("filed")}, [2026]]},
        {"==": [{"year": [var("filed")]}, 2026]},
        {"!": {"!": {"missing": ["fee"]}}},
        {"==": [var("fee"), None]},
        {"in": [var("fee"), []]},
        {"missing": "fee"},
        {"some": [var("people"), True]},
        var("verify"),
        True,
        [1],
        "x",
    ],
)
def test_what_the_editor_does_not_know_is_left_alone(logic):
    assert to_condition(logic) is None


@pytest.mark.parametrize(
    ("condition", "pointer"),
    [
        ({"match": "some", "rows": []}, ""),
        ({"match": "all", "rows": "x"}, ""),
        ({"match": "all", "rows": [{"operator": "eq", "value": 1}]}, "/rows/0/field"),
        ({"match": "all", "rows": [{"field": "f", "operator": "like"}]}, "/rows/0/operator"),
        ({"match": "any", "rows": [ROW, {"field": "f", "operator": "eq"}]}, "/rows/1/value"),
        (
            {"match": "all", "rows": [{"field": "f", "operator": "in", "value": []}]},
            "/rows/0/value",
        ),
        ({"match": "all", "rows": [ROW, {"match": "any", "rows": []}]}, "/rows/1"),
        ([], ""),
    ],
)
def test_an_unfinished_row_is_named(condition, pointer):
    with pytest.raises(RuleError) as caught:
        from_condition(condition)
    assert caught.value.pointer == pointer


LATER = {"field": "filed", "other": "decided", "value": 3}


@pytest.mark.parametrize(
    ("row", "logic"),
    [
        (
            {"field": "filed", "operator": "gt", "other": "decided"},
            {">": [var("filed"), var("decided")]},
        ),
        (
            {**LATER, "operator": "later_by", "unit": "days"},
            {">=": [var("filed"), {"plus_days": [var("decided"), 3]}]},
        ),
        (
            {**LATER, "operator": "within", "unit": "working_days"},
            {"<=": [var("filed"), {"plus_working_days": [var("decided"), 3]}]},
        ),
        (
            {"field": "filed", "operator": "of_age", "other": "decided", "value": 18},
            {"of_age": [var("filed"), 18, var("decided")]},
        ),
        (
            {"field": "filed", "operator": "not_of_age", "other": "decided", "value": 18},
            {"!": {"of_age": [var("filed"), 18, var("decided")]}},
        ),
        (
            {"field": "decision_instant", "part": "day_of", "operator": "ge", "other": "filed"},
            {">=": [{"day_of": var("decision_instant")}, var("filed")]},
        ),
        (
            {"field": "filed", "part": "year", "operator": "eq", "value": 2026},
            {"==": [{"year": var("filed")}, 2026]},
        ),
        (
            {
                "field": "decision_instant",
                "part": "day_of",
                "operator": "later_by",
                "other": "filed",
                "value": 1,
                "unit": "months",
            },
            {">=": [{"day_of": var("decision_instant")}, {"plus_months": [var("filed"), 1]}]},
        ),
    ],
)
def test_a_row_holds_fields_to_one_another(row, logic):
    condition = {"match": "all", "rows": [row]}
    assert from_condition(condition) == logic
    assert to_condition(logic) == condition
    assert problems(logic, INPUTS) == []


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"field": "f", "operator": "later_by", "value": 3, "unit": "days"}, "/rows/0/other"),
        ({**LATER, "operator": "within", "unit": "weeks"}, "/rows/0/unit"),
        ({"field": "f", "operator": "of_age", "other": "g"}, "/rows/0/value"),
        ({"field": "f", "operator": "eq", "other": ""}, "/rows/0/other"),
        ({"field": "f", "operator": "contains", "other": "g"}, "/rows/0/other"),
        ({"field": "f", "part": "age", "operator": "eq", "value": 3}, "/rows/0/part"),
        ({"field": "f", "part": "year", "operator": "empty"}, "/rows/0/operator"),
        ({**LATER, "operator": "of_age", "part": "year"}, "/rows/0/part"),
    ],
)
def test_an_unfinished_row_of_two_fields_is_named(row, pointer):
    with pytest.raises(RuleError) as caught:
        from_condition({"match": "all", "rows": [row]})
    assert caught.value.pointer == pointer


def test_groups_stand_in_groups_but_not_without_end():
    deep, too_deep = ROW, ROW
    for level in range(40):
        too_deep = {"match": "any", "rows": [too_deep]}
        if level < 20:
            deep = {"match": "any", "rows": [deep]}
    assert to_condition(from_condition(deep)) == deep
    with pytest.raises(RuleError, match="lồng quá 20 tầng"):
        from_condition(too_deep)
    logic = ROW_LOGIC
    for _ in range(5_000):
        logic = {"or": [logic]}
    assert to_condition(logic) is None


def test_what_a_field_offers_besides_goes_by_its_type():
    relations = [one.code for one in relations_for("date")]
    assert relations == ["later_by", "within", "of_age", "not_of_age"]
    parts = [one.code for one in parts_for("instant")]
    assert parts == ["day_of", "year", "quarter", "month", "weekday", "hour"]
    assert relations_for("money") == [] and parts_for("yes_no") == []
    assert "later_by" not in dict(operators_for("date"))


VALUES = {
    "verify": True,
    "fee": 5,
    "area": "1.5",
    "filed": "2026-01-01",
    "place": "Huế",
    "channel": "post",
    "papers": "card",
    "people": None,
}


@pytest.mark.parametrize("field", VALUES)
def test_every_operator_offered_for_a_type_compiles_on_it(field):
    offered = operators_for(INPUTS[field]["type"])
    assert ("empty", "để trống") in offered
    for code, _ in offered:
        row = {"field": field, "operator": code}
        if code not in ("empty", "not_empty"):
            value = VALUES[field]
            row["value"] = [value] if code in ("in", "not_in") else value
        assert problems(from_condition({"match": "all", "rows": [row]}), INPUTS) == []


def test_operators_are_named_for_the_type():
    assert dict(operators_for("date"))["lt"] == "trước ngày"
    assert dict(operators_for("money"))["lt"] == "nhỏ hơn"
    assert dict(operators_for("many_of"))["contains"] == "có chọn"
    assert operators_for("nothing") == []


names = st.sampled_from(["fee", "verify", "f"])
scalars = st.one_of(st.text(max_size=5), st.booleans(), st.integers())
rows = st.one_of(
    st.builds(
        lambda code, name, value: {code: [{"var": name}, value]},
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "==="]),
        names,
        st.one_of(scalars, st.none(), st.lists(scalars, max_size=3)),
    ),
    st.builds(lambda name, value: {"in": [value, {"var": name}]}, names, scalars),
    st.builds(lambda name: {"missing": [name]}, names),
    st.builds(lambda name: {"var": name}, names),
    st.builds(
        lambda code, part, name, right: {code: [{part: {"var": name}} if part else name, right]},
        st.sampled_from(["==", "<", ">=", "in"]),
        st.sampled_from(["", "year", "day_of", "age"]),
        names,
        st.one_of(scalars, names.map(var)),
    ),
    st.builds(
        lambda code, name, unit, other, count: {
            code: [var(name), {f"plus_{unit}": [var(other), count]}]
        },
        st.sampled_from(["<=", ">=", "<"]),
        names,
        st.sampled_from(["days", "working_days", "hours"]),
        names,
        scalars,
    ),
    st.builds(lambda name, n, at: {"of_age": [var(name), n, var(at)]}, names, scalars, names),
)
denied = st.one_of(rows, st.builds(lambda row: {"!": row}, rows))
logics = st.recursive(
    denied,
    lambda inner: st.builds(
        lambda code, parts: {code: parts},
        st.sampled_from(["and", "or", "!"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(logics)
def test_saving_untouched_changes_nothing(logic):
    condition = to_condition(logic)
    if condition is not None:
        assert from_condition(condition) == logic
        assert to_condition(from_condition(condition)) == condition
