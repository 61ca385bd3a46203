"""Reads a workbook that holds a decision table, whoever made or changed it.

A file goes through the checks of every upload first, then through limits of its own. Hidden rows
and columns are read and said. A cell merged over rows counts for each of them; one merged over
columns is refused. Of a formula its kept result counts, and is said.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from registry import canonical
from registry.canonical import Body
from registry.files.inspection import FileError
from registry.files.services import inspect
from registry.vietnamese import one_line, settle
from rules.inputs import Inputs
from rules.tables.grids.imported import Imported, Key, Line, head_of, laid_over
from rules.tables.grids.workbooks import KEPT, KEYS, MARK
from rules.tables.shape import MOST_COLUMNS, MOST_ROWS, table_of

MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 30 * 1024 * 1024
# Sheets that were formatted to their end have very many empty cells.
MOST_CELLS, MOST_MERGED, MOST_PIECES = 300_000, 5_000, 1_000
_BEYOND, _BLANK = 200, 100
_WIDEST = MOST_COLUMNS + 20
_ABOVE = 15


class SheetError(ValueError):
    """A workbook from which no table can be read; the message is Vietnamese and says what to do."""


@dataclass
class _Cell:
    text: str = ""
    # A formula of which the file keeps no result; its text is the formula.
    uncounted: bool = False
    formula: bool = False


@dataclass
class _Sheet:
    """The cells of a sheet by row and column from 1, and what is said of it."""

    rows: list[list[_Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    def texts(self, row: int) -> list[str]:
        """Return what stands in a row, numbered from 1."""
        return [cell.text for cell in self.rows[row - 1]] if row <= len(self.rows) else []


def kept_body(content: bytes, name: str = "bang.xlsx") -> Body | None:
    """Return the body that a workbook of ours keeps; None for any other.

    Whoever uses it checks its shape first: people may have put anything there. Raises as `load`.
    """
    inspect(name, content)
    _refuse_large(content)
    return _kept(_open(content, data_only=True))


def load(content: bytes, base: Body, inputs: Inputs, name: str = "bang.xlsx") -> Imported:
    """Read a workbook over a body.

    Raises FileError for a file that is no harmless workbook, SheetError for one that is too large
    or has no table with columns of this body.
    """
    inspect(name, content)
    _refuse_large(content)
    results, formulas = _open(content, data_only=True), _open(content)
    table = table_of(base, inputs)
    for title in results.sheetnames:
        if title == KEPT or not hasattr(results[title], "iter_rows"):
            continue
        sheet = _cells(results[title], formulas[title])
        found = _head(sheet, table)
        if found is not None:
            return _read(sheet, *found, base, table)
    raise SheetError(
        "Không tìm thấy dòng tiêu đề có tên các cột của bảng. Hãy tải bảng này ra Excel, sửa trong"
        " tệp ấy rồi gửi lại."
    )


def _refuse_large(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        unpacked = sum(info.file_size for info in package.infolist())
    if len(content) > MOST_BYTES or unpacked > MOST_UNPACKED:
        raise SheetError(
            f"Tệp quá lớn: nhiều nhất {MOST_BYTES // 1024 // 1024} MB. Hãy bỏ hình ảnh và trang"
            " tính thừa rồi gửi lại."
        )


def _open(content: bytes, *, data_only: bool = False) -> Any:
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    # A made-up workbook fails in many ways.
    except Exception as error:
        raise SheetError(
            "Không đọc được tệp Excel. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại."
        ) from error


def _kept(book: Any) -> Body | None:
    if KEPT not in book.sheetnames or not hasattr(book[KEPT], "iter_rows"):
        return None
    cells = book[KEPT].iter_rows(max_row=MOST_PIECES, max_col=1, values_only=True)
    texts = [str(row[0]) for row in cells if row and row[0] is not None]
    if texts[:1] != [MARK]:
        return None
    try:
        body = canonical.parse("".join(texts[1:]))
    except canonical.CanonicalError:
        return None
    return body


def _cells(results: Any, formulas: Any) -> _Sheet:
    try:
        found = _shape(results)
        limits = {"max_row": MOST_ROWS + _BEYOND, "max_col": _WIDEST}
        pairs = zip(results.iter_rows(**limits), formulas.iter_rows(**limits), strict=False)
        blank = 0
        for values, written in pairs:
            row = [_cell(*pair) for pair in zip(values, written, strict=False)]
            found.rows.append(row)
            blank = 0 if any(cell.text or cell.uncounted for cell in row) else blank + 1
            if blank > _BLANK:
                break
        return found
    except SheetError:
        raise
    except Exception as error:
        raise SheetError(
            "Không đọc được tệp Excel. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại."
        ) from error


def _shape(sheet: Any) -> _Sheet:
    """What a program shows of a sheet and openpyxl doesn't read: merged cells, what is hidden."""
    found = _Sheet([])
    cells = 0
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part, events=("end",), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            cells += tag in ("c", "row")
            if cells > MOST_CELLS:
                raise SheetError("Trang tính có quá nhiều ô. Hãy xóa các ô thừa rồi gửi lại.")
            if tag == "row" and element.get("hidden") in ("1", "true"):
                number = element.get("r", "")
                found.hidden_rows += [int(number)] if number.isdecimal() else []
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                found.hidden_columns.append(int(element.get("min", "0")))
            elif tag == "mergeCell" and len(found.merged) < MOST_MERGED:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.merged.append((left, top, right, bottom))
            if tag in ("row", "mergeCell"):
                element.clear()
    return found


