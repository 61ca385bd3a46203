"""A table to Excel and back: to the byte untouched, changed cells found, hostile files refused."""

import io
import time
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from registry.canonical import canonical, dumps
from registry.files.inspection import FileError
from rules.tables.grids.sheets import SheetError, kept_body, load
from rules.tables.grids.workbooks import LABELS, export
from tests.rules.tables.plain import CONDITIONS, INPUTS
from tests.rules.tables.strategies import bodies
from tests.rules.tables.test_words import RESULTS

LAW = {"id": "nq", "text": "Nghị quyết 12/2025/NQ-HĐND", "number": "12/2025/NQ-HĐND"}
BODY: dict[str, Any] = {
    "policy": "unique",
    "conditions": CONDITIONS,
    "results": [{**one, "group": "Lệ phí"} for one in RESULTS],
    "legal_basis": [LAW],
    "note": "=1+1",
    "rows": [
        {"id": "a", "when": {"c_channel": ["direct", "post"], "c_days": {"from": 1, "to": 60}},
         "then": {"fee": 8000, "time": "0.50", "from": "2026-07-01", "free": False, "who": "ward",
                  "text": "=SUM(A1)"},
         "basis": "nq", "provision": "điểm a khoản 1 Điều 5", "note": "dòng một\ndòng hai"},
        {"id": "b",
         "when": {"c_place": "a; b", "c_verify": True, "c_filed": {"above": "2026-01-01"}},
         "then": {"fee": 0, "who": "gone"}, "off": True},
        {"id": "c", "when": {"c_days": {"typed": "vài ngày"}}},
        {"id": "d"},
    ],
}  # fmt: skip


def changed(content: bytes, change: Any) -> bytes:
    """The workbook after somebody worked in it."""
    book = load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def place(sheet: Any, label: str) -> int:
    return next(cell.column for cell in sheet[LABELS] if str(cell.value).startswith(label))


def put(label: str, row: int, value: Any) -> Any:
    """Write into the cell of a column in a row of the table, numbered from 1."""

    def change(sheet: Any) -> None:
        sheet.cell(LABELS + row, place(sheet, label)).value = value

    return change


def back(content: bytes, base: dict[str, Any] | None = None) -> Any:
    return load(content, base if base is not None else kept_body(content) or {}, INPUTS)


def test_untouched_it_comes_back_to_the_byte_from_the_file_alone():
    found = back(export("Mức thu", BODY, INPUTS))
    assert dumps(found.body) == dumps(BODY)
    assert (found.added, found.changed, found.removed) == (0, 0, 0)
    # Saved by another program in between.
    found = back(changed(export("Mức thu", BODY, INPUTS), lambda sheet: None))
    assert dumps(found.body) == dumps(BODY)


@settings(max_examples=25, deadline=None)
@given(body=bodies(), text=st.text(max_size=40))
def test_any_table_comes_back_to_the_byte(body, text):
    body["rows"][0]["note"] = text.encode("utf-8", "ignore").decode()
    body = canonical(body)
    assert dumps(back(export("Bảng", body, INPUTS)).body) == dumps(body)


def test_people_read_words_in_it_and_no_formula():
    sheet = load_workbook(io.BytesIO(export("Mức thu", BODY, INPUTS))).worksheets[0]
    said = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Nếu", "Thì: Lệ phí", "Cách nộp", "Số ngày (ngày)", "Trực tiếp; Qua bưu chính"} <= said
    assert {"từ 1 đến 60", "sau 01/01/2026", "“a; b”", "Có", "=SUM(A1)", "x"} <= said
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet.row_dimensions[1].hidden


def test_what_somebody_changed_is_found_and_ids_stay():
    content = changed(export("Mức thu", BODY, INPUTS), put("Số ngày", 1, "trên 60"))
    found = back(content)
    first = found.body["rows"][0]
    assert first == {
        **BODY["rows"][0],
        "when": {"c_channel": ["direct", "post"], "c_days": {"above": 60}},
    }
    assert found.body["rows"][1:] == BODY["rows"][1:]
    assert (found.changed, found.added) == (1, 0)


def test_cells_that_excel_made_numbers_and_days_of_are_read():
    def change(sheet: Any) -> None:
        put("Mức thu", 1, 75_000)(sheet)
        put("Thời hạn", 1, 0.5)(sheet)
        put("Ngày nộp", 1, date(2026, 7, 1))(sheet)

    first = back(changed(export("Mức thu", BODY, INPUTS), change)).body["rows"][0]
    assert (first["then"]["fee"], first["then"]["time"]) == (75_000, "0.5")
    assert first["when"]["c_filed"] == "2026-07-01"


def test_new_rows_get_ids_and_rows_that_are_gone_are_said():
    def change(sheet: Any) -> None:
        sheet.delete_rows(LABELS + 2)
        sheet.insert_rows(LABELS + 1)
        put("Cách nộp", 1, "Trực tuyến")(sheet)
        put("Mức thu", 1, "5.000 đồng")(sheet)

    found = back(changed(export("Mức thu", BODY, INPUTS), change))
    ids = [row["id"] for row in found.body["rows"]]
    assert ids[1:] == ["a", "c", "d"]
    assert ids[0] not in ("a", "b", "c", "d")
    assert found.body["rows"][0]["when"] == {"c_channel": "online"}
    assert found.body["rows"][0]["then"] == {"fee": 5000}
    assert (found.added, found.removed) == (1, 1)
    assert "Không còn dòng 2 của bảng cũ." in found.said


