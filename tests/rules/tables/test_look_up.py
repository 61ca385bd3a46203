"""Looking up: every hit policy, missing data, and what is refused, beside a plain interpreter."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import UNKNOWN, RuleError
from rules.engine.check import check
from rules.engine.compile import compile_tree
from rules.tables.analysis import analyse
from rules.tables.cells import checked, place
from rules.tables.compile import compile_table
from rules.tables.shape import table_of
from rules.tables.tree import tree_of
from rules.tables.words import sentence
from tests.rules.tables import plain
from tests.rules.tables.plain import CONDITIONS, INPUTS
from tests.rules.tables.strategies import bodies, partial, whole


def table(policy: str, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "policy": policy,
        "conditions": CONDITIONS,
        "results": [{"id": "fee", "label": "Mức thu", "type": "money"}],
        "rows": [{"id": f"r{at}", "then": {}, **row} for at, row in enumerate(rows)],
        **more,
    }


def row(fee: Any = None, **when: Any) -> dict[str, Any]:
    cells = {f"c_{name}": cell for name, cell in when.items()}
    return {"when": cells, "then": {} if fee is None else {"fee": fee}}


def ask(body: dict[str, Any], **answers: Any) -> Any:
    return compile_table(body, INPUTS)(answers)


# ---- the laws


@settings(max_examples=120, deadline=None)
@given(body=bodies(), answers=st.lists(st.one_of(whole, partial), min_size=1, max_size=4))
def test_it_answers_as_a_plain_interpreter(body, answers):
    compiled = compile_table(body, INPUTS)
    for one in answers:
        # Twice: what was met before is remembered.
        for _ in range(2):
            found = compiled(one)
            state, hit, fee = plain.look_up(body, one)
            assert (found.state, list(found.rows)) == (state, hit), found
            if state == "found":
                value = found.value("fee")
                if isinstance(fee, list):
                    assert [Decimal(str(one)) for one in value] == fee
                else:
                    assert (value is None) == (fee is None)
                    assert fee is None or Decimal(str(value)) == Decimal(str(fee))
            else:
                assert found.value("fee") is UNKNOWN


@settings(max_examples=80, deadline=None)
@given(body=bodies(), some=partial, all_of_them=whole)
def test_what_is_decided_without_all_answers_stays_decided(body, some, all_of_them):
    compiled = compile_table(body, INPUTS)
    early, late = compiled(some), compiled({**all_of_them, **some})
    if early.state == "unknown":
        assert early.missing
        assert not set(early.missing) & set(some)
        assert set(late.rows) <= {*early.rows, *early.doubtful}
    elif early.state != "conflict":
        assert (late.state, late.rows, late.values) == (early.state, early.rows, early.values)
    else:
        assert late.state == "conflict"


@settings(max_examples=60, deadline=None)
@given(body=bodies(), answers=st.one_of(whole, partial))
def test_it_is_the_rule_that_its_tree_says(body, answers):
    compiled = compile_table(body, INPUTS)
    found, said = compiled(answers), compile_tree(tree_of(compiled.table))(answers)
    if body["policy"] == "first":
        assert said is UNKNOWN if found.state == "unknown" else said == next(iter(found.rows), None)
    elif said is not UNKNOWN:
        hit = [one.id for one, held in zip(compiled.table.live, said, strict=True) if held]
        assert list(found.rows) == hit


@settings(max_examples=100, deadline=None)
@given(body=bodies())
def test_cells_are_what_the_checker_of_rules_makes_of_them(body):
    found = table_of(body, INPUTS)
    for one in found.rows:
        for column in found.conditions:
            if column.id in one.when:
                where = place(one.place, column)
                node, problems = checked(one.when[column.id], column, where, found)
                assert (node, []) == check(node, found.scope), problems


# ---- by examples


def test_first_takes_the_upper_one_of_two_rows():
    body = table("first", row(1, days={"to": 60}), row(2, days={"to": 90}))
    assert (ask(body, days=5).rows, ask(body, days=5).value("fee")) == (("r0",), 1)
    assert ask(body, days=61).rows == ("r1",)


def test_first_is_unknown_where_an_upper_row_may_hit():
    body = table("first", row(1, verify=True), row(2, days={"to": 60}))
    found = ask(body, days=5)
    assert (found.state, found.missing, found.doubtful) == ("unknown", ("verify",), ("r0", "r1"))
    assert "«Cần xác minh»" in found.said


def test_first_needs_nothing_of_rows_below_the_one_that_surely_hits():
    body = table("first", row(1, days={"to": 60}), row(2, verify=True))
    assert ask(body, days=5).rows == ("r0",)
    assert ask(body, days=61).missing == ("verify",)


def test_unique_names_both_rows_that_hit():
    body = table("unique", row(1, days={"to": 60}), row(2, channel="post"), row(3, verify=True))
    found = ask(body, days=60, channel="post", verify=False)
    assert (found.state, found.rows, found.values) == ("conflict", ("r0", "r1"), {})
    assert "dòng 1, 2" in found.said
    # Two that surely hit are in conflict whatever is missing.
    assert ask(body, days=60, channel="post").state == "conflict"


def test_no_row_is_no_zero():
    for policy in plain_policies():
        found = ask(table(policy, row(5, days={"above": 60})), days=1)
        assert (found.state, found.values) == ("nothing", {})
        assert found.value("fee") is UNKNOWN
        assert "chưa có dòng nào" in found.said


def plain_policies() -> list[str]:
    return ["first", "unique", "collect", "sum", "min", "max"]


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [("collect", [1, "0.1", "0.2"]), ("sum", "1.3"), ("min", "0.1"), ("max", 1)],
)
def test_numbers_are_exact(policy, wanted):
    body = table(policy, row(1), row("0.1", days=5), row("0.2", days={"from": 5}), row(days=5))
    body["results"][0]["type"] = "number"
    value = ask(body, days=5).value("fee")
    exact = (
        [Decimal(str(one)) for one in wanted] if isinstance(wanted, list) else Decimal(str(wanted))
    )
    assert value == exact


def test_a_table_may_ask_the_day_on_which_is_decided():
    day = {"id": "c_day", "field": "decision_instant"}
    rows = [{"when": {"c_day": {"below": "2026-07-01"}}, "then": {"fee": 5}},
            {"when": {"c_day": {"from": "2026-07-01"}}, "then": {"fee": 8}}]  # fmt: skip
    body = table("unique", *rows, conditions=[day])
    # The last minute of June in Vietnam.
    assert ask(body, decision_instant="2026-06-30T16:59:00+00:00").value("fee") == 5
    assert ask(body, decision_instant="2026-07-01T00:00:00+07:00").value("fee") == 8
    assert ask(body).missing == ("decision_instant",)
    found = analyse(table_of(body, INPUTS))
    assert (found.said, found.overlaps) == ("2/2 trường hợp đã có dòng.", [])
    assert "Ngày xét" in sentence(table_of(body, INPUTS).rows[0], table_of(body, INPUTS))


def test_a_row_that_is_switched_off_never_hits():
    assert ask(table("first", {**row(1), "off": True}, row(2)), days=5).rows == ("r1",)


def test_words_are_compared_as_people_write_them():
    body = table("first", row(1, place=["Hòa Bình", "An Bình"]), row(2, place={"not": "Huế"}))
    assert ask(body, place="HOÀ BÌNH").rows == ("r0",)
    assert ask(body, place="huế").state == "nothing"


def test_an_answer_that_is_none_of_its_type_is_missing():
    body = table("first", row(1, channel="post", days={"from": 1}))
    assert ask(body, channel="gone", days="3").missing == ("channel",)
    assert ask(body, channel="post", days="nửa ngày").missing == ("days",)


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"rows": []}, "/rows", "chưa có dòng nào"),
        ({"rows": [{"id": "a", "when": {"c_days": {"typed": "vài ngày"}}}]},
         "/rows/0/when/c_days", "chưa hiểu ô «vài ngày»"),
        ({"rows": [{"id": "a", "when": {"c_channel": "fax"}}]}, "/rows/0/when/c_channel", "“fax”"),
        ({"rows": [{"id": "a", "when": {"c_days": {"from": 9, "to": 1}}}]},
         "/rows/0/when/c_days", "ngược"),
        ({"rows": [{"id": "a", "when": {"c_days": {"from": 9, "below": 9}}}]},
         "/rows/0/when/c_days", "ngược"),
        ({"rows": [{"id": "a", "when": {"c_channel": {"from": "a"}}}]},
         "/rows/0/when/c_channel", "không xét theo khoảng"),
        ({"conditions": [{"id": "c", "field": "gone"}]}, "/conditions/0/field", "Không có trường"),
        ({"policy": "sum", "results": [{"id": "fee", "type": "text", "label": "Ghi"}]},
         "/results/0/type", "không tính được"),
        ({"rows": [{"id": str(n)} for n in range(2001)]}, "/rows", "nhiều nhất 2000"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_at_its_place(change, where, words):
    with pytest.raises(RuleError) as refused:
        compile_table({**table("first", row(1)), **change}, INPUTS)
    assert refused.value.pointer == where
    assert words in refused.value.message
