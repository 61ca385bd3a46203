"""Comparison of two bodies: text by syllable, lists by id, in words that people read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.editor.changes import Change, by_syllable
from registry.editor.diff import compare
from registry.kinds import Kind

KIND = Kind(
    code="toy-diff",
    label="Mẫu",
    label_plural="Mẫu",
    schema={
        "type": "object",
        "properties": {
            "purpose": {"type": "string", "title": "Mục đích", "x-panel": "Nội dung"},
            "level": {
                "type": "string",
                "title": "Mức độ",
                "oneOf": [{"const": "low", "title": "Thấp"}, {"const": "high", "title": "Cao"}],
            },
            "public": {"type": "boolean", "title": "Công khai"},
            "form": {"type": "string", "title": "Biểu mẫu", "x-reference": {"kinds": ["form"]}},
            "words": {"type": "array", "title": "Từ khóa", "items": {"type": "string"}},
            "place": {
                "type": "object",
                "title": "Nơi",
                "properties": {"street": {"type": "string", "title": "Đường"}},
            },
            "variants": {
                "type": "array",
                "title": "Trường hợp",
                "x-editor": "grid",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "x-id": True},
                        "label": {"type": "string", "title": "Tên"},
                    },
                },
            },
            "steps": {
                "type": "array",
                "title": "Các bước",
                "x-editor": "grid",
                "x-panel": "Các bước",
                "items": {
                    "type": "object",
                    "title": "Bước",
                    "properties": {
                        "id": {"type": "string", "x-id": True},
                        "title": {"type": "string", "title": "Trình tự"},
                        "next": {
                            "type": "string",
                            "title": "Bước tiếp theo",
                            "x-choices-from": "/steps",
                        },
                        "times": {
                            "type": "object",
                            "title": "Thời gian",
                            "x-editor": "durations",
                            "x-each": "/variants",
                            "additionalProperties": {"type": "object", "x-editor": "duration"},
                        },
                    },
                },
            },
            "fees": {
                "type": "array",
                "title": "Lệ phí",
                "items": {
                    "type": "object",
                    "title": "Khoản",
                    "properties": {
                        "name": {"type": "string", "title": "Tên"},
                        "amount": {"type": "integer", "title": "Mức"},
                    },
                },
            },
        },
    },
)


def half(amount: str = "0.5") -> dict[str, Any]:
    return {"v1": {"amount": amount, "unit": "working_day"}}


VARIANTS = [{"id": "v1", "label": "Không xác minh"}, {"id": "v2", "label": "Có xác minh"}]
BEFORE: dict[str, Any] = {
    "purpose": "Quy định thống nhất trình tự giải quyết việc đăng ký khai sinh tại phường",
    "level": "low",
    "variants": VARIANTS,
    "steps": [
        {"id": "a", "title": "Tiếp nhận", "times": half()},
        {"id": "b", "title": "Thẩm tra", "times": half()},
        {"id": "c", "title": "Trả kết quả"},
    ],
}


def sentences(changes: list[Change]) -> list[str]:
    return [change.sentence for change in changes]


def said(**after: Any) -> list[str]:
    return sentences(compare(KIND, BEFORE, {**BEFORE, **after}))


def test_equal_bodies_have_no_difference() -> None:
    assert compare(KIND, BEFORE, dict(BEFORE)) == []


def test_a_time_that_changed_is_said_in_one_line() -> None:
    steps = [BEFORE["steps"][0], {**BEFORE["steps"][1], "times": half("1")}, BEFORE["steps"][2]]
    assert said(steps=steps) == ["Bước “Thẩm tra” › Thời gian: ½ ngày làm việc → 1 ngày làm việc"]


def test_each_variant_is_named_when_there_are_several() -> None:
    times = {**half(), "v2": {"amount": "3", "unit": "working_day"}}
    steps = [{**BEFORE["steps"][0], "times": times}, *BEFORE["steps"][1:]]
    assert said(steps=steps) == ["Bước “Tiếp nhận” › Thời gian › Có xác minh: thêm 3 ngày làm việc"]


def test_rows_are_followed_by_their_id() -> None:
    a, b, c = BEFORE["steps"]
    assert said(steps=[b, a, c]) in (
        ["Bước “Tiếp nhận”: chuyển từ dòng 1 sang dòng 2"],
        ["Bước “Thẩm tra”: chuyển từ dòng 2 sang dòng 1"],
    )
    new = {"id": "d", "title": "Xác minh", "next": "c"}
    assert said(steps=[a, b, new, c]) == [
        "Các bước: thêm bước “Xác minh” (bước tiếp theo “Trả kết quả”)"
    ]
    assert said(steps=[a, c]) == ["Các bước: bỏ bước “Thẩm tra” (thời gian ½ ngày làm việc)"]


def test_one_row_far_moved_is_one_change() -> None:
    rows = [{"id": str(n), "title": f"Việc {n}"} for n in range(50)]
    moved = [*rows[1:], rows[0]]
    changes = compare(KIND, {"steps": rows}, {"steps": moved})
    assert sentences(changes) == ["Bước “Việc 0”: chuyển từ dòng 1 sang dòng 50"]


def test_rows_without_id_are_paired_by_place() -> None:
    before = {"fees": [{"name": "Trong hạn", "amount": 0}, {"name": "Quá hạn", "amount": 8000}]}
    after = {"fees": [{"name": "Trong hạn", "amount": 0}, {"name": "Quá hạn", "amount": 4000}]}
    assert sentences(compare(KIND, before, after)) == ["Khoản “Quá hạn” › Mức: 8000 → 4000"]


def test_choices_boxes_lists_and_references_are_said_in_words() -> None:
    after = {
        **BEFORE,
        "level": "high",
        "public": True,
        "words": ["hộ tịch", "khai sinh"],
        "place": {"street": "Lê Lợi"},
        "form": "u-1",
    }
    changes = compare(KIND, BEFORE, after, lambda uid: f"“Tờ khai {uid}”")
    assert sentences(changes) == [
        "Mức độ: “Thấp” → “Cao”",
        "Công khai: thêm có",
        "Biểu mẫu: thêm “Tờ khai u-1”",
        "Từ khóa: thêm hộ tịch, khai sinh",
        "Nơi › Đường: thêm Lê Lợi",
    ]


def test_a_long_text_is_compared_by_syllable() -> None:
    after = BEFORE["purpose"].replace("khai sinh", "khai tử")
    (change,) = compare(KIND, BEFORE, {**BEFORE, "purpose": after})
    assert [(s.operation, s.text) for s in change.segments if s.operation != "same"] == [
        ("removed", "sinh"),
        ("added", "tử"),
    ]
    assert change.panel == "Nội dung"


@given(st.text(max_size=60), st.text(max_size=60))
def test_segments_hold_both_texts_whole(before: str, after: str) -> None:
    segments = by_syllable(before, after)
    assert "".join(s.text for s in segments if s.operation != "added") == before
    assert "".join(s.text for s in segments if s.operation != "removed") == after


ROWS = st.lists(st.sampled_from("abcdefgh"), unique=True).map(
    lambda ids: [{"id": item, "title": item} for item in ids]
)


@given(ROWS, ROWS)
def test_there_is_a_change_exactly_when_lists_differ(before: Any, after: Any) -> None:
    changes = compare(KIND, {"steps": before}, {"steps": after})
    assert bool(changes) == (before != after)
    ids = {row["id"] for row in before} ^ {row["id"] for row in after}
    assert sum(change.what in ("added", "removed") for change in changes) == len(ids)


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_nothing_and_empty_are_the_same(value: Any) -> None:
    assert [c.sentence for c in compare(KIND, {"level": value} if value else {}, {})] == []
