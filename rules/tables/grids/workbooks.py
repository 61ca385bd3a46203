"""A table as a workbook of Excel and back: what nobody changed there comes back to the byte.

The first sheet is the table as people read it. A hidden first row names its columns and the column
«Mã dòng» its rows, so that both may be moved; a hidden sheet keeps the whole body.
"""

import io
import json
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from registry.canonical import Body, dumps
from registry.lists.spreadsheets import plain_text
from rules.tables.grids.imported import FIELDS, Key, basis_words, written
from rules.tables.shape import POLICIES, Column, table_of

MARK = "iso-bang-quyet-dinh"
KEPT = "_bang"
# A cell of Excel holds 32,767 characters.
PIECE = 30_000
# Rows above the first of the table: keys (hidden), how it is read, Nếu and Thì, labels.
KEYS, POLICY, GROUPS, LABELS = 1, 2, 3, 4
_FILLS = {"when": "DCE6F1", "then": "E2EFDA", "": "EDEDED"}


def export(title: str, body: Body, inputs: Any) -> bytes:
    """Write a table as a workbook."""
    table = table_of(body, inputs)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Bảng quyết định"
    columns: list[tuple[Key, str, Column | None]] = [
        (("id", "id"), FIELDS["id"], None),
        *((("when", column.id), column.label, column) for column in table.conditions),
        *((("then", column.id), column.label, column) for column in table.results),
        *(((name, name), FIELDS[name], None) for name in ("basis", "provision", "note", "off")),
    ]
    _text(sheet.cell(POLICY, 1), f"{title}. Cách lấy kết quả: {POLICIES[table.policy]}.", bold=True)
    for place, (key, label, column) in enumerate(columns, 1):
        _text(sheet.cell(KEYS, place), ":".join(key) if key[0] != key[1] else key[0])
        group = {"when": "Nếu", "then": "Thì"}.get(key[0], "")
        if column is not None and column.group:
            group = f"{group}: {column.group}"
        head = sheet.cell(LABELS, place)
        # A unit in the heading says what numbers count.
        unit = f" ({column.unit})" if column is not None and column.unit else ""
        _text(sheet.cell(GROUPS, place), group, bold=True)
        _text(head, label + unit, bold=True)
        for cell in (head, sheet.cell(GROUPS, place)):
            shade = _FILLS.get(key[0], _FILLS[""])
            cell.fill = PatternFill("solid", start_color=shade, end_color=shade)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 12 if key[0] == "id" else 24
    sheet.cell(LABELS, 1).comment = Comment("Đừng sửa cột này. Dòng mới: để trống.", "ISO điện tử")
    sheet.row_dimensions[KEYS].hidden = True
    sheet.freeze_panes = sheet.cell(LABELS + 1, 2)
    for at, row in enumerate(body.get("rows", [])):
        for place, (key, _, column) in enumerate(columns, 1):
            cell = sheet.cell(LABELS + 1 + at, place)
            _fill(cell, row, key, column, body)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _keep(book, body)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(cell: Any, row: dict[str, Any], key: Key, column: Column | None, body: Body) -> None:
    if column is not None:
        value = row.get(key[0], {}).get(column.id)
        if key[0] == "then" and type(value) is int and abs(value) < 10**15:
            cell.value, cell.number_format = value, "#,##0"
        else:
            _text(cell, written(value, column, key[0]))
    elif key[0] == "basis":
        _text(cell, basis_words(row, body))
    elif key[0] == "off":
        _text(cell, "x" if row.get("off") is True else "")
    else:
        _text(cell, str(row.get(key[0], "")))


def _text(cell: Any, text: str, *, bold: bool = False) -> None:
    """A text stays a text, whatever it begins with; what no cell can hold is left out."""
    cell.value = plain_text(text) or None
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)


def _keep(book: Workbook, body: Body) -> None:
    kept: Any = book.create_sheet(KEPT)
    kept.sheet_state = "hidden"
    text = dumps(body)
    # ASCII, so that no program composes letters anew.
    text = json.dumps(json.loads(text), ensure_ascii=True, separators=(",", ":"))
    _text(kept.cell(1, 1), MARK)
    for at in range(0, len(text), PIECE):
        _text(kept.cell(2 + at // PIECE, 1), text[at : at + PIECE])
