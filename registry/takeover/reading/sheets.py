"""The list as a workbook of Excel: where its table begins, and the cells of each line."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from registry.files.services import inspect
from registry.takeover.errors import TakeoverError
from registry.takeover.reading.headings import Head, head_of
from registry.vietnamese import one_line

MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 40 * 1024 * 1024
MOST_LINES = 3_000
# Sheets that were formatted to their end have a million empty rows.
MOST_ROWS, MOST_COLUMNS, MOST_BLANK = 20_000, 60, 500
# Titles, names of agencies and dates stand above the table.
MOST_ABOVE = 30

Value = str | int | float | date | None


@dataclass(frozen=True)
class Cell:
    """One cell: its value, and whether it is a formula of which the file keeps no result."""

    value: Value = None
    uncounted: bool = False

    @property
    def text(self) -> str:
        """What stands in it, in one line."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y}"
        return one_line(str(self.value)) if self.value is not None else ""


NOTHING = Cell()


@dataclass(frozen=True)
class Row:
    """A line of the list: its number in the sheet, its cells by the names of their columns."""

    number: int
    cells: dict[str, Cell]

    def cell(self, name: str) -> Cell:
        """Return the cell of a column; an empty one where the list has no such column."""
        return self.cells.get(name, NOTHING)


@dataclass(frozen=True)
class Sheet:
    """The table that was found."""

    head: Head
    rows: list[Row]


def read(name: str, content: bytes) -> Sheet:
    """Find the table in a workbook and read its lines; blank ones are passed over.

    Raises FileError for a file that is no harmless workbook, TakeoverError for one that is too
    large, or has no table with the columns of a list.
    """
    inspect(name, content)
    _refuse_large(content)
    for rows in _sheets(content):
        found = _table(rows)
        if found is not None:
            return found
    raise TakeoverError(
        "Không tìm thấy dòng tiêu đề của danh mục (cần có các cột Loại, Mã hiệu, Tên tài liệu, Ngày"
        " ban hành). Hãy tải danh mục mẫu, chép các dòng sang rồi gửi lại."
    )


def _refuse_large(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        unpacked = sum(info.file_size for info in package.infolist())
    if len(content) > MOST_BYTES or unpacked > MOST_UNPACKED:
        raise TakeoverError(
            f"Danh mục quá lớn: nhiều nhất {MOST_BYTES // 1024 // 1024} MB và {MOST_LINES} dòng."
            " Hãy bỏ hình ảnh và trang tính thừa, hoặc chia thành nhiều đợt nhập."
        )


def _sheets(content: bytes) -> Iterator[list[list[Cell]]]:
    """The cells of each sheet.

    A workbook is read twice: once for the results of its formulas, once to know of formulas that
    no program has computed yet.
    """
    try:
        results = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        for name in results.sheetnames:
            if hasattr(results[name], "iter_rows"):
                yield _cells(results[name], formulas[name])
    except (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise TakeoverError(
            "Không đọc được danh mục. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại."
        ) from error


def _cells(results: Any, formulas: Any) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    blank = 0
    limits = {"max_row": MOST_ROWS, "max_col": MOST_COLUMNS, "values_only": True}
    pairs = zip(results.iter_rows(**limits), formulas.iter_rows(**limits), strict=False)
    for values, written in pairs:
        row = [_cell(*pair) for pair in zip(values, written, strict=False)]
        blank = 0 if any(cell.text or cell.uncounted for cell in row) else blank + 1
        if blank > MOST_BLANK:
            break
        found.append(row)
    return found


def _cell(value: Any, written: Any) -> Cell:
    formula = isinstance(written, str) and written.startswith("=")
    if value is None:
        return Cell(uncounted=formula)
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return Cell(str(value))
    return Cell(value)


def _table(rows: list[list[Cell]]) -> Sheet | None:
    """The table of a sheet: below the best head among its first rows."""
    heads = [
        (place, head)
        for place, row in enumerate(rows[:MOST_ABOVE])
        if (head := head_of([cell.text for cell in row])) is not None
    ]
    if not heads:
        return None
    place, head = max(heads, key=lambda one: len(one[1].places))
    if head.missing:
        raise TakeoverError(
            f"Danh mục thiếu cột: {', '.join(head.missing)} (dòng tiêu đề là dòng"
            f" {place + 1}). Hãy thêm cột, hoặc chép sang danh mục mẫu, rồi gửi lại."
        )
    lines = []
    for number, row in enumerate(rows[place + 1 :], place + 2):
        cells = {name: row[at] for name, at in head.places.items() if at < len(row)}
        if any(cell.text or cell.uncounted for cell in cells.values()):
            lines.append(Row(number, cells))
    if len(lines) > MOST_LINES:
        raise TakeoverError(
            f"Danh mục có {len(lines)} dòng, nhiều hơn {MOST_LINES} dòng của một đợt. Hãy chia"
            " thành nhiều đợt nhập."
        )
    if not lines:
        raise TakeoverError("Danh mục không có dòng tài liệu nào dưới dòng tiêu đề.")
    return Sheet(head, lines)
