"""Two versions of rules and tables beside each other: sentences with labels, line by line."""

from typing import Any

import pytest

from registry import kinds
from registry.editor.changes import Change
from registry.editor.diff import compare
from registry.kinds import Context, Resolved
from tests import factories

FORM = factories.small_form()
CONTEXT = Context(
    resolve=lambda uid: Resolved(uid, "form", "BM-01", "Tờ khai", FORM) if uid == "f" else None
)
VERIFIED: Any = {"==": [{"var": "xacminh"}, True]}
OLD: Any = {"<": [{"var": "ngay"}, "2000-01-01"]}
OLDER: Any = {"<": [{"var": "ngay"}, "1980-01-01"]}
INSIDE = "\u2003"


def changes(kind: str, before: Any, after: Any) -> list[Change]:
    return compare(kinds.get(kind), before, after, context=CONTEXT)


def rule(*parts: Any) -> Any:
    return {"form": "f", "logic": {"or": list(parts)} if len(parts) > 1 else parts[0]}


def laid(change: Change) -> list[tuple[str, str]]:
    """What is marked, with the lines that stay in between."""
    return [(one.operation, one.text.strip(" \n")) for one in change.segments if one.text.strip()]


def test_a_condition_is_said_with_the_labels_of_its_form() -> None:
    (change,) = changes("rule", rule(VERIFIED), rule(OLD))
    assert change.sentence == (
        "Áp dụng khi: “«Cần xác minh» là Có” → “«Ngày sinh» trước ngày 01/01/2000”"
    )


def test_of_joined_conditions_the_line_that_changed_is_marked() -> None:
    (change,) = changes("rule", rule(VERIFIED, OLD), rule(VERIFIED, OLDER))
    marked = [one.text for one in change.segments if one.operation != "same"]
    assert marked == ["2000", "1980"]
    same = "".join(one.text for one in change.segments if one.operation == "same")
    assert f"{INSIDE}«Cần xác minh» là Có\n" in same
    (change,) = changes("rule", rule(VERIFIED, OLD), rule(OLDER, VERIFIED, OLD))
    assert [one for one in laid(change) if one[0] != "same"] == [
        ("added", f"{INSIDE}«Ngày sinh» trước ngày 01/01/1980")
    ]


def test_conditions_of_branches_are_said_with_the_labels_of_the_forms_of_the_process() -> None:
    def process(*branches: Any) -> Any:
        step = {"id": "b", "title": "Xét", "kind": "branch", "form": "f"}
        rows = [{"id": f"n{at}", "when": one, "to": "b"} for at, one in enumerate(branches)]
        return {"steps": [{**step, "branches": rows}]}

    told = [one.sentence for one in changes("process", process(VERIFIED), process(OLD))]
    assert any("«Cần xác minh» là Có" in one and "«Ngày sinh»" in one for one in told)
    told = [one.sentence for one in changes("process", process(), process(VERIFIED))]
    assert any("«Cần xác minh» là Có" in one for one in told)
    assert not any("xacminh" in one for one in told)


TABLE: Any = {
    "inputs": [
        {
            "id": "dien", "label": "Diện", "type": "one_of",
            "options": [{"id": "ngheo", "label": "Hộ nghèo"}, {"id": "thuong", "label": "Khác"}],
        },
        {"id": "tuoi", "label": "Tuổi", "type": "number"},
    ],
    "conditions": [{"id": "c1", "field": "dien"}, {"id": "c2", "field": "tuoi"}],
    "results": [{"id": "k", "label": "Mức thu", "type": "money"}],
    "rows": [
        {"id": "r1", "when": {"c1": "ngheo"}, "then": {"k": 0}},
        {"id": "r2", "when": {"c1": "thuong", "c2": {"from": "18"}}, "then": {"k": 8000}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [TABLE["rows"][0], {**TABLE["rows"][1], "then": {"k": 10000}}],
            ["Dòng 2 › Thì: “«Mức thu» 8.000 đồng” → “«Mức thu» 10.000 đồng”"],
        ),
        (
            [{**TABLE["rows"][0], "when": {"c1": ["ngheo", "thuong"]}}, TABLE["rows"][1]],
            ["“«Diện» Hộ nghèo” → “«Diện» Hộ nghèo; Khác”"],
        ),
        ([TABLE["rows"][0]], ["«Diện» Khác; «Tuổi» từ 18", "«Mức thu» 8.000 đồng"]),
        (
            [*TABLE["rows"], {"id": "r3", "when": {"c2": {"below": "18"}}, "then": {"k": 1}}],
            ["thêm dòng 3 (nếu “«Tuổi» dưới 18”; thì “«Mức thu» 1 đồng”)"],
        ),
    ],
)
def test_tables_are_compared_row_by_row_in_words(rows: Any, told: list[str]) -> None:
    (change,) = changes("table", TABLE, {**TABLE, "rows": rows})
    for words in told:
        assert words in change.sentence
