"""Tables for spreadsheet programs, as CSV and as Excel: Vietnamese letters, and no formulas."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from registry.now import local

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell of Excel can't hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_767


class _Echo:
    """What csv writes to: it hands every line straight on."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: str) -> str:
    """Make a spreadsheet take a cell for text: put an apostrophe before what begins a formula."""
    # Full-width signs and odd spaces count as what they look like.
    first = unicodedata.normalize("NFKC", cell).lstrip(" \u200b")[:1]
    return f"'{cell}" if first in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def written(value: object) -> str:
    """Write a value as people read it; instants on a Vietnamese clock."""
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def lines(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of the file, made one by one."""
    writer = csv.writer(_Echo())
    # The mark tells spreadsheets that the letters are UTF-8.
    yield "\ufeff" + str(writer.writerow(headers))
    for row in rows:
        yield str(writer.writerow([harmless(written(cell)) for cell in row]))


def download(
    name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """Answer with a table to be saved under this name."""
    return StreamingHttpResponse(
        lines(headers, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def workbook(name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> FileResponse:
    """Answer with a workbook of Excel to be saved under this name.

    Texts are texts there, whatever they begin with; days, instants and numbers can be sorted.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Danh sách")
    sheet.freeze_panes = "A2"
    heads = list(headers)
    for place, head in enumerate(heads, 1):
        letter = chr(64 + place) if place <= 26 else f"A{chr(64 + place - 26)}"
        sheet.column_dimensions[letter].width = max(14, min(len(head) + 4, 40))
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def plain_text(text: str) -> str:
    """Return as much of a text as a cell of Excel can hold."""
    return _CONTROLS.sub("", text)[:_LONGEST]


def _cell(sheet: Any, value: object, *, bold: bool = False) -> Any:
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=local(value).replace(tzinfo=None, microsecond=0))
        cell.number_format = "DD/MM/YYYY HH:MM"
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "DD/MM/YYYY"
    elif isinstance(value, int) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value=value)
    else:
        cell = WriteOnlyCell(sheet, value=plain_text(written(value)))
        # Else a text that begins like a formula would be one.
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
