"""Many rules on one dossier answer as each does by itself."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import UNKNOWN, RuleError, compile_rule, together
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_laws import answers
from tests.rules.engine.test_source import NAMES, ODD, rules


@settings(max_examples=40)
@given(
    st.lists(rules, max_size=5),
    answers,
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD)),
)
def test_each_answers_as_by_itself(
    logics: list[Any], data: dict[str, Any], odd: dict[str, Any]
) -> None:
    compiled = []
    for logic in logics:
        try:
            compiled.append(compile_rule(logic, INPUTS))
        except RuleError:
            continue
    for answered in (data, {**data, **odd}, odd, {}, None):
        wanted = [rule(answered) for rule in compiled]
        found = together(compiled)(answered)
        assert found == wanted and list(map(type, found)) == list(map(type, wanted))


def test_a_rule_that_is_stopped_leaves_the_others_their_answers() -> None:
    double = {"cat": [var("accumulator"), var("accumulator")]}
    endless = compile_rule({"reduce": [[1] * 60, double, "xx"]})
    fine = compile_rule({">": [var("fee"), 1]}, INPUTS)
    assert together([endless, fine, endless]).decide({"fee": 2}) == [UNKNOWN, True, UNKNOWN]


def test_fields_of_one_name_may_be_of_two_types() -> None:
    as_text = {"fee": {"type": "text", "label": "Lệ phí"}}
    both = [compile_rule({"==": [var("fee"), "5"]}, inputs) for inputs in (INPUTS, as_text)]
    assert together(both)({"fee": 5}) == [True, UNKNOWN]
    assert together(both)({"fee": "5"}) == [True, True]


def test_rules_of_both_meanings_keep_them() -> None:
    strict, published = (
        compile_rule({"<": [var("fee"), 5]}, INPUTS),
        compile_rule({"missing": ["fee"]}, INPUTS, missing="null"),
    )
    assert together([strict, published])({"fee": []}) == [UNKNOWN, []]
