"""Lists and archives from the wild: read for what they mean, or refused in words."""

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from registry.files.errors import FileError
from registry.takeover.errors import TakeoverError
from registry.takeover.reading import archives, sheets
from registry.takeover.reading.files import Names, list_among
from registry.takeover.reading.lines import Line, Surroundings, order, read_line
from registry.takeover.reading.sample import sample
from registry.vietnamese import fold
from tests.registry.takeover.office import HEADS, ONE, archive, book, line

DAY = date(2023, 12, 7)
AROUND = Surroundings(
    date(2026, 12, 1), {fold("VP"): "VP", fold("Văn phòng"): "VP", fold("TP"): "TP"}
)


def read(rows: Sequence[Sequence[Any]], **more: Any) -> list[Line]:
    """The lines of a workbook with these rows."""
    sheet = sheets.read("danh-muc.xlsx", book(rows, **more))
    found = [read_line(row, AROUND) for row in sheet.rows]
    order(found)
    return found


def one(**changes: Any) -> Line:
    """The only line of a list, with some of its cells changed."""
    (found,) = read([HEADS, line(**changes)])
    return found


def wrong(found: Line) -> str:
    return " ".join(f"{each['column']}: {each['text']}" for each in found.wrong)


def test_a_plain_line() -> None:
    found = one()
    assert not found.wrong and not found.supposed
    assert found.facts == {
        "kind": "instruction", "code": "HD-05", "title": "Tiếp nhận đơn thư", "issue_no": 1,
        "revision_no": 0, "issued_on": "2023-12-07", "effective_on": "2024-01-01",
        "decision_no": "12/QĐ-UBND", "signer": "Nguyễn Văn Mẫu", "field": "Tiếp dân",
        "unit": "VP", "reach": "internal", "file": "HD-05.pdf", "issuer": "", "applies_to": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        # In another order, without accents, in capitals, with asides and stars.
        (("STT", "TEN TAI LIEU", "Ma hieu (*)", "Loai tai lieu", "NGAY BAN HANH", "File"),
         (1, "Tiếp nhận đơn thư", "HD-05", "huong dan cong viec", "7.12.2023", "HD-05.pdf")),
        (("Tên văn bản", "Số, ký hiệu", "Loại văn bản", "Ngày, tháng, năm ban hành", "Tên tệp"),
         ("Tiếp nhận đơn thư", "HD-05", "Hướng dẫn", DAY, "HD-05.pdf")),
        (("Ghi chú", "Loại", "Mã tài liệu:", "Tên", "Ngày ký", "Tệp đính kèm (nếu có)"),
         ("", "HDCV", "HD–05", "Tiếp nhận\nđơn thư", 45267, "HD-05.pdf")),
    ],
)  # fmt: skip
def test_columns_are_known_however_they_are_called(
    heads: Sequence[str], cells: Sequence[Any]
) -> None:
    (found,) = read([heads, cells])
    assert not found.wrong, wrong(found)
    facts = found.facts
    assert (facts["kind"], facts["code"], facts["title"]) == (
        "instruction", "HD-05", "Tiếp nhận đơn thư",
    )  # fmt: skip
    assert facts["issued_on"] == facts["effective_on"] == "2023-12-07"
    assert facts["file"] == "HD-05.pdf"
    assert [each["column"] for each in found.supposed] == ["Lần ban hành", "Ngày hiệu lực"]


def test_titles_stand_above_and_blank_lines_between() -> None:
    made = Workbook()
    sheet: Any = made.active
    for row in (["UBND PHƯỜNG AN BÌNH"], ["DANH MỤC TÀI LIỆU NỘI BỘ NĂM 2026"], [], HEADS,
                [], ONE, [None, "  "], line(code="HD-06", issue=1, revision=2.0), []):  # fmt: skip
        sheet.append(list(row))
    sheet.merge_cells("A1:M1")
    sheet.merge_cells("A2:M2")
    sheet["Z900"].number_format = "DD/MM/YYYY"
    cover: Any = made.create_sheet("Bìa", 0)
    cover["A1"] = "Trang bìa"
    kept = io.BytesIO()
    made.save(kept)
    found = [read_line(row, AROUND) for row in sheets.read("a.xlsx", kept.getvalue()).rows]
    assert [each.number for each in found] == [6, 8]
    assert found[1].number_words == "01/02"


