"""What is proposed shows what it is proposed for, and only what matters; else it is said."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.kinds import EMPTY_CONTEXT
from rules.engine import RuleError
from rules.examples import of_tables, services
from rules.examples.coverage import coverage
from rules.examples.of_rules import subject_of
from rules.examples.proposals import proposals
from rules.examples.subject import Trial
from tests.rules.engine.inputs import INPUTS, var
from tests.rules.engine.test_named_documents import KNOWN
from tests.rules.examples.asking import try_out

VERIFY = {"==": [var("verify"), True]}
URGENT = var("urgent")
DEAR = {">": [var("fee"), 5]}


def proposed(logic: Any) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = services.proposed(subject_of(logic, INPUTS), [])["proposals"]
    return told


def answers(logic: Any) -> list[dict[str, Any]]:
    return [one["answers"] for one in proposed(logic)]


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (VERIFY, [{"verify": True}, {"verify": False}]),
        (DEAR, [{"fee": 6}, {"fee": 5}]),
        ({"<=": [10, var("area"), 20]}, [{"area": "10"}, {"area": "9"}]),
        ({"<": [var("filed"), "2026-03-01"]}, [{"filed": "2026-02-28"}, {"filed": "2026-03-01"}]),
        ({"==": [var("channel"), "post"]}, [{"channel": "post"}, {"channel": "direct"}]),
        ({"in": ["card", var("papers")]}, [{"papers": ["card"]}, {"papers": ["map"]}]),
        ({"alike": [var("place"), "Huế"]}, [{"place": "Huế"}, {"place": "Nội dung khác"}]),
        ({"missing": ["fee"]}, [{}, {"fee": 1}]),
        (
            {"some": [var("people"), {"<": [var("age"), 14]}]},
            [{"people": [{"age": "13"}]}, {"people": [{"age": "14"}]}],
        ),
        ({"and": [VERIFY, DEAR]}, [{"verify": True, "fee": 6}, {"verify": False}, {"fee": 5}]),
        ({"or": [VERIFY, DEAR]}, [{"verify": True}, {"verify": False, "fee": 5}, {"fee": 6}]),
    ],
)
def test_answers_are_few_and_stand_at_the_edge(logic: Any, expected: list[Any]) -> None:
    assert answers(logic) == expected


def test_it_says_what_the_rule_says_and_leaves_what_is_right_to_a_person() -> None:
    first = proposed({"and": [VERIFY, DEAR]})[0]
    assert "expected" not in first
    assert first["title"] == "«Cần xác minh» là Có"
    assert (first["answer"], first["words"]) == ("yes", "Có")
    assert first["why"] == [
        {"sentence": "«Cần xác minh» là Có", "value": "Đúng", "pointer": "/logic/and/0"},
        {"sentence": "«Số tiền» lớn hơn 5 đồng", "value": "Đúng", "pointer": "/logic/and/1"},
    ]
    assert len(first["covers"]) == 2


def test_fields_are_held_to_one_another() -> None:
    found = answers({"<": [var("filed"), var("decided")]})
    assert [one["filed"] < one["decided"] for one in found] == [True, False]


def test_a_sum_is_reached_from_what_the_condition_says() -> None:
    total = {"reduce": [var("people"), {"+": [var("accumulator"), var("current.age")]}, 0]}
    assert answers({">": [total, 100]})[0] == {"people": [{"age": "101"}]}


def test_the_day_on_which_is_decided_is_among_the_answers() -> None:
    late = {">": [{"days_between": [var("filed"), var("decision_instant")]}, 60]}
    found = proposed(late)
    assert [one["words"] for one in found] == ["Có", "Không"]
    assert set(found[0]["answers"]) == {"filed", "decision_instant"}


@pytest.mark.parametrize(
    "logic",
    [
        {">=": [{"hour": [var("decision_instant")]}, 15]},
        {">": [var("decision_instant"), "2026-12-07T15:00:00+07:00"]},
        {"of_age": [var("filed"), 18, var("decided")]},
        {"<=": [{"working_days_between": [var("filed"), var("decided")]}, 3]},
        {"in_catalogue": [var("channel"), "kinds"]},
        {"and": [{"rule": ["large"]}, VERIFY]},
    ],
)
def test_our_own_operators_are_met_too(logic: Any) -> None:
    subject = subject_of(logic, INPUTS, KNOWN)
    found, none = proposals(subject, subject.things)
    shown = {thing.key for _, things in found for thing in things}
    assert {thing.key for thing in subject.things} == shown and none == []


def test_what_was_not_found_is_said() -> None:
    double = {"*": [var("fee"), 2]}
    told = services.proposed(
        subject_of({"or": [{">": [double, 10]}, {">": [double, 12]}]}, INPUTS), []
    )
    assert [one["says"] for one in told["not_found"]] == [
        "Chưa tìm được ví dụ mà «Số tiền» × 2 lớn hơn 12 đồng, hãy tự nhập."
    ]


def test_what_is_impossible_is_neither_asked_nor_proposed() -> None:
    logic = {"and": [DEAR, {"<": [var("fee"), 3]}]}
    subject = subject_of(logic, INPUTS)
    assert coverage(subject, []).asked == len(subject.things) - 1
    assert services.proposed(subject, [])["not_found"] == []


def test_branches_of_if_are_things_of_their_own() -> None:
    both = {"and": [VERIFY, URGENT]}
    subject = subject_of({"if": [both, DEAR, False]}, INPUTS)
    sentences = [thing.sentence for thing in subject.things]
    assert "«Cần xác minh» là Có và «Khẩn» là Có (nhánh 1)" in sentences
    assert len(subject.things) == 8


def test_examples_that_are_there_are_not_proposed_again() -> None:
    subject = subject_of({"and": [VERIFY, DEAR]}, INPUTS)
    found, _ = proposals(subject, coverage(subject, [Trial(subject, {"verify": False})]).uncovered)
    assert all(trial.answers != {"verify": False} for trial, _ in found)


# ---- of any rule at all

LEAVES = st.one_of(
    st.sampled_from([VERIFY, URGENT, {"missing": ["fee"]}, {"in": ["card", var("papers")]}]),
    st.builds(
        lambda code, value: {code: [var("fee"), value]},
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.integers(0, 4),
    ),
    st.builds(
        lambda code, day: {code: [var("filed"), f"2026-01-0{day}"]},
        st.sampled_from(["<", ">="]),
        st.integers(1, 3),
    ),
    st.builds(lambda name: {"==": [var("channel"), name]}, st.sampled_from(["direct", "post"])),
    st.just({"<": [var("filed"), var("decided")]}),
    # The branch is not looked at where the first two are in the wrong order already.
    st.builds(lambda low: {"<": [low, var("fee"), {"if": [URGENT, 9, 5]}]}, st.integers(0, 6)),
    st.builds(lambda least: {">": [{"+": [var("fee"), var("area")]}, least]}, st.integers(0, 9)),
)
LOGICS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda code, parts: {code: parts},
            st.sampled_from(["and", "or", "if"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda part: {"!": [part]}, inner),
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "verify": st.booleans(),
        "urgent": st.booleans(),
        "fee": st.integers(-1, 6),
        "area": st.integers(0, 9).map(str),
        "filed": st.integers(1, 5).map(lambda day: f"2026-01-0{day}"),
        "decided": st.integers(1, 5).map(lambda day: f"2026-01-0{day}"),
        "channel": st.sampled_from(["direct", "post"]),
        "papers": st.sampled_from([["card"], ["map"], ["card", "map"]]),
    },
)


@settings(max_examples=60, deadline=None)
@given(LOGICS)
def test_a_proposal_shows_everything_that_it_is_proposed_for(logic: Any) -> None:
    subject = subject_of(logic, INPUTS)
    found, _ = proposals(subject, subject.things)
    for trial, things in found:
        fresh = Trial(subject_of(logic, INPUTS), json.loads(json.dumps(trial.answers)))
        assert {thing.key for thing in things} <= fresh.shows


@settings(max_examples=60, deadline=None)
@given(LOGICS, st.lists(ANSWERS, min_size=1, max_size=8))
def test_what_is_called_impossible_never_happens(logic: Any, tries: list[Any]) -> None:
    subject = subject_of(logic, INPUTS)
    reach = coverage(subject, [])
    asked = {thing.key for thing in reach.uncovered}
    for one in tries:
        assert Trial(subject, one).shows <= asked


@pytest.mark.parametrize(
    "logic",
    [
        {"or": [{">": [var("fee"), number]} for number in range(400)]},
        {"and": [{"or": [{">": [{"*": [var("fee"), var("area")]}, n]}, DEAR]} for n in range(100)]},
        {"and": [{"some": [var("people"), {"<": [var("age"), n]}]} for n in range(60)]},
    ],
)
def test_a_hostile_rule_costs_no_more_than_was_set_aside(
    logic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rules.examples.proposals.FOR_ONE", 0.05)
    monkeypatch.setattr("rules.examples.proposals.FOR_ALL", 0.5)
    subject = subject_of(logic, INPUTS)
    began = time.process_time()
    coverage(subject, [])
    assert time.process_time() - began < 0.5
    began = time.monotonic()
    proposals(subject, subject.things)
    assert time.monotonic() - began < 2


def test_a_rule_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(RuleError):
        try_out({"inputs": [], "logic": {"==": [var("gone"), 1]}}, {}, EMPTY_CONTEXT)


def test_a_table_row_without_conditions_is_tried_and_needs_no_reason() -> None:
    table = {
        "policy": "unique",
        "conditions": [{"id": "c", "field": "verify"}],
        "results": [{"id": "k", "label": "Mức thu", "type": "money"}],
        "rows": [{"id": "r", "when": {}, "then": {"k": 8000}}],
    }
    (one,) = services.proposed(of_tables.subject_of(table, INPUTS), [])["proposals"]
    assert (one["words"], one["why"]) == ("Mức thu: 8.000 đồng (dòng 1)", [])
