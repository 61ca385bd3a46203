"""Cells pasted from Word or Excel: columns by their headings, rows behind those that are there."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.kinds.table import KIND
from rules.tables.grids.pasted import paste
from tests.rules.tables.plain import CONDITIONS, INPUTS
from tests.rules.tables.test_words import RESULTS

BODY: dict[str, Any] = {"policy": "first", "conditions": CONDITIONS, "results": RESULTS}
HEAD = ["STT", "Số ngày (ngày)", "Cách nộp", "Mức thu", "Ghi chú"]


def test_columns_are_found_by_their_headings_in_any_order():
    found = paste(
        [HEAD, ["1", "từ 1 đến 60", "Trực tiếp; Qua bưu chính", "75.000 đồng", "a"]], BODY, INPUTS
    )
    (row,) = found.body["rows"]
    assert row["when"] == {"c_days": {"from": 1, "to": 60}, "c_channel": ["direct", "post"]}
    assert (row["then"], row["note"], found.said) == ({"fee": 75_000}, "a", [])


def test_rows_are_laid_behind_those_that_are_there_as_new_ones():
    body = {**BODY, "rows": [{"id": "a", "when": {"c_days": 5}}]}
    found = paste([["Mã dòng", "Số ngày", "Mức thu"], ["a", "6", "1.000 đồng"]], body, INPUTS)
    assert found.body["rows"][0] == body["rows"][0]
    assert found.body["rows"][1]["id"] != "a"
    assert found.added == 1


def test_what_is_not_sure_is_kept_and_said_with_its_place():
    found = paste([HEAD, ["1", "vài ngày", "Fax", "Miễn phí", ""]], BODY, INPUTS)
    (row,) = found.body["rows"]
    assert row["when"] == {"c_days": {"typed": "vài ngày"}, "c_channel": {"typed": "Fax"}}
    assert row["then"] == {"fee": {"typed": "Miễn phí"}}
    assert (found.wrong, len(found.said)) == (3, 3)
    assert found.said[0] == (
        "Ô ở dòng 1: chưa hiểu «Fax» ở cột «Cách nộp», giữ nguyên văn để ông/bà sửa."
    )


def test_without_headings_the_columns_are_taken_in_order():
    found = paste([["Trực tiếp", "trên 60"]], BODY, INPUTS)
    assert found.body["rows"][0]["when"] == {"c_channel": "direct", "c_days": {"above": 60}}
    assert "Không có dòng tiêu đề" in found.said[0]


def test_a_column_that_the_table_has_not_is_said():
    found = paste([[*HEAD, "Người ký"], ["1", "5", "-", "0 đồng", "", "Lê Thử"]], BODY, INPUTS)
    assert found.said == ["Bảng không có cột «Người ký» nên cột này không được dán."]
    assert found.body["rows"][0]["when"] == {"c_days": 5}


def test_an_empty_table_gets_its_columns_from_the_headings():
    found = paste(
        [["Cách nộp", "Số ngày", "Lệ phí"], ["Trực tuyến", "5", "8.000 đồng"]], {}, INPUTS
    )
    assert [one["field"] for one in found.body["conditions"]] == ["channel", "days"]
    (result,) = found.body["results"]
    assert (result["label"], result["type"]) == ("Lệ phí", "text")
    (row,) = found.body["rows"]
    assert list(row["when"].values()) == ["online", 5]
    assert row["then"] == {result["id"]: "8.000 đồng"}
    assert "«Lệ phí» không phải thông tin để xét" in found.said[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6), st.booleans())
def test_whatever_is_pasted_fits_the_kind(grid, empty):
    body = {"policy": "first"} if empty else BODY
    found = paste([HEAD, *grid], body, INPUTS)
    assert KIND.compiled.problems(found.body) == []
    assert len({row["id"] for row in found.body["rows"]}) == len(found.body["rows"])
