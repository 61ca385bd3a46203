"""The sources of a rule answer as its closures do, and hold nothing but templates."""

import ast
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import UNKNOWN, Known, OtherRule, RuleError, compile_rule
from rules.engine.answering import general as any_answers
from rules.engine.answering import together as at_once
from rules.engine.answering.general import general
from rules.engine.answering.helpers import helpers
from rules.engine.answering.plain import KNOWN, NoTemplate, plain, write
from rules.engine.answering.running import Mode
from rules.engine.answering.traced import TracedWriter
from rules.engine.compile import checked_tree
from tests.rules.engine.closures.build import by_closures, traced_by_closures
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_laws import answers, anything, conditions, numbers, scalars

# What people, other programs and old drafts leave in a field.
ODD: list[Any] = [
    None, "", " ", "\0", "abc", "12", "1,5", 0, -7, 10**50, 1.5, Decimal("2.50"), True, False, [],
    {}, ["direct"], {"a": 1}, "direct", "ĐƯỜNG", "Đu\u031bo\u031b\u0300ng", "hoà", "2026-02-30",
    "2026-06-01", "x" * 120,
]  # fmt: skip
NAMES = sorted(INPUTS)
texts = st.sampled_from(["hòa", "Hoà", "đường", "x", ""])
text_tests = st.one_of(
    st.builds(lambda words: {"alike": [var("place"), words]}, texts),
    st.builds(lambda words: {"alike_in": [var("place"), [words, "khác"]]}, texts),
    st.builds(lambda words: {"alike_in": [words, var("place")]}, texts),
    st.builds(lambda words: {"in": [words, var("place")]}, texts),
    st.builds(lambda words: {"==": [var("place"), words]}, texts),
)
sums = st.recursive(
    st.one_of(st.integers(-3, 3), st.just(var("fee"))),
    lambda inner: st.builds(
        lambda code, parts: {code: parts},
        st.sampled_from(["+", "-", "*", "max", "min"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
more = st.one_of(
    text_tests,
    st.builds(
        lambda code, left, right: {code: [left, right]},
        st.sampled_from(["==", "!=", "===", "!==", "<", "<=", ">", ">="]),
        sums,
        sums,
    ),
    st.builds(lambda name: {"missing": [name]}, st.sampled_from(NAMES)),
    st.builds(lambda number: {"in": [number, [1, 2]]}, numbers),
    st.builds(lambda item: {"in": [var("channel"), [item]]}, st.sampled_from(["direct", "post"])),
    st.builds(lambda test, number: {"<": [{"if": [test, number]}, 2]}, conditions, numbers),
)
rules = st.recursive(
    st.one_of(conditions, numbers, more),
    lambda inner: st.one_of(
        st.builds(
            lambda code, parts: {code: parts},
            st.sampled_from(["and", "or", "if"]),
            st.lists(inner, min_size=1, max_size=4),
        ),
        st.builds(lambda code, part: {code: [part]}, st.sampled_from(["!", "!!"]), inner),
    ),
    max_leaves=6,
)


def outcome(answer: Any, data: Any) -> tuple[str, Any, type | None]:
    try:
        value = answer(data)
    except RuleError as error:
        return "error", str(error), None
    return "value", value, type(value)


STRICT = Mode(strict=True, exact=True)


def given_up(data: Any) -> Any:
    raise AssertionError("the general source was asked")


@settings(max_examples=150)
@given(rules, answers, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD)))
def test_source_and_closures_agree_whatever_the_answers_are(
    logic: Any, data: dict[str, Any], odd: dict[str, Any]
) -> None:
    try:
        rule = compile_rule(logic, INPUTS)
    except RuleError:
        return
    slow, every = by_closures(rule.tree), general(rule.tree, STRICT)
    for answered in (data, {**data, **odd}, odd, {}, None, [], "x"):
        wanted = outcome(slow, answered)
        assert outcome(rule, answered) == outcome(every, answered) == wanted
        assert list(rule.trace(answered)) == traced_by_closures(rule.tree, answered)


@settings(max_examples=200)
@given(
    anything,
    st.sampled_from([None, INPUTS]),
    st.booleans(),
    st.one_of(scalars, anything, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD))),
)
def test_whatever_is_no_nonsense_means_the_same_to_both(
    logic: Any, inputs: Any, strict: bool, data: Any
) -> None:
    try:
        rule = compile_rule(logic, inputs, missing="strict" if strict else "null")
    except RuleError:
        return
    slow = by_closures(rule.tree, strict=strict, exact=strict or inputs is not None)
    assert outcome(rule, data) == outcome(slow, data)


