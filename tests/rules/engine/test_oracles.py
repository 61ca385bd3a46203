"""Two other engines on the same rules: every difference has a name, and begins where it says."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import datalogic_py
import json_logic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.conformance import same
from rules.engine import RuleError, compile_rule

Peer = Callable[[Any, Any], Any]
ENGINE = datalogic_py.Engine()
PEERS: dict[str, Peer] = {
    "datalogic-py": lambda rule, data: ENGINE.compile(rule).evaluate(data),
    "json-logic-qubit": json_logic.jsonLogic,
}
COMPARING = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">="})
RECKONING = frozenset({"+", "-", "*", "/", "%", "min", "max"})
LOOPING = frozenset({"some", "all", "none", "filter", "map"})


@dataclass(frozen=True)
class Difference:
    """Why an engine answers otherwise: its operators, on which operands, and an example."""

    reason: str
    peer: str
    operators: frozenset[str]
    on: Callable[[list[Any]], bool]
    example: Any


def one_is(*types: type) -> Callable[[list[Any]], bool]:
    return lambda operands: any(type(operand) in types for operand in operands)


def mixed(operands: list[Any]) -> bool:
    return len(set(map(type, operands)) - {float} | {int}) > 1 or one_is(list)(operands)


def empty(operands: list[Any]) -> bool:
    return None in operands or "" in operands


def has_zero_last(operands: list[Any]) -> bool:
    return operands[-1] in (0, None, "") or not float(operands[-1])


DIFFERENCES = [
    Difference(
        "what is no number is neither smaller nor equal; for us it is an error",
        "datalogic-py", COMPARING, mixed, {"<": ["a", None]},
    ),
    Difference(
        "what is divided by zero is the largest number there is, or zero",
        "datalogic-py", frozenset({"/", "%"}), has_zero_last, {"/": [1, None]},
    ),
    Difference(
        "only numbers have a smallest and a largest",
        "datalogic-py", frozenset({"min", "max"}), one_is(str, bool, type(None)), {"max": ["1", 2]},
    ),
    Difference(
        "a list that was computed is as many operands",
        "datalogic-py", RECKONING | {"cat"}, one_is(list), {"+": [{"merge": [[1, 2]]}]},
    ),
    Difference(
        "null is left out of a merged list",
        "datalogic-py", frozenset({"merge"}), lambda lists: any(None in one for one in lists),
        {"merge": [[1, None]]},
    ),
    Difference(
        "an empty text is an answer",
        "datalogic-py", frozenset({"missing"}), one_is(str), {"missing": ["empty"]},
    ),
    Difference(
        "a list is cut as its JSON",
        "datalogic-py", frozenset({"substr"}), one_is(list), {"substr": [{"merge": [["a"]]}, 0]},
    ),
    Difference(
        "what is compared with another type is neither smaller nor equal",
        "json-logic-qubit", COMPARING, mixed, {"<": [None, 1]},
    ),
    Difference(
        "null and the empty text are no numbers",
        "json-logic-qubit", RECKONING, empty, {"+": [None, 1]},
    ),
    Difference(
        "a remainder has the sign of what is divided by",
        "json-logic-qubit", frozenset({"%"}), one_is(int, float), {"%": [3, -2]},
    ),
    Difference(
        "values are joined as Python writes them",
        "json-logic-qubit", frozenset({"cat"}), one_is(bool, type(None), list), {"cat": [True]},
    ),
    Difference(
        "only texts are cut, and lists as lists",
        "json-logic-qubit", frozenset({"substr"}),
        one_is(int, float, bool, list, type(None)), {"substr": [12, 1]},
    ),
    Difference(
        "a row that is 0 is no row",
        "json-logic-qubit", LOOPING, lambda rows: 0 in rows[0],
        {"some": [[0], {"==": [{"var": ""}, 0]}]},
    ),
    Difference(
        "1 is true, 0 is false",
        "json-logic-qubit", frozenset({"in"}), one_is(bool, int, float), {"in": [False, [0]]},
    ),
]  # fmt: skip

scalars = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([0.5, 1.5, "", "a", "ab", "1", "-1"]),
    st.booleans(),
    st.none(),
)
dossiers = st.fixed_dictionaries(
    {
        "n": st.integers(-3, 3),
        "t": st.sampled_from(["a", "ab", "", "1"]),
        "yes": st.booleans(),
        "nil": st.none(),
        "empty": st.just(""),
        "list": st.lists(st.integers(-2, 2), max_size=3),
    }
)
lists = st.one_of(st.lists(scalars, max_size=3), st.just({"var": "list"}))
tests_of_a_row = st.builds(
    lambda code, value: {code: [{"var": ""}, value]},
    st.sampled_from(["<", "==", ">"]),
    st.integers(-2, 2),
)


def operations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def of(codes: list[str], least: int, most: int) -> st.SearchStrategy[Any]:
        return st.builds(
            lambda code, parts: {code: parts},
            st.sampled_from(codes),
            st.lists(inner, min_size=least, max_size=most),
        )

    return st.one_of(
        of([*sorted(COMPARING), "-", "/", "%"], 2, 2),
        of(["and", "or", "+", "*", "max", "min", "cat"], 1, 3),
        of(["!", "!!"], 1, 1),
        of(["if"], 1, 5),
        st.builds(lambda needle, items: {"in": [needle, items]}, inner, lists),
        st.builds(lambda text, start: {"substr": [text, start]}, inner, st.integers(-2, 2)),
        st.builds(
            lambda code, test: {code: [{"var": "list"}, test]},
            st.sampled_from(sorted(LOOPING)),
            tests_of_a_row,
        ),
        st.lists(st.sampled_from(["n", "gone", "empty"]), max_size=3).map(
            lambda names: {"missing": names}
        ),
        st.lists(lists, max_size=2).map(lambda parts: {"merge": parts}),
    )


fields = st.sampled_from([{"var": name} for name in ("n", "t", "yes", "nil", "gone")])
rules = st.recursive(st.one_of(scalars, fields), operations, max_leaves=6).filter(
    lambda rule: isinstance(rule, dict)
)


def outcome(evaluate: Peer, rule: Any, data: Any) -> Any:
    """What comes out; any error is one."""
    logging.disable(logging.WARNING)
    try:
        return evaluate(rule, data)
    except Exception as error:  # the peers raise what Python raises
        return error
    finally:
        logging.disable(logging.NOTSET)


def ours(rule: Any, data: Any) -> Any:
    return compile_rule(rule, missing="null")(data)


def agrees(peer: Peer, rule: Any, data: Any) -> bool:
    one, other = outcome(ours, rule, data), outcome(peer, rule, data)
    if isinstance(one, Exception) or isinstance(other, Exception):
        return isinstance(one, RuleError) and isinstance(other, Exception)
    return same(one, other)


def beginnings(peer: Peer, rule: Any, data: Any) -> list[tuple[str, list[Any]]]:
    """The operations, with the values of their operands, in which a difference begins."""
    if not isinstance(rule, dict) or agrees(peer, rule, data):
        return []
    [(code, parts)] = rule.items()
    if code == "var":
        return [(code, [parts])]
    # What is done with each row belongs to the loop.
    parts = parts[:1] if code in LOOPING else parts
    below = [found for part in parts for found in beginnings(peer, part, data)]
    return below or [(code, [outcome(ours, part, data) for part in parts])]


@given(rules, dossiers)
def test_every_difference_has_a_name(rule: Any, data: dict[str, Any]) -> None:
    for name, peer in PEERS.items():
        for code, operands in beginnings(peer, rule, data):
            assert any(
                known.peer == name and code in known.operators and known.on(operands)
                for known in DIFFERENCES
            ), (name, code, operands)


@pytest.mark.parametrize("known", DIFFERENCES, ids=lambda known: known.reason)
def test_every_name_has_a_difference(known: Difference) -> None:
    """A peer that changes its mind takes its reason along."""
    data = {"empty": "", "n": 1}
    assert not agrees(PEERS[known.peer], known.example, data)
    [(code, operands)] = beginnings(PEERS[known.peer], known.example, data)
    assert code in known.operators and known.on(operands)
