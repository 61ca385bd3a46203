"""The source of a rule answers as its closures do, and holds nothing but templates."""

import ast
from decimal import Decimal
from typing import Any

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import UNKNOWN, RuleError, compile_rule
from rules.engine.answering.plain import KNOWN, NoTemplate, plain, write
from rules.engine.compile import checked_tree
from tests.rules.engine.closures.build import by_closures, traced_by_closures
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_laws import answers, conditions, numbers

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


def given_up(data: Any) -> Any:
    raise AssertionError("the closures were asked")


@settings(max_examples=400)
@given(rules, answers, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD)))
def test_source_and_closures_agree_whatever_the_answers_are(
    logic: Any, data: dict[str, Any], odd: dict[str, Any]
) -> None:
    try:
        tree = checked_tree(logic, INPUTS)
    except RuleError:
        return
    slow = by_closures(tree)
    quick = plain(tree, slow)
    if quick is None:
        return
    for answered in (data, {**data, **odd}, odd, {}, None, [], "x"):
        assert outcome(quick, answered) == outcome(slow, answered)


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
def test_plain_answers_need_no_closures(logic: Any) -> None:
    tree = checked_tree(logic, INPUTS)
    quick = plain(tree, given_up)
    assert quick is not None
    wanted = by_closures(tree)(PLAIN)
    assert quick(PLAIN) == wanted != UNKNOWN


ALLOWED = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Try, ast.ExceptHandler, ast.If,
    ast.Return, ast.Assign, ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call, ast.Attribute,
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub,
    ast.Mult, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot,
    ast.In, ast.Subscript, ast.IfExp, ast.List, ast.NamedExpr, ast.Tuple,
)  # fmt: skip


@settings(max_examples=200)
@given(rules)
def test_the_source_holds_templates_alone(logic: Any) -> None:
    try:
        text, constants = write(checked_tree(logic, INPUTS))
    except (RuleError, NoTemplate):
        return
    for node in ast.walk(ast.parse(text)):
        assert isinstance(node, ALLOWED)
        if isinstance(node, ast.Name):
            own = node.id[0] in "kv" and node.id[1:].isdecimal()
            assert own or node.id in {*KNOWN, "slow", "data", "KeyError"}
        if isinstance(node, ast.Attribute):
            assert (ast.unparse(node)) == "data.get"
        if isinstance(node, ast.Constant):
            assert node.value is None or (type(node.value) in (bool, int) and 0 <= node.value <= 99)
    assert set(constants) == {f"k{number}" for number in range(len(constants))}


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


def test_what_python_gives_up_on_keeps_to_the_closures() -> None:
    """Python reads no more than 200 brackets within brackets: each branch is one."""
    branches = {"if": [*[var("verify"), 1] * 250, 2]}
    rule = compile_rule({">": [branches, 1]}, INPUTS)
    assert rule({"verify": False}) is True
    assert rule({"verify": True}) is False


def test_the_deepest_and_the_longest_rule_have_a_source_or_none() -> None:
    deep: Any = var("verify")
    for _ in range(48):
        deep = {"if": [var("urgent"), {"!": [deep]}, var("verify")]}
    wide = {"and": [{"<": [var("fee"), number]} for number in range(1_500)]}
    for logic, data in ((deep, {"verify": True, "urgent": True}), (wide, {"fee": -1})):
        try:
            rule = compile_rule(logic, INPUTS)
        except RuleError:
            continue
        assert rule(data) == by_closures(rule.tree)(data)