def test_a_copied_row_is_a_new_one():
    def change(sheet: Any) -> None:
        for cell in sheet[LABELS + 1]:
            sheet.cell(LABELS + 5, cell.column).value = cell.value

    found = back(changed(export("Mức thu", BODY, INPUTS), change))
    assert len({row["id"] for row in found.body["rows"]}) == 5
    assert any("mã dòng trùng" in sentence for sentence in found.said)


def test_columns_may_be_moved():
    def change(sheet: Any) -> None:
        sheet.move_range(f"B1:B{LABELS + 9}", cols=20)

    assert dumps(back(changed(export("Mức thu", BODY, INPUTS), change)).body) == dumps(BODY)


def test_what_is_not_understood_is_kept_and_named_by_its_cell():
    def change(sheet: Any) -> None:
        put("Số ngày", 1, "tùy trường hợp")(sheet)
        put("Căn cứ", 1, "Luật nào đó")(sheet)
        sheet.cell(LABELS, 30).value = "Cột lạ"

    found = back(changed(export("Mức thu", BODY, INPUTS), change))
    assert found.body["rows"][0]["when"]["c_days"] == {"typed": "tùy trường hợp"}
    assert found.body["rows"][0]["basis"] == "nq"
    said = " ".join(found.said)
    assert "Ô C5: chưa hiểu «tùy trường hợp» ở cột «Số ngày»" in said
    assert "Ô AD4: bảng không có cột «Cột lạ»" in said
    assert "«Luật nào đó» không có trong «Cơ sở pháp lý»" in said
    # The cell that nobody could read before is counted, too.
    assert found.wrong == 3


def test_hidden_rows_are_read_and_said():
    def change(sheet: Any) -> None:
        sheet.row_dimensions[LABELS + 2].hidden = True
        sheet.column_dimensions["C"].hidden = True

    found = back(changed(export("Mức thu", BODY, INPUTS), change))
    assert dumps(found.body) == dumps(BODY)
    assert "Dòng 6 đang ẩn trong Excel vẫn được đọc." in found.said
    assert "Có cột đang ẩn trong Excel vẫn được đọc." in found.said


def test_a_cell_merged_over_rows_counts_for_each_of_them():
    def change(sheet: Any) -> None:
        letter = sheet.cell(1, place(sheet, "Cách nộp")).column_letter
        sheet.merge_cells(f"{letter}{LABELS + 1}:{letter}{LABELS + 2}")

    found = back(changed(export("Mức thu", BODY, INPUTS), change))
    assert found.body["rows"][1]["when"]["c_channel"] == ["direct", "post"]
    assert any("được lấy cho từng dòng 5 đến 6" in sentence for sentence in found.said)


def test_a_cell_merged_over_columns_is_refused_at_its_place():
    content = changed(export("Mức thu", BODY, INPUTS), lambda sheet: sheet.merge_cells("B5:C5"))
    with pytest.raises(SheetError, match="Ô gộp B5:C5 nằm trên nhiều cột"):
        back(content)


def test_a_formula_without_a_result_is_said():
    found = back(changed(export("Mức thu", BODY, INPUTS), put("Mức thu", 1, "=4000*2")))
    assert any("là công thức chưa có kết quả" in sentence for sentence in found.said)
    assert found.body["rows"][0]["then"]["fee"] == {"typed": "=4000*2"}
    assert found.wrong


def test_a_sheet_of_somebody_else_is_read_by_the_labels_of_its_columns():
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["BẢNG MỨC THU"])
    sheet.append(["STT", "Số ngày", "Cách nộp", "Mức thu (đồng)", "Ghi chú"])
    sheet.append([1, "trên 60", "Trực tiếp", "8.000 đồng", "x"])
    kept = io.BytesIO()
    book.save(kept)
    found = back(kept.getvalue(), base={**BODY, "rows": []})
    (row,) = found.body["rows"]
    assert row["when"] == {"c_days": {"above": 60}, "c_channel": "direct"}
    assert (row["then"], row["note"]) == ({"fee": 8000}, "x")


# ---- hostile files


def replaced(content: bytes, part: str, change: Any) -> bytes:
    """The same package with one part changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"


def sheet_with(change: Any) -> Any:
    return lambda content: replaced(content, SHEET, change)


HOSTILE = {
    "no workbook": lambda content: b"%PDF-1.5",
    "empty": lambda content: b"",
    "entities": sheet_with(
        lambda data: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data[data.index(b"<worksheet") :]
    ),
    "half a sheet": sheet_with(lambda data: data[: len(data) // 2]),
    "unpacks to much": sheet_with(lambda data: data + b" " * 90_000_000),
    "very many cells": sheet_with(
        lambda data: data.replace(END, b"<row>" + b"<c/>" * 400_000 + b"</row>" + END)
    ),
    "merged to the end": sheet_with(
        lambda data: data.replace(
            END, END + b'<mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>'
        )
    ),
    "no table": lambda content: changed(content, lambda sheet: sheet.delete_rows(1, 5)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_vietnamese(name):
    content = HOSTILE[name](export("Mức thu", BODY, INPUTS))
    begun = time.perf_counter()
    with pytest.raises((FileError, SheetError)) as refused:
        back(content)
    assert str(refused.value).endswith(".")
    assert time.perf_counter() - begun < 5


def test_a_forged_body_in_the_file_is_no_body():
    book = load_workbook(io.BytesIO(export("Mức thu", BODY, INPUTS)))
    book["_bang"].cell(2, 1).value = '{"rows": ['
    kept = io.BytesIO()
    book.save(kept)
    assert kept_body(kept.getvalue()) is None
    with pytest.raises(SheetError, match="Không tìm thấy dòng tiêu đề"):
        back(kept.getvalue())
