"""The cells of a workbook of Excel that people send: values as they stand, and what is no value."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from registry.files.errors import FileError
from registry.vietnamese import one_line

MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 40 * 1024 * 1024
# Sheets that were formatted to their end have a million empty rows.
MOST_ROWS, MOST_COLUMNS, MOST_BLANK = 20_000, 60, 500

Value = str | int | float | bool | date | None


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


def sheets(content: bytes, called: str, advice: str = "") -> Iterator[list[list[Cell]]]:
    """Yield the cells of each sheet of a workbook that was inspected.

    It is read twice: once for the results of its formulas, once to know of formulas that no
    program has computed yet. `called` is what sentences call it, `advice` what to do with one that
    is too large. Raises FileError for one that is too large, or cannot be read.
    """
    _refuse_large(content, called, advice)
    try:
        results = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        for name in results.sheetnames:
            if hasattr(results[name], "iter_rows"):
                yield _cells(results[name], formulas[name])
    except (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise FileError(
            f"Không đọc được {called.lower()}. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi"
            " lại."
        ) from error


def _refuse_large(content: bytes, called: str, advice: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        unpacked = sum(info.file_size for info in package.infolist())
    if len(content) > MOST_BYTES or unpacked > MOST_UNPACKED:
        raise FileError(
            f"{called} quá lớn: nhiều nhất {MOST_BYTES // 1024 // 1024} MB. Hãy bỏ hình ảnh và"
            f" trang tính thừa{advice}."
        )


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
    return Cell(value if isinstance(value, bool | str | int | float | date) else str(value))