@pytest.mark.parametrize(
    ("issue", "revision", "words"),
    [
        ("01", "00", "01/00"), (2, 1, "02/01"), ("02/01", None, "02/01"), ("2/1", "01", "02/01"),
        ("Lần 03", "", "03/00"), ("lần 2.1", None, "02/01"), (None, "02/01", "02/01"),
        ("", "", "01/00"), (1.0, 0.0, "01/00"),
    ],
)  # fmt: skip
def test_numbers_are_read_from_one_cell_or_two(issue: Any, revision: Any, words: str) -> None:
    found = one(issue=issue, revision=revision)
    assert not found.wrong and found.number_words == words


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"kind": ""}, "Loại", "Hãy chọn một trong: «"),
        ({"kind": "Quy trình"}, "Loại", "không nhập bằng tệp được"),
        ({"kind": "Bản vẽ"}, "Loại", "Không có loại «Bản vẽ»"),
        ({"kind": "Tài liệu bên ngoài"}, "Nơi ban hành", "phải ghi nơi ban hành"),
        ({"code": ""}, "Mã hiệu", "Chưa ghi mã hiệu"),
        ({"code": "X" * 61}, "Mã hiệu", "Dài quá 60"),
        ({"title": " \u200b"}, "Tên tài liệu", "Chưa ghi tên"),
        ({"issue": "một"}, "Lần ban hành", "Không hiểu «một»"),
        ({"issue": "00"}, "Lần ban hành", "bắt đầu từ 01"),
        ({"issue": DAY}, "Lần ban hành", "Excel đã đổi số này thành ngày"),
        ({"issue": "02/01", "revision": "03"}, "Lần sửa đổi", "ghi cho khớp"),
        ({"issued": "31/02/2024"}, "Ngày ban hành", "Không có ngày 31/2/2024"),
        ({"issued": "7/12/23"}, "Ngày ban hành", "Ngày chưa đúng"),
        ({"issued": ""}, "Ngày ban hành", "Chưa ghi ngày ban hành"),
        ({"issued": "02/12/2026"}, "Ngày ban hành", "ở tương lai"),
        ({"effective": "06/12/2023"}, "Ngày hiệu lực", "đứng trước ngày ban hành"),
        ({"effective": "01/01/2027"}, "Ngày hiệu lực", "ở tương lai"),
        ({"unit": "Phòng Lạ"}, "Đơn vị chủ trì", "TP, VP"),
        ({"reach": "tuyệt mật"}, "Mức công khai", "«Công khai», «Nội bộ cơ quan»"),
        ({"title": "=A1&B1"}, "Tên tài liệu", "công thức chưa có kết quả"),
    ],
)
def test_what_is_wrong_says_where_and_what_to_do(
    changes: dict[str, Any], column: str, says: str
) -> None:
    found = one(**changes)
    assert found.wrong[0]["column"] == column
    assert says in wrong(found)


def test_issues_of_one_document_stand_in_order() -> None:
    def issue(number: str, day: str, **more: Any) -> tuple[Any, ...]:
        return line(issue=number, issued=day, effective="", **more)

    twice, early, after, other = read([
        HEADS, issue("02", "01/03/2024"), issue("01", "01/02/2025", code="hd 05"),
        issue("03", "01/04/2024"), issue("02", "01/03/2024", code="HD-06"),
    ])  # fmt: skip
    assert not early.wrong and "phải có hiệu lực sau lần 01/00 (dòng 3)" in wrong(twice)
    assert "dòng 2) còn lỗi" in wrong(after) and not other.wrong
    first, second = read([HEADS, ONE, ONE])
    assert not first.wrong and "Trùng với dòng 2" in wrong(second)


def test_formulas_with_results_are_read() -> None:
    content = book([HEADS, line(title="=A1")])
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(
                    b'<c r="C2"><f>A1</f><v></v></c>',
                    b'<c r="C2" t="str"><f>A1</f><v>T\xc3\xaan</v></c>',
                )
                part = part.replace(
                    b'<c r="C2"><f>A1</f><v /></c>',
                    b'<c r="C2" t="str"><f>A1</f><v>T\xc3\xaan</v></c>',
                )
            new.writestr(name, part)
    (row,) = sheets.read("a.xlsx", kept.getvalue()).rows
    assert row.cell("title").text == "Tên"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: book([["Một", "hai"], ["ba"]]), "Không tìm thấy dòng tiêu đề"),
        (lambda: book([("Loại", "Mã hiệu", "Tên tài liệu"), ("a", "b", "c")]), "thiếu cột: Ngày"),
        (lambda: book([HEADS]), "không có dòng tài liệu nào"),
        (lambda: b"PK\x03\x04 hong", "hỏng"),
        (lambda: book([HEADS, *([ONE] * 3001)]), "Hãy chia"),
    ],
)
def test_what_is_no_list_is_refused(content: Callable[[], bytes], says: str) -> None:
    with pytest.raises((TakeoverError, FileError), match=says):
        sheets.read("danh-muc.xlsx", content())