@pytest.mark.parametrize("code", ["==", "===", "!=", "!==", "<", "<=", ">", ">="])
def test_every_comparison_holds_for_the_same_numbers(code: str) -> None:
    for wanted in (0, 2, 10**7, Decimal("1.5")):
        tree = checked_tree({code: [{"+": [var("fee"), 1]}, wanted]}, INPUTS)
        quick, slow = plain(tree, given_up), by_closures(tree)
        assert quick is not None
        for fee in (-1, 0, 1, 2, 10**7 - 1):
            assert quick({"fee": fee}) is slow({"fee": fee})


USUAL = [
    {">": [var("fee"), 2]},
    {"and": [var("verify"), {"or": [{"<=": [var("area"), 5]}, {"!": var("urgent")}]}]},
    {"if": [{">=": [var("filed"), "2026-01-01"]}, {"+": [var("fee"), {"*": [var("area"), 2]}]}, 0]},
    {"in": [var("channel"), ["direct", "post"]]},
    {"alike": [var("place"), "Hòa Bình"]},
    {"!": {"missing": ["fee"]}},
]
PLAIN = {
    "verify": True, "urgent": False, "fee": 5, "area": 3, "filed": "2026-03-01",
    "channel": "post", "place": "hoà bình",
}  # fmt: skip


@pytest.mark.parametrize("logic", USUAL)
def test_plain_answers_need_no_other_source(logic: Any) -> None:
    tree = checked_tree(logic, INPUTS)
    quick, traced = plain(tree, given_up), plain(tree, given_up, TracedWriter)
    assert quick is not None and traced is not None
    wanted = by_closures(tree)(PLAIN)
    assert quick(PLAIN) == wanted != UNKNOWN
    assert list(traced(PLAIN)) == traced_by_closures(tree, PLAIN)


ALLOWED = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Try, ast.ExceptHandler, ast.If,
    ast.While, ast.Break, ast.Return, ast.Assign, ast.Name, ast.Load, ast.Store, ast.Constant,
    ast.Call, ast.Attribute, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp,
    ast.Add, ast.Sub, ast.Mult, ast.BitOr, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt,
    ast.GtE, ast.Is, ast.IsNot, ast.In, ast.Subscript, ast.IfExp, ast.List, ast.NamedExpr,
    ast.Tuple,
)  # fmt: skip


def holds_templates_alone(text: str, constants: dict[str, Any], known: set[str]) -> None:
    """Fail where the source has anything that no template writes."""
    for node in ast.walk(ast.parse(text)):
        assert isinstance(node, ALLOWED)
        if isinstance(node, ast.Name):
            own = node.id[0] in "kvf" and node.id[1:].isdecimal()
            assert own or node.id in known
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) in ("data.get", "run.answers")
        if isinstance(node, ast.Constant):
            assert node.value is None or (
                type(node.value) in (bool, int) and 0 <= node.value <= 1_000_000
            )
    assert set(constants) == {f"k{number}" for number in range(len(constants))}


@given(st.one_of(rules, anything), st.booleans())
def test_the_sources_hold_templates_alone(logic: Any, traced: bool) -> None:
    for inputs in (INPUTS, None):
        try:
            tree = checked_tree(logic, inputs)
        except RuleError:
            continue
        text, constants, _ = any_answers.write(tree, STRICT, traced=traced)
        holds_templates_alone(text, constants, {*helpers(STRICT), "data", "run"})
        text, constants = at_once.write([(tree, given_up), (tree, given_up)])
        holds_templates_alone(text, constants, {*KNOWN, "slow", "data"})
        with suppress(NoTemplate):
            text, constants = write(tree, TracedWriter if traced else None)
            holds_templates_alone(text, constants, {*KNOWN, "slow", "data", "KeyError"})


def test_words_of_a_rule_never_reach_python() -> None:
    name = "x') or slow(0) #\n'''\\"
    inputs = {name: {"type": "one_of", "label": name, "options": [{"id": name, "label": name}]}}
    logic = {"==": [{"var": name}, name]}
    text, constants = write(checked_tree(logic, inputs))
    assert "slow(0)" not in text and name in constants.values()
    assert compile_rule(logic, inputs)({name: name}) is True


def test_a_branch_that_is_not_there_is_compared_without_breaking() -> None:
    rule = compile_rule({"<": [{"if": [var("verify"), 5]}, 3]}, INPUTS)
    assert rule({"verify": True}) is False
    # null counts as 0 in a comparison, as published.
    assert rule({"verify": False}) is True


