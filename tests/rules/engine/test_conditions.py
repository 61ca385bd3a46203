"""The condition editor: rows to JSON Logic and back, unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import RuleError, from_condition, operators_for, problems, to_condition
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
        {"and": [{"or": [{"and": [ROW_LOGIC, ROW_LOGIC]}, ROW_LOGIC]}, ROW_LOGIC]},
        {"and": [{"or": [ROW_LOGIC, ROW_LOGIC]}]},
        {"and": []},
        {">": [5, var("fee")]},
        {"<": [1, var("fee"), 5]},
        {"==": [var("fee"), var("area")]},
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
        (
            {"match": "all", "rows": [{"match": "any", "rows": [{"match": "all", "rows": [ROW]}]}]},
            "/rows/0/rows/0",
        ),
        ([], ""),
    ],
)
def test_an_unfinished_row_is_named(condition, pointer):
    with pytest.raises(RuleError) as caught:
        from_condition(condition)
    assert caught.value.pointer == pointer


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
