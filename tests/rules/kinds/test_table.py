"""The kind «Bảng quyết định»: what it needs, what it names, how people read and compare it."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from registry import kinds
from registry.canonical import canonical, dumps
from registry.editor.diff import compare
from registry.kinds import EMPTY_CONTEXT, Context, Resolved
from registry.problems import errors
from rules.engine import RuleError
from rules.kinds.table import KIND, body_in
from rules.services import compiled_table, inputs_of, look_up
from rules.tables.analysis import analyse
from rules.tables.columns import proposed
from rules.tables.compile import compile_table
from rules.tables.grids.workbooks import export
from rules.tables.shape import table_of
from tests.registry.editor.test_round_trip import through_the_browser

PROCEDURES = Path(__file__).parents[3] / "fixtures" / "procedures"


def shipped(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((PROCEDURES / f"{name}.json").read_text(encoding="utf-8"))
    return data


FEES, FORM = shipped("birth_fee_table"), shipped("birth_form")
SEEN = Context(
    resolve=lambda uid: (
        Resolved(uid, "form", FORM["code"], FORM["title"], FORM["body"], in_force=True)
        if uid == FORM["uid"]
        else None
    )
)
OWN: dict[str, Any] = {
    "inputs": [
        {"id": "ngay", "label": "Số ngày", "type": "number"},
        {"id": "cach", "label": "Cách nộp", "type": "one_of",
         "options": [{"id": "t", "label": "Trực tiếp"}, {"id": "b", "label": "Bưu chính"}]},
    ],
    "policy": "first",
    "conditions": [{"id": "c1", "field": "ngay"}, {"id": "c2", "field": "cach", "label": "Nộp"}],
    "results": [{"id": "k1", "label": "Thời hạn", "type": "number", "unit": "ngày"}],
    "rows": [
        {"id": "a", "when": {"c1": {"to": 5}, "c2": "t"}, "then": {"k1": "0.5"}},
        {"id": "b", "then": {"k1": 3}},
    ],
}  # fmt: skip


def found(body: dict[str, Any], context: Context = EMPTY_CONTEXT) -> list[tuple[str, str]]:
    return [(one.pointer, one.severity) for one in KIND.all_problems(body, context)]


# ---- the fee table that ships


def test_the_shipped_fee_table_is_sound_and_leaves_no_case_out():
    assert KIND.all_problems(FEES["body"], SEEN) == []
    analysis = analyse(table_of(FEES["body"], inputs_of(FEES["body"], SEEN)))
    assert analysis.said == "8/8 trường hợp đã có dòng."


@pytest.mark.parametrize(
    ("answers", "fee", "row"),
    [
        # The form asks for the exemption of those only who are late.
        ({"quahan": False}, 0, "dunghan"),
        ({"quahan": True, "mien": "ngheo"}, 0, "duocmien"),
        ({"quahan": True, "mien": "khong"}, 8000, "quahan"),
    ],
)
def test_it_says_the_fee(answers, fee, row):
    answer = look_up(FEES["body"], answers, SEEN)
    assert (answer.state, answer.rows, answer.value("lephi")) == ("found", (row,), fee)


def test_it_says_what_is_missing():
    answer = look_up(FEES["body"], {"quahan": True}, SEEN)
    assert (answer.state, answer.missing) == ("unknown", ("mien",))
    assert answer.said == ("Chưa đủ thông tin để tra bảng: còn thiếu «Thuộc diện miễn lệ phí».")


def test_opening_and_saving_untouched_changes_no_byte():
    for body in (FEES["body"], OWN):
        kept = json.loads(dumps(body))
        assert dumps(through_the_browser(KIND.schema, kept)) == dumps(kept)


def test_people_read_if_and_then_and_sentences():
    read = str(KIND.render(FEES["body"], SEEN))
    for words in (
        "Nếu",
        "Thì",
        "Mức thu",
        "8.000 đồng",
        "Gia đình có công với cách mạng; Hộ nghèo",
        "Xét theo biểu mẫu: BM-HT-01.01",
        "Luật Hộ tịch năm 2014",
        "Chỉ một dòng",
    ):
        assert words in read
    assert (
        "Nếu «Đăng ký sau 60 ngày kể từ ngày sinh» là Có và «Thuộc diện miễn lệ phí» là “Không” thì"
        " «Lệ phí đăng ký» là 8.000 đồng" in read
    )


def test_a_hidden_column_is_named_where_it_is_left_out():
    body = {**OWN, "conditions": [OWN["conditions"][0], {**OWN["conditions"][1], "hidden": True}]}
    read = str(KIND.render(body, EMPTY_CONTEXT))
    assert "Cột đang ẩn: «Nộp»" in read
    assert '<th scope="col">Nộp</th>' not in read


def test_a_row_cites_its_provision():
    body = {**FEES["body"], "rows": [{**FEES["body"]["rows"][0], "provision": "khoản 1 Điều 11"}]}
    cited = [one for one in KIND.references_of(body) if one.provision]
    assert [(one.uid, one.relation, one.pointer) for one in cited] == [
        ("7f0e5a52-6a0f-4c5e-9a51-0c1f30a7b101", "cites", "/rows/0/basis")
    ]


def test_its_words_are_found():
    assert "Thời hạn" in KIND.text_of(OWN)
    assert "đến 5\nTrực tiếp\n0,5 ngày" in KIND.text_of(OWN)
    assert "Mức thu do Hội đồng nhân dân cấp tỉnh" in KIND.text_of(FEES["body"])


def test_issues_are_compared_row_by_row():
    rows = [OWN["rows"][1], {**OWN["rows"][0], "when": {"c1": {"to": 10}, "c2": "t"}}, {"id": "n"}]
    told = compare(KIND, OWN, {**OWN, "rows": rows})
    assert {one.what for one in told} >= {"changed", "added"}
    (change,) = [one for one in told if one.what == "changed"]
    assert change.pointer == "/rows/1/when/c1"
    assert (change.before, change.after) == ("“«Số ngày» đến 5”", "“«Số ngày» đến 10”")


# ---- what it lacks


def test_an_empty_one_says_what_it_lacks():
    said = dict(found({}))
    assert said["/form"] == said["/policy"] == said["/conditions"] == said["/rows"] == "error"
    assert KIND.render({}, EMPTY_CONTEXT)
    assert not KIND.compiled.problems(KIND.initial())


@pytest.mark.parametrize(
    ("change", "where", "severity"),
    [
        ({"conditions": [{"id": "c1", "field": "nagy"}]}, "/conditions/0/field", "error"),
        ({"rows": [{"id": "a", "when": {"c1": {"typed": "vài"}}}]}, "/rows/0/when/c1", "error"),
        ({"rows": [{"id": "a", "when": {"c2": "x"}}]}, "/rows/0/when/c2", "error"),
        ({"rows": [{"id": "a", "then": {"k1": "một"}}]}, "/rows/0/then/k1", "error"),
        ({"rows": [{"id": "a", "when": {"c1": 5}}]}, "/rows/0/then/k1", "warning"),
        ({"rows": [{"id": "a", "then": {"k1": 1}}]}, "/conditions/0", "warning"),
        ({"rows": [*OWN["rows"], {"id": "c", "when": {"c1": 9}, "then": {"k1": 1}}]},
         "/rows/2", "warning"),
        ({"rows": OWN["rows"][:1]}, "/rows", "warning"),
        ({"policy": "unique"}, "/rows/1", "error"),
        ({"results": [{"id": "k1", "type": "number"}]}, "/results/0/label", "error"),
        ({"rows": [{"id": "a", "when": {"gone": 1}}]}, "/rows", "warning"),
        ({"rows": [{"id": "a", "basis": "gone"}]}, "/rows/0/basis", "warning"),
        ({"rows": [{"id": "a", "when": {"c1": {"from": 1, "not": 5}}}]},
         "/rows/0/when/c1", "error"),
        ({"rows": [{"id": "a", "when": {"c1": []}}]}, "/rows/0/when/c1", "error"),
    ],
)  # fmt: skip
def test_a_problem_stands_at_its_place(change, where, severity):
    assert (where, severity) in found({**OWN, **change})


def test_a_form_that_nobody_sees_is_said():
    assert ("/form", "error") in found(FEES["body"])
    with pytest.raises(RuleError):
        look_up(FEES["body"], {}, EMPTY_CONTEXT)


# ---- services


def test_equal_content_is_compiled_once():
    inputs = inputs_of(OWN, EMPTY_CONTEXT)
    assert compiled_table(OWN, inputs) is compiled_table({**OWN, "note": "khác"}, inputs)
    assert compiled_table(OWN, inputs) is not compiled_table({**OWN, "policy": "collect"}, inputs)


def test_a_workbook_brings_its_body_along_where_it_has_the_shape_of_one():
    inputs = inputs_of(OWN, EMPTY_CONTEXT)
    assert body_in(export("Bảng", OWN, inputs)) == canonical(OWN)
    forged = {**OWN, "rows": {"x": 1}}
    book = export("Bảng", {**OWN, "note": "?"}, inputs)
    assert body_in(with_kept(book, dumps(forged))) is None
    assert body_in(with_kept(book, "{")) is None


def with_kept(content: bytes, text: str) -> bytes:
    """The workbook with another body in its hidden sheet."""
    book = load_workbook(io.BytesIO(content))
    book["_bang"].cell(2, 1).value = text
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_columns_are_proposed_from_a_form():
    columns = proposed(inputs_of(FEES["body"], SEEN) or {}, ["mien"])
    assert [one["field"] for one in columns][:3] == ["quanhe", "gioitinh", "quahan"]
    assert columns[2]["label"] == "Đăng ký sau 60 ngày kể từ ngày sinh"
    assert "mien" not in [one["field"] for one in columns]


def test_a_huge_table_is_refused_at_once():
    row = {"when": {f"c{n}": [*range(200)] for n in range(50)}, "then": {}}
    body = {**OWN, "rows": [{"id": f"r{n}", **row} for n in range(2000)]}
    begun = time.perf_counter()
    with pytest.raises(RuleError, match="quá nhiều ô"):
        compile_table(body, inputs_of(OWN, EMPTY_CONTEXT))
    assert time.perf_counter() - begun < 0.05


def test_it_is_a_kind_that_people_make():
    assert kinds.get("table").creatable
    assert not errors(KIND.all_problems(OWN, EMPTY_CONTEXT))
