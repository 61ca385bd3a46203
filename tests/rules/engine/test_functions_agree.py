"""Our own functions mean the same to the sources of a rule and to its closures."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import RuleError, compile_rule, describe, lacking
from rules.engine.answering.general import general
from rules.engine.functions import FUNCTIONS
from rules.engine.outcomes import UNKNOWN
from tests.rules.engine.closures.build import by_closures, traced_by_closures
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_named_documents import KNOWN
from tests.rules.engine.test_source import ODD, STRICT, outcome
from tests.rules.engine.test_working_time_in_rules import CALENDAR

FIELDS = {
    **INPUTS,
    "born": {"type": "partial_date", "label": "Ngày sinh"},
    "sent": {"type": "instant", "label": "Lúc gửi"},
}
WRITTEN = [
    operator
    for operator in FUNCTIONS
    if operator.family == "function" and not operator.internal and operator.code != "lookup"
]
LEAVES: dict[str, list[Any]] = {
    "number": [var("fee"), var("area"), 3, "0.5", -1],
    "date": [var("filed"), var("decided"), "2026-02-28"],
    "partial_date": [var("born"), var("filed"), "1960", "2026-03"],
    "instant": [var("sent"), var("decision_instant"), "2026-03-02T09:00:00+07:00"],
    "text": [var("place"), "hoà", var("channel")],
    "catalogue": ["kinds"],
}


@st.composite
def calls(draw: Any, depth: int = 2) -> Any:
    operator = draw(st.sampled_from(WRITTEN))
    count = draw(st.integers(operator.least, operator.most or operator.least))
    parts = []
    for index in range(count):
        parameter = operator.parameter(index)
        nested = depth and draw(st.booleans()) and parameter.literal != "catalogue"
        leaf = st.sampled_from(LEAVES[parameter.literal])
        parts.append(draw(calls(depth=depth - 1)) if nested else draw(leaf))
    return {operator.code: parts}


rows = st.one_of(st.just(var("people")), st.just({"var": ["people", []]}))
tests_of_rows = st.sampled_from(
    [{">": [var("age"), {"outer": "fee"}]}, {"contains": [var("name"), {"outer": "place"}]}]
)
folds = st.one_of(
    st.builds(lambda r, t: {"sum": [r, var("age"), t]}, rows, tests_of_rows),
    st.builds(lambda r: {"average": [r, {"*": [var("age"), {"outer": "area"}]}]}, rows),
    st.builds(lambda r, t: {"count": [r, t]}, rows, tests_of_rows),
    st.builds(lambda r, t: {"some": [r, t]}, rows, tests_of_rows),
)
compared = st.builds(
    lambda sign, left, right: {sign: [left, right]},
    st.sampled_from(["<", "<=", "==", "!="]),
    st.one_of(calls(), folds),
    st.sampled_from([leaf for leaves in LEAVES.values() for leaf in leaves]),
)
others = st.sampled_from([{"rule": ["both"]}, {"lookup": ["kinds", var("channel"), "paid"]}])
rules = st.recursive(
    st.one_of(calls(), folds, compared, others),
    lambda inner: st.builds(
        lambda code, parts: {code: parts},
        st.sampled_from(["and", "or", "if"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
days = st.dates().map(str)
answers = st.fixed_dictionaries(
    {},
    optional={
        "fee": st.integers(-3, 40),
        "area": st.sampled_from(["-1", "0", "0.5", "2", "40"]),
        "filed": st.sampled_from(["2026-02-28", "2026-06-01", "2028-02-29"]),
        "decided": days,
        "born": st.sampled_from(["1960", "2026-03", "2008-02-29"]),
        "sent": st.sampled_from(["2026-03-01T20:00:00Z", "2026-12-31T09:00:00+07:00"]),
        "decision_instant": st.just("2026-05-06T08:00:00Z"),
        "place": st.sampled_from(["Hòa Bình", "x", "1.500"]),
        "channel": st.sampled_from(["direct", "post"]),
        "verify": st.booleans(),
        "people": st.lists(
            st.fixed_dictionaries({"age": st.integers(0, 60), "name": st.just("Hoà")}), max_size=3
        ),
        "work_calendar": st.just(CALENDAR),
    },
)


@settings(max_examples=150)
@given(rules, answers, st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(ODD)))
def test_sources_and_closures_agree(logic: Any, data: dict[str, Any], odd: dict[str, Any]) -> None:
    assert describe(logic, FIELDS, KNOWN)
    try:
        rule = compile_rule(logic, FIELDS, known=KNOWN)
    except RuleError:
        return
    slow, every = by_closures(rule.tree), general(rule.tree, STRICT)
    for answered in (data, {**data, **odd}):
        wanted = outcome(slow, answered)
        assert outcome(rule, answered) == outcome(every, answered) == wanted
        assert list(rule.trace(answered)) == traced_by_closures(rule.tree, answered)
        # Whatever is not decided has a reason that can be named, and nothing else has.
        assert bool(lacking(rule, answered)) is (wanted[1] is UNKNOWN) or not _names(rule.tree)


def _names(tree: Any) -> bool:
    from rules.engine.parse import Variable, walk

    return any(isinstance(node, Variable) for node in walk(tree))