def _cell(value: Any, written: Any) -> _Cell:
    formula = getattr(written, "data_type", "") == "f"
    kept = getattr(value, "value", None)
    if kept is None:
        return _Cell(str(getattr(written, "value", ""))[:200] if formula else "", formula, formula)
    return _Cell(_said(kept), formula=formula)


def _said(value: Any) -> str:
    """A value of Excel in the words that people type."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}".replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return settle(str(value))


def _head(sheet: _Sheet, table: Any) -> tuple[int, dict[int, Key], list[int]] | None:
    """The row of headings, the key of each place, places that nobody knows."""
    keys = _keys(sheet, table)
    if keys:
        # Our own workbook: labels stand where rows begin, wherever a row was put in above.
        for row in range(KEYS + 1, _ABOVE):
            found = head_of(_bare(sheet.texts(row)), table)
            if found is not None:
                unknown = [place for place in found[1] if place not in keys]
                return row, keys, unknown
    for row in range(1, _ABOVE):
        found = head_of(_bare(sheet.texts(row)), table)
        if found is not None:
            return row, *found
    return None


def _bare(texts: list[str]) -> list[str]:
    """Headings in one line, without units in brackets."""
    return [one_line(text).partition(" (")[0] for text in texts]


def _keys(sheet: _Sheet, table: Any) -> dict[int, Key]:
    known = {
        **{f"when:{column.id}": ("when", column.id) for column in table.conditions},
        **{f"then:{column.id}": ("then", column.id) for column in table.results},
        **{name: (name, name) for name in ("id", "basis", "provision", "note", "off")},
    }
    found: dict[int, Key] = {}
    for place, text in enumerate(sheet.texts(KEYS)):
        if text in known and known[text] not in found.values():
            found[place] = known[text]
    return found if any(key[0] in ("when", "then") for key in found.values()) else {}


def _read(
    sheet: _Sheet,
    head: int,
    places: dict[int, Key],
    unknown: list[int],
    body: Body,
    table: Any,
) -> Imported:
    said: list[str] = []
    _spread(sheet, head, said)
    for place in unknown:
        where = f"{get_column_letter(place + 1)}{head}"
        label = sheet.rows[head - 1][place].text
        said.append(f"Ô {where}: bảng không có cột «{label[:60]}» nên cột này không được đọc.")
    for key, column in [
        *((("when", one.id), one) for one in table.conditions),
        *((("then", one.id), one) for one in table.results),
    ]:
        if key not in places.values():
            said.append(f"Tệp không có cột «{column.label}»; các dòng đã có giữ ô cũ của cột này.")
    hidden = [str(row) for row in sheet.hidden_rows if head < row <= len(sheet.rows)]
    if hidden:
        said.append(f"Dòng {', '.join(hidden[:20])} đang ẩn trong Excel vẫn được đọc.")
    if any(column - 1 in places for column in sheet.hidden_columns):
        said.append("Có cột đang ẩn trong Excel vẫn được đọc.")
    wrong = 0
    for number, place, cell in _formulas(sheet, head, places):
        where = f"{get_column_letter(place + 1)}{number}"
        if cell.uncounted:
            wrong += 1
            said.append(f"Ô {where} là công thức chưa có kết quả. Hãy ghi thẳng giá trị vào ô.")
        else:
            said.append(f"Ô {where} là công thức; đã lấy kết quả «{cell.text[:40]}».")
    ids = {row.id for row in table.rows}
    found = laid_over(_lines(sheet, head, places, ids), body, table)
    found.said = [*said[:100], *found.said]
    found.wrong += wrong
    return found


def _formulas(sheet: _Sheet, head: int, places: dict[int, Key]) -> Iterator[tuple[int, int, _Cell]]:
    for number, row in enumerate(sheet.rows[head:], head + 1):
        for place in places:
            if place < len(row) and row[place].formula:
                yield number, place, row[place]


def _spread(sheet: _Sheet, head: int, said: list[str]) -> None:
    """Give every row what a cell says that is merged over several. Raises SheetError."""
    for left, top, right, bottom in sheet.merged:
        if bottom <= head or top > len(sheet.rows) or left > _WIDEST:
            continue
        where = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        if right > left:
            raise SheetError(
                f"Ô gộp {where} nằm trên nhiều cột nên không rõ thuộc cột nào. Hãy bỏ gộp ô (Merge)"
                " rồi gửi lại."
            )
        if top <= head:
            continue
        first = sheet.rows[top - 1][left - 1] if left <= len(sheet.rows[top - 1]) else _Cell()
        for row in sheet.rows[top : min(bottom, len(sheet.rows))]:
            row.extend(_Cell() for _ in range(left - len(row)))
            row[left - 1] = _Cell(first.text)
        said.append(
            f"Ô gộp {where}: «{first.text[:40]}» được lấy cho từng dòng {top} đến {bottom}."
        )


def _lines(sheet: _Sheet, head: int, places: dict[int, Key], ids: set[str]) -> Iterator[Line]:
    """The rows of the table; a new one that says nothing is passed over."""
    for number, row in enumerate(sheet.rows[head:], head + 1):
        cells = {key: row[at].text if at < len(row) else "" for at, key in places.items()}
        known = cells.get(("id", "id")) in ids
        if not known and not any(text for key, text in cells.items() if key[0] != "id"):
            continue
        yield Line(
            cells, {key: f"{get_column_letter(at + 1)}{number}" for at, key in places.items()}
        )


__all__ = ["FileError", "SheetError", "kept_body", "load"]