def test_the_sample_is_a_list_with_hints_and_choices() -> None:
    content = sample(["Văn phòng", "Phòng Tư pháp"])
    sheet: Any = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value.removesuffix(" *") for cell in sheet[1]][:13] == list(HEADS)
    assert (
        all(cell.comment for cell in sheet[1]) and len(sheet.data_validations.dataValidation) == 3
    )
    with pytest.raises(TakeoverError, match="không có dòng tài liệu nào"):
        sheets.read("danh-muc.xlsx", content)
    # Typed into the sample, numbers stay as they are typed.
    assert sheet["D2"].number_format == "@"


NFD = unicodedata.normalize("NFD", "Sổ tay chất lượng.pdf")
NAMES = Names([
    "Sổ tay chất lượng.pdf", "2023/HD-05.pdf", "2024/HD-05.pdf", "phu luc/QC 01.docx", "HD.07.pdf",
])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code", "name"),
    [
        ("so tay chat luong.PDF", "", "Sổ tay chất lượng.pdf"), (NFD, "", "Sổ tay chất lượng.pdf"),
        ("2024\\HD-05.pdf", "", "2024/HD-05.pdf"), ("QC 01", "", "phu luc/QC 01.docx"),
        ("./phu luc/QC01.docx", "", "phu luc/QC 01.docx"), ("", "HD-07", "HD.07.pdf"),
        ("HD-05.pdf", "", "Có 2 tệp"), ("HD-06.pdf", "", "Không có tệp «HD-06.pdf»"),
        ("", "HD-05", "Chưa ghi tên tệp"),
    ],
)  # fmt: skip
def test_files_are_found_however_they_are_spelt(said: str, code: str, name: str) -> None:
    meant = NAMES.meant(said, code)
    assert (meant.name or meant.wrong).startswith(name)
    assert bool(meant.supposed) == (not said and bool(meant.name))


@pytest.mark.parametrize(
    ("names", "which"),
    [
        (["a/Danh mục tài liệu.xlsx", "so-lieu.xlsx"], "a/Danh mục tài liệu.xlsx"),
        (["x/list.xlsx", "x/deep/du-lieu.xlsx", "x/a.pdf"], "x/list.xlsx"),
        (["a.pdf"], "Chưa có danh mục"), (["a.xlsx", "b.xlsx"], "Có 2 tệp Excel"),
    ],
)  # fmt: skip
def test_the_list_is_found_among_the_files(names: list[str], which: str) -> None:
    if which in names:
        assert list_among(names) == which
    else:
        with pytest.raises(TakeoverError, match=which):
            list_among(names)


def raw(files: dict[bytes, bytes], *, flags: int = 0) -> bytes:
    """A zip whose names are these very bytes, with these flags."""
    plain = {f"{place:0{len(name)}d}": name for place, name in enumerate(files)}
    content = archive({key: files[name] for key, name in plain.items()})
    for key, name in plain.items():
        content = content.replace(key.encode(), name)
    if flags:
        content = content.replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00",
            b"PK\x01\x02\x14\x03\x14\x00" + struct.pack("<H", flags),
        )
    return content


def names(content: bytes) -> list[str]:
    return [each.name for each in archives.members(io.BytesIO(content), "thu-muc.zip")]


def test_names_are_read_as_they_were_meant() -> None:
    assert names(archive({"Hồ sơ/Sổ tay.pdf": b"1", "__MACOSX/._a": b"", "Thumbs.db": b"",
                          "a/.DS_Store": b"", "~$tay.docx": b"", "thư mục/": b""})) == [
        "Hồ sơ/Sổ tay.pdf"]  # fmt: skip
    # macOS: UTF-8 in parts, without a word that it is.
    assert names(raw({unicodedata.normalize("NFD", "Sổ.pdf").encode(): b"1"})) == ["Sổ.pdf"]
    # An old program: a page of code of its own.
    assert names(raw({"Café.pdf".encode("cp437"): b"1"})) == ["Café.pdf"]


def bomb() -> bytes:
    return archive({"a.pdf": b"0" * (40 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: b"khong phai zip", "hỏng hoặc không phải"),
        (lambda: archive({"a.pdf": b"1"})[:-10], "hỏng hoặc không phải"),
        (lambda: raw({b"../a.pdf": b"1"}), "dẫn ra ngoài thư mục"),
        (lambda: raw({b"/etc/a.pdf": b"1"}), "dẫn ra ngoài thư mục"),
        (lambda: raw({b"C:\\a\\b.pdf": b"1"}), "dẫn ra ngoài thư mục"),
        (lambda: raw({b"a.pdf": b"1"}, flags=1), "có mật khẩu"),
        (bomb, "lớn bất thường"),
        (lambda: archive({f"{place}.pdf": b"" for place in range(3001)}), "hơn 3000 tệp"),
    ],
)
def test_archives_that_harm_are_refused(content: Callable[[], bytes], says: str) -> None:
    with pytest.raises(TakeoverError, match=says):
        names(content())
