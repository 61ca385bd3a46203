"""Rows never reached, overlaps, gaps, counts: beside every combination tried one by one."""

import itertools
import time
from typing import Any

import pytest
from hypothesis import given, settings

from rules.tables.analysis import analyse
from rules.tables.compile import compile_table
from rules.tables.shape import table_of
from tests.rules.tables import plain
from tests.rules.tables.plain import CONDITIONS, INPUTS
from tests.rules.tables.strategies import bodies

# Every value of the strategies, what lies between them and beyond; nothing below 0 by itself.
SAMPLES: dict[str, list[Any]] = {
    "channel": ["direct", "post", "online"],
    "days": ["-2", "-1.5", "-1", 0, "0.5", 1, 3, 5, "5.2", "5.5", 7, 10, 50],
    "filed": ["2025-06-01", "2026-01-01", "2026-01-02", "2026-03-01", "2026-06-30", "2026-09-01",
              "2027-01-01", "2028-01-01"],
    "verify": [True, False],
    "place": ["Hòa Bình", "An Bình", "x", "đâu đó"],
    "papers": [["card"], ["map"], ["card", "map"]],
}  # fmt: skip


def cases(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Every combination of samples of the columns that rows in use ask."""
    live = [row for row in body["rows"] if not row.get("off")]
    asked = [
        one["field"] for one in body["conditions"] if any(one["id"] in row["when"] for row in live)
    ]
    named = "-1.5" in str([row["when"] for row in live])
    samples = {**SAMPLES, "days": SAMPLES["days"] if named else SAMPLES["days"][3:]}
    return [
        dict(zip(asked, values, strict=True))
        for values in itertools.product(*(samples[name] for name in asked))
    ]


def hits(body: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    live = [row for row in body["rows"] if not row.get("off")]
    return [row["id"] for row in live if plain.truth(row, answers)]


COLUMNS = [one["id"] for one in CONDITIONS]


@pytest.mark.parametrize(
    "columns", [COLUMNS[:3], COLUMNS[3:], ["c_days", "c_papers"], ["c_filed", "c_place"]]
)
def test_it_finds_what_trying_every_case_finds(columns):
    @settings(max_examples=60, deadline=None)
    @given(body=bodies(columns, ("first", "unique")))
    def compared(body):
        found = analyse(table_of(body, INPUTS))
        tried = [(answers, hits(body, answers)) for answers in cases(body)]
        assert found.complete
        assert found.cases is not None
        assert found.covered is not None
        assert (found.covered == found.cases) == all(rows for _, rows in tried)
        assert (found.covered == 0) == (not any(rows for _, rows in tried))
        met = {row for _, rows in tried for row in rows}
        assert set(found.never) == {row["id"] for row in live(body)} - met
        for gap in found.gaps:
            assert hits(body, gap.example) == []
        assert bool(found.gaps) == (found.covered < found.cases)
        if not found.more_gaps and all(gap.when is not None for gap in found.gaps):
            filling = {**body, "rows": [{"id": "x", "when": gap.when} for gap in found.gaps]}
            for answers, rows in tried:
                assert bool(rows) is not bool(hits(filling, answers)), answers
        if body["policy"] == "first":
            winners = {rows[0] for _, rows in tried if rows}
            assert set(found.unreachable) == met - winners
        else:
            pairs = {pair for _, rows in tried for pair in itertools.combinations(rows, 2)}
            assert {one.rows for one in found.overlaps} == pairs
            for one in found.overlaps:
                assert set(one.rows) <= set(hits(body, one.example))

    compared()


def live(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in body["rows"] if not row.get("off")]


@settings(max_examples=80, deadline=None)
@given(body=bodies(COLUMNS[:5], ("first",), most=4))
def test_proposed_rows_fill_every_gap(body):
    found = analyse(table_of(body, INPUTS))
    if found.more_gaps:
        return
    proposed = [{"id": f"p{at}", "when": gap.when, "then": {}} for at, gap in enumerate(found.gaps)]
    again = analyse(table_of({**body, "rows": [*body["rows"], *proposed]}, INPUTS))
    assert (again.gaps, again.covered) == ([], again.cases)
    assert set(again.unreachable) == set(found.unreachable)


# ---- by examples


def table(policy: str, *whens: dict[str, Any], columns: Any = CONDITIONS) -> Any:
    rows = [
        {"id": f"r{at}", "when": {f"c_{name}": cell for name, cell in when.items()},
         "then": {"fee": at}}
        for at, when in enumerate(whens)
    ]  # fmt: skip
    results = [{"id": "fee", "label": "Mức thu", "type": "money"}]
    return table_of(
        {"policy": policy, "conditions": columns, "results": results, "rows": rows}, INPUTS
    )


def test_a_gap_is_said_in_words_with_a_row_that_fills_it():
    found = analyse(
        table(
            "first",
            {"channel": ["direct", "post"]},
            {"channel": "online", "days": {"from": 1, "to": 60}},
            {"channel": "online", "days": {"below": 1}},
        )
    )
    assert found.said == "8/9 trường hợp đã có dòng."
    (gap,) = found.gaps
    assert gap.said == "Chưa có dòng cho: Cách nộp: Trực tuyến; Số ngày: trên 60 ngày."
    assert gap.when == {"c_channel": "online", "c_days": {"above": 60}}
    assert gap.example == {"channel": "online", "days": 61}
    assert found.unused == ["c_filed", "c_verify", "c_place", "c_papers"]
    assert found.notes == ["Không xét số âm ở «Số ngày»."]


def test_a_row_behind_others_names_those_that_take_its_cases():
    found = analyse(table("first", {"days": {"to": 5}}, {"days": {"above": 5}}, {"verify": True}))
    assert found.unreachable == {"r2": ("r0", "r1")}
    found = analyse(table("first", {}, {"verify": True}))
    assert found.unreachable == {"r1": ("r0",)}


def test_overlapping_rows_have_an_example():
    found = analyse(
        table("unique", {"days": {"to": 5}}, {"days": {"from": 5}}, {"days": {"above": 9}})
    )
    assert [(one.rows, one.example) for one in found.overlaps] == [
        (("r0", "r1"), {"days": 5}),
        (("r1", "r2"), {"days": 10}),
    ]
    assert found.overlaps[0].said == "Số ngày: 5 ngày"


def test_rows_that_say_the_same_are_told():
    same = table("collect", {"days": 5}, {"days": 5})
    assert analyse(same).duplicates == []
    twice = table_of(
        {"policy": "collect", "conditions": CONDITIONS, "results": [],
         "rows": [{"id": "a", "when": {"c_days": 5}}, {"id": "b", "when": {"c_days": ["5"]}}]},
        INPUTS,
    )  # fmt: skip
    assert analyse(twice).duplicates == [("a", "b")]


def test_a_wrong_cell_leaves_its_row_out_and_nothing_is_claimed():
    found = analyse(table("first", {}, {"days": {"typed": "vài"}}))
    assert not found.complete
    assert found.notes == ["Các dòng còn ô sai chưa được xét tới."]


def test_a_budget_that_is_used_up_is_said_and_claims_nothing():
    columns = [{"id": f"c_{n}", "field": f"f{n}"} for n in range(12)]
    inputs = {f"f{n}": {"type": "number", "label": f"Số {n}"} for n in range(12)}
    rows = [
        {"id": f"r{at}", "when": {f"c_{n}": {"from": (at * 7 + n * 3) % 50} for n in range(12)}}
        for at in range(200)
    ]
    wild = table_of({"policy": "first", "conditions": columns, "results": [], "rows": rows}, inputs)
    begun = time.perf_counter()
    found = analyse(wild)
    assert time.perf_counter() - begun < 3
    assert (found.complete, found.cases, found.gaps) == (False, None, [])
    assert found.said == "Chưa đếm được các trường hợp đã có dòng."


def test_the_rows_that_first_takes_are_those_that_a_look_up_finds():
    body = {
        "policy": "first",
        "conditions": CONDITIONS,
        "results": [{"id": "fee", "label": "Mức thu", "type": "money"}],
        "rows": [{"id": "a", "when": {"c_verify": True}}, {"id": "b", "when": {"c_days": 5}}],
    }
    (first, *_) = analyse(table_of(body, INPUTS)).gaps
    assert compile_table(body, INPUTS)(first.example).state == "nothing"
