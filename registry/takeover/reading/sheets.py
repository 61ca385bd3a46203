"""The list as a workbook of Excel: where its table begins, and the cells of each line."""

from dataclasses import dataclass

from registry.files.services import inspect
from registry.files.sheets import NOTHING, Cell, sheets
from registry.takeover.errors import TakeoverError
from registry.takeover.reading.headings import Head, head_of

MOST_LINES = 3_000
# Titles, names of agencies and dates stand above the table.
MOST_ABOVE = 30


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

    Raises FileError for a file that is no harmless workbook or too large, TakeoverError for one
    that has no table with the columns of a list.
    """
    inspect(name, content)
    for rows in sheets(content, "Danh mục", ", hoặc chia thành nhiều đợt nhập"):
        found = _table(rows)
        if found is not None:
            return found
    raise TakeoverError(
        "Không tìm thấy dòng tiêu đề của danh mục (cần có các cột Loại, Mã hiệu, Tên tài liệu, Ngày"
        " ban hành). Hãy tải danh mục mẫu, chép các dòng sang rồi gửi lại."
    )


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
