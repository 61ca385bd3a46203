"""Laws that hold for every rule: totality, no yes from missing data, sentences that never fail."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import (
    UNKNOWN,
    RuleError,
    compile_rule,
    describe,
    problems,
    to_condition,
    trace,
    variables,
)
from rules.engine.operators import OPERATORS
from tests.rules.engine.inputs import INPUTS, var

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", *INPUTS, "age", "current", "accumulator", "2026-01-01", "1.5"]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.builds(
            lambda code, parts: {code: parts},
            st.one_of(st.sampled_from(sorted(OPERATORS)), st.text(max_size=4)),
            st.one_of(inner, st.lists(inner, max_size=4)),
        ),
        st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ),
    max_leaves=20,
)
some_inputs = st.one_of(
    st.none(),
    st.just(INPUTS),
    st.dictionaries(
        st.sampled_from(sorted(INPUTS)),
        st.dictionaries(
            st.sampled_from(["type", "label", "options", "columns", "unit"]),
            st.one_of(st.text(max_size=3), st.none(), st.lists(st.none(), max_size=2)),
        ),
    ),
)

values = {
    "verify": st.booleans(),
    "urgent": st.booleans(),
    "fee": st.integers(-3, 3),
    "area": st.sampled_from(["-1", "0", "0.5", "2"]),
    "filed": st.sampled_from(["2026-01-01", "2026-06-01"]),
    "channel": st.sampled_from(["direct", "post"]),
    "papers": st.lists(st.sampled_from(["card", "map"]), min_size=1, max_size=2, unique=True),
    "people": st.lists(
        st.fixed_dictionaries({"age": st.integers(0, 3), "name": st.sampled_from("AB")}),
        min_size=1,
        max_size=3,
    ),
}
answers = st.fixed_dictionaries(values)
numbers = st.recursive(
    st.one_of(
        st.integers(-3, 3), st.sampled_from([var("fee"), var("area")]), st.just({"+": ["0.5"]})
    ),
    lambda inner: st.builds(
        lambda code, parts: {code: parts},
        st.sampled_from(["+", "-", "*", "/", "%", "max", "min"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)
ages = st.builds(
    lambda code, age: {code: [var("age"), age]}, st.sampled_from("<>"), st.integers(0, 3)
)
atoms = st.one_of(
    st.sampled_from([var("verify"), var("urgent"), {"==": [var("verify"), False]}]),
    st.builds(
        lambda code, a, b: {code: [a, b]},
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        numbers,
        numbers,
    ),
    st.builds(lambda code: {code: [var("filed"), "2026-03-01"]}, st.sampled_from(["<", ">="])),
    st.builds(lambda item: {"in": [item, var("papers")]}, st.sampled_from(["card", "map"])),
    st.builds(lambda item: {"==": [var("channel"), item]}, st.sampled_from(["direct", "post"])),
    st.builds(
        lambda code, body: {code: [var("people"), body]},
        st.sampled_from(["some", "all", "none"]),
        ages,
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(
            lambda code, parts: {code: parts},
            st.sampled_from(["and", "or", "if"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda part: {"!": [part]}, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(anything, some_inputs, st.one_of(scalars, anything), st.sampled_from(["strict", "null"]))
def test_every_rule_compiles_and_runs_or_says_why_not(logic, inputs, data, missing):
    # Anything but a value or a RuleError fails the test.
    with suppress(RuleError):
        compile_rule(logic, inputs, missing=missing)(data)


def refusal(logic, inputs):
    """Why a rule is not compiled; "" when it is."""
    try:
        compile_rule(logic, inputs)
    except RuleError as error:
        return error.message
    return ""


@settings(max_examples=200)
@given(anything, some_inputs)
def test_reading_a_rule_never_fails(logic, inputs):
    assert describe(logic, inputs)
    assert isinstance(variables(logic), set)
    found = problems(logic, inputs)
    to_condition(logic)
    wrong = [problem.message for problem in found if problem.severity == "error"]
    refused = refusal(logic, inputs)
    assert refused in wrong if refused else wrong == []


def without(data, taken, row_taken):
    """The answers with some of them, and one cell of the first row, not given."""
    rows = [dict(row) for row in data["people"]]
    rows[0].pop(row_taken, None)
    return {name: value for name, value in {**data, "people": rows}.items() if name not in taken}


@settings(max_examples=200)
@given(
    conditions,
    answers,
    st.sets(st.sampled_from(sorted(values))),
    st.sampled_from(["age", "name", "-"]),
)
def test_what_is_decided_on_part_of_the_data_stays_decided(logic, data, taken, row_taken):
    rule = compile_rule(logic, INPUTS)
    part = rule.decide(without(data, taken, row_taken))
    if part is not UNKNOWN:
        assert rule.decide(data) is part


@given(conditions)
def test_no_data_at_all_is_a_yes_only_where_nothing_is_asked(logic):
    if compile_rule(logic, INPUTS).decide({}) is True:
        assert any(problem.keyword == "constant" for problem in problems(logic, INPUTS))


@given(conditions, answers)
def test_the_explanation_ends_with_the_answer(logic, data):
    steps = trace(logic, INPUTS, data)
    assert steps[-1]["pointer"] == ""
    assert steps[-1]["value"] == compile_rule(logic, INPUTS)(data)
    assert all(step["sentence"] for step in steps)
