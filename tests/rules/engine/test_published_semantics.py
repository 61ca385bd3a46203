"""`missing="null"`: our own small suite of JSON Logic, which needs no data folder."""

import pytest

from rules.conformance import same
from rules.engine import RuleError, compile_rule

CASES = [
    ({"==": [1, "1"]}, {}, True),
    ({"===": [1, "1"]}, {}, False),
    ({"!=": ["a", "b"]}, {}, True),
    ({"!==": [1, 1]}, {}, False),
    ({"<": [1, {"var": "x"}, 5]}, {"x": 4}, True),
    ({"<": [1, {"var": "x"}, 5]}, {"x": 5}, False),
    ({"<": [{"var": "nothing"}, 5]}, {}, True),
    ({"and": [1, [], 2]}, {}, []),
    ({"or": [0, "", "yes"]}, {}, "yes"),
    ({"!": [[]]}, {}, True),
    ({"!!": ["0"]}, {}, True),
    ({"if": [False, 1, {"==": [2, 2]}, "second", "last"]}, {}, "second"),
    ({"?:": [0, "a", "b"]}, {}, "b"),
    ({"var": "a.b.1"}, {"a": {"b": [7, 8]}}, 8),
    ({"var": ["a", "default"]}, {"a": None}, "default"),
    ({"var": {"cat": ["a", "b"]}}, {"ab": 3}, 3),
    ({"missing": ["a", "b"]}, {"a": 0}, ["b"]),
    ({"missing_some": [1, ["a", "b"]]}, {"b": 1}, []),
    ({"+": ["1.5", 2]}, {}, 3.5),
    ({"-": 3}, {}, -3),
    ({"/": [7, 2]}, {}, 3.5),
    ({"%": [-7, 3]}, {}, -1),
    ({"max": [1, "10", 3]}, {}, 10),
    ({"cat": ["Số ", 12, None, True]}, {}, "Số 12true"),
    ({"substr": ["hồ sơ", -2]}, {}, "sơ"),
    ({"substr": ["hồ sơ lưu", 0, -4]}, {}, "hồ sơ"),
    ({"merge": [1, [2, 3], []]}, {}, [1, 2, 3]),
    ({"in": ["ơ", "hồ sơ"]}, {}, True),
    ({"in": [1, ["1", 2]]}, {}, False),
    ({"map": [{"var": "xs"}, {"*": [{"var": ""}, 2]}]}, {"xs": [1, 2]}, [2, 4]),
    ({"filter": [{"var": "xs"}, {">": [{"var": "n"}, 1]}]}, {"xs": [{"n": 2}, {}]}, [{"n": 2}]),
    (
        {"reduce": [{"var": "xs"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]},
        {"xs": [1, 2, 3]},
        6,
    ),
    ({"all": [[], True]}, {}, False),
    ({"none": [[], True]}, {}, True),
    ({"some": [[1, 2], {"==": [{"var": ""}, 2]}]}, {}, True),
    ({"a": 1, "b": 2}, {}, {"a": 1, "b": 2}),
    ([1, {"+": [1, 1]}], {}, [1, 2]),
]


@pytest.mark.parametrize(("rule", "data", "result"), CASES)
def test_it_gives_the_published_result(rule, data, result):
    assert same(compile_rule(rule, missing="null")(data), result)


@pytest.mark.parametrize(
    "rule", [{"/": [1, 0]}, {"%": [1, 0]}, {"+": ["a", 1]}, {"*": [1e308, 1e308]}, {"max": ["x"]}]
)
def test_what_is_no_number_is_an_error_and_never_a_float_of_javascript(rule):
    with pytest.raises(RuleError):
        compile_rule(rule, missing="null")({})


def test_a_branch_not_taken_is_not_computed():
    rule = compile_rule(
        {"if": [{"==": [{"var": "x"}, 0]}, "none", {"/": [10, {"var": "x"}]}]}, missing="null"
    )
    assert rule({"x": 0}) == "none"
    assert rule({"x": 4}) == 2.5
