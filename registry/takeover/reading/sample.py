"""The sample list: columns with their hints, choices in the cells, a sheet that says how."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from registry.documents.models import Confidentiality
from registry.takeover.reading.headings import HEADINGS
from registry.takeover.reading.lines import possible

NAME = "danh-muc.xlsx"
# So many lines are prepared; more may be written below them.
_PREPARED = 500
_WIDTHS = {"title": 44, "unit": 28, "file": 30, "kind": 24}
_DAYS = ("issued_on", "effective_on")
_EXAMPLE = {
    "kind": "Hướng dẫn công việc", "code": "HD-05", "title": "Tiếp nhận đơn thư của công dân",
    "issue": "01", "revision": "00", "issued_on": "07/12/2023", "effective_on": "01/01/2024",
    "decision_no": "12/QĐ-UBND", "signer": "Nguyễn Văn Mẫu", "field": "Tiếp công dân",
    "unit": "Văn phòng", "reach": "Nội bộ cơ quan", "file": "HD-05.pdf",
}  # fmt: skip


def sample(units: Sequence[str]) -> bytes:
    """Make the sample for an agency with these units."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Danh mục"
    sheet.freeze_panes = "A2"
    for place, one in enumerate(HEADINGS, 1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, one.label + (" *" if one.must else ""))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(one.hint, "ISO điện tử")
        sheet.column_dimensions[letter].width = _WIDTHS.get(one.name, 16)
        # As text a spreadsheet leaves «01» and «02/01» as they are.
        form = "DD/MM/YYYY" if one.name in _DAYS else "@"
        for row in range(2, _PREPARED + 2):
            sheet.cell(row, place).number_format = form
    _say_how(book.create_sheet("Hướng dẫn"))
    choices = {
        "kind": [one.label for one in possible()],
        "unit": list(units),
        "reach": [str(label) for label in Confidentiality.labels],
    }
    _offer(sheet, book.create_sheet("Lựa chọn"), choices)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _say_how(sheet: Any) -> None:
    rows = [
        ("Cột", "Cách ghi", "Ví dụ"),
        *((one.label, one.hint, _EXAMPLE.get(one.name, "")) for one in HEADINGS),
        ("", "Mỗi dòng là một lần ban hành của một tài liệu. Cột có dấu * phải ghi.", ""),
        ("", "Nén danh-muc.xlsx cùng các tệp thành một tệp .zip rồi gửi.", ""),
    ]
    for row in rows:
        sheet.append(row)
    for letter, width in (("A", 18), ("B", 70), ("C", 34)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _offer(sheet: Any, lists: Any, choices: dict[str, list[str]]) -> None:
    """Put the choices of a column into its cells, from a sheet of their own."""
    names = [one.name for one in HEADINGS]
    for place, (name, offered) in enumerate(choices.items(), 1):
        letter = get_column_letter(place)
        for row, text in enumerate(offered, 1):
            lists.cell(row, place, text)
        if not offered:
            continue
        rule = DataValidation(
            "list",
            formula1=f"'{lists.title}'!${letter}$1:${letter}${len(offered)}",
            allow_blank=True,
            showErrorMessage=False,
        )
        column = get_column_letter(names.index(name) + 1)
        rule.add(f"{column}2:{column}{_PREPARED + 1}")
        sheet.add_data_validation(rule)
