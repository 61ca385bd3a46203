"""What of the community's JSON Logic suites the engine answers otherwise on purpose, and why.

A test holds this list against what really fails, so that neither can change alone.
"""

from collections.abc import Iterator

# Reasons, and for each the cases: the suite, and the rule as JSON.
_REFUSED = {
    "No operator shields a list from being read: a list that stands in a rule is one.": """
arithmetic/plus.extra.json {"+": {"preserve": []}}
arithmetic/plus.extra.json {"+": {"preserve": [7]}}
arithmetic/plus.extra.json {"+": {"preserve": [7, 8]}}
arithmetic/multiply.extra.json {"*": {"preserve": []}}
arithmetic/multiply.extra.json {"*": {"preserve": [2]}}
arithmetic/multiply.extra.json {"*": {"preserve": [8, 2]}}
arithmetic/minus.extra.json {"-": {"preserve": [7]}}
arithmetic/minus.extra.json {"-": {"preserve": [7, 8]}}
arithmetic/divide.extra.json {"/": {"preserve": [2]}}
arithmetic/divide.extra.json {"/": {"preserve": [8, 2]}}
""",
    "A list that was computed is one operand, not as many as it has items.": """
chained.json {"max": {"val": "data"}}
chained.json {"cat": {"merge": [["Hello "], ["World", "!"]]}}
chained.json {"cat": {"val": "text"}}
chained.json {"max": {"map": [{"filter": [{"val": "people"}, {"===": [{"val": "department"}, "Engineering"]}]}, {"val": "salary"}]}}
chained.json {"+": {"merge": [{"val": "x"}, {"val": "y"}]}}
""",  # noqa: E501
    "An operation that lacks its parts is refused while it is written, never guessed at.": """
control/and.json {"and": []}
control/or.json {"or": []}
control/not.json {"!": []}
control/doublebang.json {"!!": []}
array/reduce.json {"reduce": [{"var": "numbers"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}]}
""",  # noqa: E501
    "One operand may stand without brackets, as in the official suite.": """
control/and.json {"and": true}
control/if.json {"if": "apple"}
control/or.json {"or": true}
iterators.extra.json {"if": 5}
iterators.extra.json {"or": 5}
iterators.extra.json {"and": 5}
""",
    "Rows that are not there are no rows, as in the official suite; strictly: unknown.": """
array/map.json {"map": [null, {"var": ""}]}
array/filter.json {"filter": [null, {">": [{"var": ""}, 0]}]}
array/all.json {"all": [null, {">": [{"var": ""}, 0]}]}
array/all.json {"all": [{"var": "missing"}, {">": [{"var": ""}, 0]}]}
array/some.json {"some": [null, {">": [{"var": ""}, 0]}]}
array/some.json {"some": [{"var": "missing"}, {">": [{"var": ""}, 0]}]}
array/none.json {"none": [null, {"<": [{"var": ""}, 0]}]}
array/none.json {"none": [{"var": "missing"}, {"<": [{"var": ""}, 0]}]}
""",
    "A part that is null is a value like any other.": """
array/map.json {"map": [{"var": "integers"}, null]}
array/filter.json {"filter": [{"var": "numbers"}, null]}
""",
    "A row sees its columns, not its place; what lies outside is named by `outer`.": """
scopes.json {"map": [{"val": "numbers"}, {"+": [{"val": [[1], "index"]}, {"val": []}]}]}
scopes.json {"map": [{"val": "numbers"}, {"+": [{"val": [[2], "value"]}, {"val": []}]}]}
scopes.json {"filter": [{"val": "people"}, {"===": [{"val": "department"}, {"val": [[2], "department"]}]}]}
scopes.json {"map": [{"val": "arr"}, {"+": [{"val": [[2], "", "", "/"]}, {"val": [[2], "../"]}]}]}
val.extra.json {"map": [[1, 2, 3], {"+": [{"val": []}, {"val": [[-2], "adder"]}]}]}
val.extra.json {"map": [[1, 2, 3], {"+": [{"val": []}, {"val": [[-1], "index"]}]}]}
val.extra.json {"map": [["Test"], {"map": [[1, 2, 3], {"+": [{"val": []}, {"val": [[-4], "adder"]}]}]}]}
""",  # noqa: E501
    "Errors are no values to look into; where nothing comes out, `??` takes the next part.": """
try.json {"try": [{"throw": "Some error"}, 1]}
try.json {"try": [{"/": [0, 0]}, 1]}
try.json {"try": [{"throw": "Some error"}, {"/": [0, 0]}, 2]}
try.json {"try": [{"if": [true, {"map": [[1, 2, 3], {"/": [0, 0]}]}, null]}, 10]}
try.json {"try": [{"throw": "Some error"}, {"val": "type"}]}
try.json {"try": [{"if": [true, {"throw": "Some error"}, null]}, {"val": "type"}]}
try.json {"try": [{"throw": "A"}, {"throw": "B"}, {"val": "type"}]}
try.json {"try": [{"throw": {"val": "x"}}, {"val": "type"}]}
try.json {"try": [{"if": [true, {"map": [[1, 2, 3], {"/": [0, 0]}]}, null]}, {"val": "type"}]}
try.json {"try": [{"if": [{"/": [1, {"val": "x"}]}, {"throw": "Some error"}, null]}, {"if": [{"===": [{"val": "type"}, "NaN"]}, "Handled", {"throw": {"val": []}}]}]}
try.extra.json {"try": [{"if": [true, {"map": [[1, 2, 3], {"/": [0, 0]}]}, null]}, {"val": [[2], "fallback"]}]}
""",  # noqa: E501
}


def refused() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give each reason with its cases: (suite, rule as JSON)."""
    for reason, cases in _REFUSED.items():
        yield reason, [_case(line) for line in cases.strip().splitlines()]


def _case(line: str) -> tuple[str, str]:
    suite, rule = line.split(" ", 1)
    return suite, rule