def test_sums_that_grow_too_large_are_no_answer() -> None:
    rule = compile_rule({">": [{"*": [var("fee"), var("fee")]}, 1]}, INPUTS)
    assert rule({"fee": 10**15}) is True
    assert rule({"fee": 10**39}) is UNKNOWN


@pytest.mark.parametrize("logic", [{"*": [var("fee"), 0]}, {"+": [var("fee"), -(10**50)]}])
def test_a_part_of_a_sum_that_is_too_large_alone_is_no_answer_either(logic: Any) -> None:
    rule = compile_rule(logic, INPUTS)
    assert rule({"fee": 10**50}) is by_closures(rule.tree)({"fee": 10**50})
    assert rule({"fee": 10**50}) is UNKNOWN


def test_an_empty_answer_is_none_even_where_an_option_is_called_so() -> None:
    options = [{"id": "", "label": "Chưa chọn"}, {"id": "a", "label": "A"}]
    inputs = {"kind": {"type": "one_of", "label": "Loại", "options": options}}
    assert compile_rule({"==": [var("kind"), ""]}, inputs)({"kind": ""}) is UNKNOWN


def test_an_empty_text_of_another_class_is_missing_too() -> None:
    """Django marks texts as safe by a class of its own."""
    rule = compile_rule({"missing": ["place"]}, INPUTS)
    assert rule({"place": SafeString("")}) == ["place"]


def test_what_python_cannot_read_at_once_is_written_in_parts() -> None:
    """Python reads no more than 200 brackets within brackets: in a plain source each branch is one,
    in the general one each part."""
    branches = {"if": [*[var("verify"), 1] * 250, 2]}
    rule = compile_rule({">": [branches, 1]}, INPUTS)
    assert rule({"verify": False}) is True
    assert rule({"verify": True}) is False
    assert rule({}) is UNKNOWN


DEEP: list[Any] = [
    lambda part: {"if": [var("urgent"), {"!": [part]}, var("verify")]},
    lambda part: {"!": [{"and": [var("urgent"), part]}]},
    lambda part: {"or": [{"<": [{"+": [1, 1]}, {"if": [part, 1, 3]}]}, False]},
    lambda part: {"some": [[1], {"and": [part, True]}]},
    lambda part: {"!=": [{"cat": [part, ""]}, ""]},
    lambda part: {"if": [part, True, part]} if part == var("verify") else {"if": [part, True]},
]


@pytest.mark.parametrize("around", DEEP)
@pytest.mark.parametrize("missing", ["strict", "null"])
def test_the_deepest_rule_has_a_source(around: Any, missing: Any) -> None:
    logic: Any = var("verify")
    with suppress(RuleError):
        while True:
            rule = compile_rule(around(logic), missing=missing)
            logic = around(logic)
    slow = by_closures(rule.tree, strict=missing == "strict", exact=missing == "strict")
    for data in ({"verify": True, "urgent": True}, {"urgent": False}, {}, {"verify": False}):
        assert outcome(rule, data) == outcome(slow, data)
        if missing == "strict":
            assert list(rule.trace(data)) == traced_by_closures(rule.tree, data)


@pytest.mark.parametrize("around", DEEP[:3])
def test_deep_rules_within_deep_rules_have_a_source(around: Any) -> None:
    """Far deeper than Python reads brackets."""
    logic: Any = var("verify")
    rules: dict[str, OtherRule] = {}
    for name in "abcde":
        for _ in range(15):
            logic = around(logic)
        rules[name] = OtherRule(name, logic, INPUTS)
        logic = {"rule": [name]}
    rule = compile_rule(logic, INPUTS, known=Known(rules=rules))
    slow = by_closures(rule.tree)
    for data in ({"verify": True, "urgent": True}, {"urgent": "x"}, {"verify": False}):
        assert outcome(rule, data) == outcome(slow, data)
        assert list(rule.trace(data)) == traced_by_closures(rule.tree, data)


@pytest.mark.parametrize(
    "logic",
    [
        {"and": [{"<": [var("fee"), number]} for number in range(990)]},
        {"<": [var("fee")] * 2_490},
        {"+": [var("fee")] * 2_490},
        {"merge": [var("fee")] * 2_490},
        {"if": [var("verify"), 1] * 1_240},
        {"<": [{"if": [var("verify"), 1] * 1_240}, 1]},
        {"cat": [{"cat": [var("place")]}] * 990},
    ],
)
def test_the_longest_rule_has_a_source(logic: Any) -> None:
    rule = compile_rule(logic, INPUTS)
    slow = by_closures(rule.tree)
    for data in ({"fee": -1, "verify": False}, {"fee": "1.5", "verify": True, "place": "a"}, {}):
        assert outcome(rule, data) == outcome(slow, data)
