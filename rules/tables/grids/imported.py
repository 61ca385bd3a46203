"""Rows that come from outside, from a workbook or pasted, laid over a table: by ids, cell by cell.

A cell whose words are those of the stored one stays what it is, to the byte. What has no sure
reading stays as it was written, and is said with its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.canonical import Body
from registry.kinds.ids import new_id
from registry.lists.spreadsheets import plain_text
from registry.vietnamese import fold, settle, slug
from rules.tables.cells import unread
from rules.tables.reading import cell_of, typed, value_of
from rules.tables.shape import MOST_ROWS, Column, Table
from rules.tables.words import value_words

# What a row has besides its cells, as headings call it.
FIELDS = {
    "id": "Mã dòng",
    "off": "Tạm không dùng",
    "basis": "Căn cứ",
    "provision": "Điều, khoản, điểm",
    "note": "Ghi chú",
}
_OFF = {"x", "co", "co dung", "tam khong dung", "true"}
MOST_SAID = 50
# ("when" | "then", id of the column), or a name of FIELDS twice.
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A row of a sheet: what each place says, and how that place is called («C7»)."""

    cells: Mapping[Key, str]
    places: Mapping[Key, str]


@dataclass
class Imported:
    """The body that came of it, and what its author is told; `wrong` counts what is unread."""

    body: Body
    said: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    wrong: int = 0
    more: int = 0

    def say(self, sentence: str) -> None:
        """Keep a sentence for the author; of very many only the number."""
        if len(self.said) < MOST_SAID:
            self.said.append(sentence)
        else:
            self.more += 1


def head_of(cells: Sequence[str], table: Table) -> tuple[dict[int, Key], list[int]] | None:
    """Read a row as the head of the table by the labels of columns; None where it is none.

    Returns the key of each place, and the places of headings that nobody knows. A head names at
    least two columns, or all that there are.
    """
    known: dict[str, Key] = {slug(label): (name, name) for name, label in FIELDS.items()}
    columns: list[tuple[Key, Column]] = [
        *((("when", column.id), column) for column in table.conditions),
        *((("then", column.id), column) for column in table.results),
    ]
    for key, column in reversed(columns):
        known[slug(column.label)] = key
        if column.unit:
            known[slug(f"{column.label} {column.unit}")] = key
    places: dict[int, Key] = {}
    unknown = []
    for place, cell in enumerate(cells):
        meant = known.get(slug(cell))
        if meant and meant not in places.values():
            places[place] = meant
        elif slug(cell) and slug(cell) not in ("stt", "tt", "so-tt"):
            unknown.append(place)
    found = sum(key[0] in ("when", "then") for key in places.values())
    return (places, unknown) if found and found >= min(2, len(columns)) else None


def laid_over(lines: Iterable[Line], body: Body, table: Table) -> Imported:
    """Make the rows of a body those of the lines: known ids keep what nobody changed."""
    found = Imported(dict(body))
    stored = {row["id"]: row for row in body.get("rows", [])}
    columns: dict[Key, Column] = {
        **{("when", column.id): column for column in table.conditions},
        **{("then", column.id): column for column in table.results},
    }
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for line in lines:
        if len(rows) >= MOST_ROWS:
            found.say(f"Chỉ đọc {MOST_ROWS} dòng đầu. Hãy chia thành nhiều bảng.")
            found.wrong += 1
            break
        given = line.cells.get(("id", "id"), "")
        old = stored.get(given) if given not in seen else None
        if given in seen:
            where = line.places.get(("id", "id"), "")
            found.say(f"Ô {where}: mã dòng trùng với dòng trên nên dòng này là dòng mới.")
        row = _row(line, old, columns, body, found)
        seen.add(row["id"])
        if old is None:
            found.added += 1
        elif row != old:
            found.changed += 1
        rows.append(row)
    found.removed = len(set(stored) - seen)
    if found.removed:
        gone = [str(at) for at, row in enumerate(body["rows"], 1) if row["id"] not in seen]
        found.say(f"Không còn dòng {', '.join(gone[:20])} của bảng cũ.")
    if found.more:
        found.said.append(f"Còn {found.more} điều khác cần xem lại.")
    if rows or "rows" in body:
        found.body["rows"] = rows
    return found


def _row(
    line: Line,
    old: Mapping[str, Any] | None,
    columns: Mapping[Key, Column],
    body: Body,
    found: Imported,
) -> dict[str, Any]:
    row: dict[str, Any] = dict(old) if old else {"id": new_id()}
    for side in ("when", "then"):
        cells = dict(row.get(side, {}))
        for key, column in columns.items():
            if key[0] != side or key not in line.cells:
                continue
            cell = _cell(line.cells[key], cells.get(column.id), column, side)
            cells.pop(column.id, None)
            if cell is not None:
                cells[column.id] = cell
            if said := unread(cell):
                found.wrong += 1
                where = line.places.get(key, "")
                found.say(
                    f"Ô {where}: chưa hiểu «{said[:60]}» ở cột «{column.label}», giữ nguyên văn để"
                    " ông/bà sửa."
                )
        if cells or side in row:
            row[side] = cells
    _fields(row, line, body, found)
    return row


def _cell(text: str, old: Any, column: Column, side: str) -> Any:
    """The cell that words mean; the stored one where they are its own."""
    if old is not None and text == shown(written(old, column, side)):
        return old
    return cell_of(text, column) if side == "when" else value_of(text, column)


def shown(text: str) -> str:
    """Return a text as it comes back from a workbook."""
    return settle(plain_text(text))


def written(cell: Any, column: Column, side: str) -> str:
    """Write a cell as a workbook shows it; it reads back."""
    if side == "when":
        return typed(cell, column)
    return "" if cell is None else value_words(cell, column, typed=True)


def _fields(row: dict[str, Any], line: Line, body: Body, found: Imported) -> None:
    for name in ("note", "provision"):
        if (text := line.cells.get((name, name))) is not None and text != shown(row.get(name, "")):
            row.pop(name, None)
            row |= {name: text} if text else {}
    text = line.cells.get(("off", "off"))
    if text is not None and (fold(text) in _OFF) is not (row.get("off") is True):
        row.pop("off", None)
        row |= {"off": True} if fold(text) in _OFF else {}
    text = line.cells.get(("basis", "basis"))
    if text is None or text == shown(basis_words(row, body)):
        return
    chosen = [one["id"] for one in body.get("legal_basis", []) if slug(said(one)) == slug(text)]
    if text and len(chosen) != 1:
        found.wrong += 1
        where = line.places.get(("basis", "basis"), "")
        found.say(
            f"Ô {where}: «{text[:60]}» không có trong «Cơ sở pháp lý» của bảng nên căn cứ của dòng"
            " được giữ như cũ. Hãy thêm văn bản vào bảng trước."
        )
        return
    row.pop("basis", None)
    row |= {"basis": chosen[0]} if text else {}


def said(citation: Mapping[str, Any]) -> str:
    """Name a citation in one line."""
    return str(citation.get("text") or citation.get("title") or citation.get("number") or "")


def basis_words(row: Mapping[str, Any], body: Body) -> str:
    """Name the legal basis of a row; "" where it names none."""
    return next(
        (said(one) for one in body.get("legal_basis", []) if one.get("id") == row.get("basis")), ""
    )
