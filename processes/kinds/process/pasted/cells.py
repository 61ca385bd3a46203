"""Cells of a pasted table: its header, the column of each name, rows that are none."""

import itertools
import re
from dataclasses import dataclass
from typing import Any

from registry.kinds.pasting import listed, not_taken, when
from registry.vietnamese import fold, settle
from rules.worktime import durations

Row = list[str]
Item = dict[str, Any]
# Words of a header, folded, by the column that they name, the surest first; the first column whose
# header has the word is that column.
Heads = dict[str, tuple[str, ...]]

NUMBER = re.compile(r"(?:bước\s*)?\d{0,3}\s*[.)\-:]?", re.IGNORECASE)
_NUMERAL = re.compile(r"\d{1,3}\s*[.)\-:]?")
LEADING = re.compile(r"^(?:(?:bước\s*\d{1,3}|\d{1,3})\s*[.)\-:]\s*|[-–+*•]\s*)", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Cells by the name of their column, the words of its head, what to say of other cells."""

    rows: list[dict[str, str]]
    heads: dict[str, str]
    said: list[str]


def named_cells(rows: list[Row], heads: Heads, order: tuple[str, ...]) -> Table:
    """Read cells by the name of their column; without a header, columns come in `order`."""
    words = [word for name, column in heads.items() if name != "number" for word in column]
    header, data = split_header(clean(rows), tuple(words), least=2)
    places = places_of(header, heads)
    if "name" not in places:
        shift = 1 if numbered(data) else 0
        places = {name: shift + index for index, name in enumerate(order)}
    found: list[dict[str, str]] = []
    beyond: list[str] = []
    groups: list[str] = []
    numbers = places.get("number", 0 if numbered(data) else None)
    taken = {*places.values(), numbers}
    for row in data:
        cells = {
            name: said
            for name, column in places.items()
            if name != "number" and (said := " ".join(cell_of(row, column).split()))
        }
        number = cell_of(row, numbers)
        if not NUMBER.fullmatch(number):
            # Where numbers stand: one cell over the whole row, «a) Giấy tờ phải nộp», else a word.
            if not cells:
                cells = {"name": number}
                groups.append(number)
            else:
                beyond.append(number)
        if "name" in cells:
            cells["name"] = LEADING.sub("", cells["name"]).rstrip(" ;")
        if cells:
            found.append(cells)
        beyond += [said for column, said in enumerate(row) if column not in taken]
    captions = {name: cell_of(header, column) for name, column in places.items()}
    return Table(found, captions, [_group_rows(groups), not_taken(beyond)])


def _group_rows(texts: list[str]) -> str:
    return when(
        texts,
        f"{len(texts)} dòng chỉ có một ô ({listed(texts)}) được giữ thành dòng riêng: hãy xem lại"
        " các dòng bên dưới nó, rồi xóa nếu đó chỉ là tên nhóm.",
    )


def numbered(rows: list[Row]) -> bool:
    """Tell whether the first column holds the numbers of the rows; a name of a group has none."""
    told = [row for row in rows if sum(map(bool, row)) > 1 or len(row) == 1]
    return bool(told) and all(len(row) > 1 and NUMBER.fullmatch(cell_of(row, 0)) for row in told)


def clean(rows: list[Row]) -> list[Row]:
    """Settle the text of every cell and leave out rows without any."""
    kept = [[settle(str(cell)) for cell in row] for row in rows]
    return [row for row in kept if any(row)]


def split_header(rows: list[Row], words: tuple[str, ...], least: int = 2) -> tuple[Row, list[Row]]:
    """Split the header (several rows of it joined) from the rest.

    A header has at least `least` of its words, each in a cell of its own; a row of column numbers
    below it belongs to it.
    """
    header: Row = []
    while rows:
        cells = [fold(cell) for cell in rows[0]]
        hits = sum(len(cell) < 80 and any(word in cell for word in words) for cell in cells)
        # Below a header, a row that has time captions but neither number nor work belongs to it.
        below = bool(header) and sum(1 for cell in cells if cell) > 0 and not any(cells[:2])
        if header and _are_column_numbers(rows[0]):
            rows = rows[1:]
            continue
        if not (hits >= least and not header) and not below:
            break
        row, rows = rows[0], rows[1:]
        size = max(len(header), len(row))
        header = [f"{cell_of(header, at)} {cell_of(row, at)}".strip() for at in range(size)]
    return header, rows


def _are_column_numbers(row: Row) -> bool:
    """«(1) | (2) | (3)», each in its place: a row of data never counts its own columns."""
    counted = [str(number) for number in range(1, len(row) + 1)]
    return len(row) > 2 and [cell.strip("() ") for cell in row] == counted


def is_data(row: Row) -> bool:
    """Tell whether the row has a bare number or time, which no header has."""
    return any(
        _NUMERAL.fullmatch(cell)
        or (cell[:1] in tuple("0123456789½¼¾") and "amount" in durations.parse(cell))
        for cell in row
    )


def places_of(header: Row, heads: Heads) -> dict[str, int]:
    """Return the column of each name whose words the header has, no column twice."""
    places: dict[str, int] = {}
    said = [fold(cell).strip(" .") for cell in header]
    for name, words in heads.items():
        for word, (column, head) in itertools.product(words, enumerate(said)):
            fits = word == head if name == "number" else word in head
            if fits and column not in places.values():
                places[name] = column
                break
    return places


def cell_of(row: Row, column: int | None) -> str:
    """Return the cell of a row in this column; "" where the row has none."""
    return row[column] if column is not None and 0 <= column < len(row) else ""


def lines_of(cell: str) -> list[str]:
    """Return the lines of a cell; the first without its number or dash, the others as typed."""
    lines = [" ".join(line.split()) for line in cell.splitlines()]
    lines = [line for line in lines if line]
    return [LEADING.sub("", lines[0]), *lines[1:]] if lines else []


def named(cells: dict[str, str]) -> Item:
    """Return the name of an item from its cells; nothing where they have none."""
    return {"name": cells["name"]} if "name" in cells else {}


def add_line(item: Item, line: str) -> None:
    """Add a line to the note of an item; an empty one adds nothing."""
    item["note"] = "\n".join(part for part in (item.get("note", ""), line) if part)
