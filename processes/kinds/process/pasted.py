"""Reads rows pasted from Word or Excel into the tables of a process.

A table comes as text cells, with or without its header, with columns in any order when a header
names them. What cannot be placed surely stays in the text where the author sees it; nothing is
dropped but the header, row numbers and empty rows.
"""

from __future__ import annotations

import re
from typing import Any

from registry import numbers
from registry.canonical import Body
from registry.editor.ids import new_id
from registry.vietnamese import fold, settle, slug
from rules.worktime import durations

Row = list[str]
Item = dict[str, Any]

_NUMBER = re.compile(r"(?:bước\s*)?\d{0,3}\s*[.)\-:]?", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:bước\s*\d{1,3}|\d{1,3})\s*[.)\-:]\s*|[-–+*•]\s*)", re.IGNORECASE)
_PER = re.compile(r"(?:đồng|đ|vnđ|vnd)\s*/\s*([^.;,]+)", re.IGNORECASE)
_COPY = re.compile(r"\(\s*bản (?:photo|chụp|sao)\s*\)", re.IGNORECASE)

# Words of a header, folded; the first column whose header has one of them is that column.
_STEP_HEADS = {
    "number": ("stt", "tt"),
    "title": ("trinh tu", "noi dung", "cong viec", "buoc"),
    "role": ("trach nhiem", "nguoi thuc hien", "don vi thuc hien"),
    "output": ("bieu mau", "ket qua", "san pham"),
}
_PAPER_HEADS = {
    "number": ("stt", "tt"),
    "name": ("giay to", "thanh phan", "ten"),
    "original": ("ban chinh", "ban goc"),
    "copies": ("ban sao", "ban chup"),
    "how": ("hinh thuc", "cach nop"),
    "note": ("ghi chu", "luu y"),
}
_FEE_HEADS = {
    "number": ("stt", "tt"),
    "name": ("khoan", "ten", "noi dung", "loai", "hinh thuc"),
    "amount": ("muc thu", "so tien", "muc", "phi"),
    "per": ("don vi tinh", "tinh theo", "don vi"),
    "note": ("ghi chu", "mien giam"),
}
_RECORD_HEADS = {
    "number": ("stt", "tt"),
    "name": ("ten", "ho so", "bieu mau"),
    "place": ("noi luu",),
    "keeper": ("nguoi luu", "trach nhiem"),
    "time": ("thoi gian", "thoi han"),
}


# --- steps --------------------------------------------------------------------------------------


def parse_step_rows(rows: list[Row], body: Body) -> list[Item]:
    """Steps from a pasted step table: TT, trình tự, trách nhiệm, thời gian (one column a variant),
    biểu mẫu/kết quả. A role that the process does not have is kept as `responsible` and reported by
    the checks; a time column beyond the variants is kept in the note."""
    header, data = _split_header(_clean(rows), ("trinh tu", "trach nhiem", "thoi gian"))
    if not data:
        return []
    width = max(len(row) for row in data)
    places, times = _step_columns(header, data, width)
    variants = _variants_of(header, times, body)
    roles = {slug(role.get("label", "")): role["id"] for role in body.get("roles", [])}
    day_unit = body.get("day_unit", "")
    steps: list[Item] = []
    for row in data:
        lines = _lines(_cell(row, places.get("title")))
        role = " ".join(_cell(row, places.get("role")).split())
        if not lines and not role:
            if steps:  # a further line of the row above, broken off by a merged cell
                _add_line(steps[-1], " ".join(cell for cell in row if cell))
            continue
        step: Item = {"id": new_id(), "title": lines[0].rstrip(" :;.") if lines else role}
        if len(lines) > 1:
            step["note"] = "\n".join(lines[1:])
        if role_id := roles.get(slug(role)) if role else None:
            step["role"] = role_id
        elif role:
            step["responsible"] = role
        for column, variant in zip(times, variants, strict=True):
            if typed := " ".join(_cell(row, column).split()):
                if variant:
                    step.setdefault("times", {})[variant] = durations.parse(typed, day_unit)
                else:
                    _add_line(step, f"Thời gian: {typed}")
        if output := " ".join(_cell(row, places.get("output")).split()):
            step["output"] = output
        steps.append(step)
    _share_merged_times(steps)
    return steps


def _step_columns(header: Row, data: list[Row], width: int) -> tuple[dict[str, int], list[int]]:
    """Where the columns are, and which of them are times."""
    places = _places(header, _STEP_HEADS)
    if not {"title", "role"} <= places.keys():
        first = 1 if all(_NUMBER.fullmatch(_cell(row, 0)) for row in data) else 0
        places = {"title": first, "role": first + 1}
    if "output" in places and len(header) < width:
        # One header cell over several time columns: what stands after it has moved to the right.
        places["output"] += width - len(header)
    placed, begin = places.values(), min(places["title"], places["role"])
    rest = [column for column in range(begin, width) if column not in placed]
    if "output" not in places and rest and not any(_is_time(row, rest[-1]) for row in data):
        last = rest[-1]
        if any(_cell(row, last) for row in data) and "thoi gian" not in fold(_cell(header, last)):
            places["output"] = last
    times = [column for column in rest if column != places.get("output")]
    return places, times


def _is_time(row: Row, column: int) -> bool:
    return "amount" in durations.parse(_cell(row, column))


def _variants_of(header: Row, times: list[int], body: Body) -> list[str]:
    """The variant of each time column: by its name in the header, else by its place."""
    variants = body.get("variants", [])
    named: dict[int, str] = {}
    # The longest name first: «xác minh» is also in «không xác minh».
    for variant in sorted(variants, key=lambda item: -len(item.get("label", ""))):
        label = fold(variant.get("label", ""))
        for column in times:
            if label and column not in named and label in fold(_cell(header, column)):
                named[column] = variant["id"]
                break
    if len(named) == len(times):
        return [named[column] for column in times]
    ids = [variant["id"] for variant in variants]
    return [*ids, *[""] * len(times)][: len(times)]


def _share_merged_times(steps: list[Item]) -> None:
    """Time in the first row only is one cell merged over the whole table: one shared budget."""
    first, *others = steps or [{}]
    if first.get("times") and len(others) > 1 and not any(step.get("times") for step in others):
        for step in others:
            step["shares_time_with"] = first["id"]


def _add_line(item: Item, line: str) -> None:
    item["note"] = "\n".join(part for part in (item.get("note", ""), line) if part)


# --- papers, fees, records kept -----------------------------------------------------------------


def parse_papers(rows: list[Row], body: Body) -> list[Item]:
    """Papers from a pasted table or list; nộp unless the words say xuất trình or tra cứu."""
    result = []
    for cells in _named_cells(rows, _PAPER_HEADS, ("name", "original", "copies", "note")):
        words = fold(" ".join(cells.values()))
        paper: Item = {"id": new_id(), "name": cells["name"], "how": _how(words)}
        for count in ("original", "copies"):
            if found := re.search(r"\d{1,2}", cells.get(count, "")):
                paper[count] = int(found[0])
        if "(neu co)" in words or "neu co" in fold(cells.get("note", "")):
            paper["optional"] = True
        if cells.get("note"):
            paper["note"] = cells["note"]
        result.append(paper)
    return result


def _how(words: str) -> str:
    if "tra cuu" in words or "khai thac" in words:
        return "lookup"
    return "present" if "xuat trinh" in words and "nop" not in words else "submit"


def parse_fees(rows: list[Row], body: Body) -> list[Item]:
    """Fees from a pasted table, or a list such as `Nộp trực tiếp: 75.000 đồng/trường hợp`."""
    result = []
    for cells in _named_cells(rows, _FEE_HEADS, ("name", "amount", "per", "note")):
        fee: Item = {"id": new_id(), "name": cells["name"]}
        typed = cells.get("amount", "")
        if not typed and ":" in cells["name"]:
            name, _, typed = cells["name"].partition(":")
            fee["name"] = name.strip()
        amount = numbers.money_in(typed)
        if amount is not None:
            fee["amount"] = amount
        elif typed:
            _add_line(fee, typed.strip())
        per = _PER.search(typed)
        if cells.get("per") or per:
            fee["per"] = cells.get("per") or (per[1].strip() if per else "")
        if cells.get("note"):
            _add_line(fee, cells["note"])
        result.append(fee)
    return result


def parse_records(rows: list[Row], body: Body) -> list[Item]:
    """Records kept: name, place and keeper (often in one cell, `nơi lưu/ người lưu`), time kept."""
    result = []
    for cells in _named_cells(rows, _RECORD_HEADS, ("name", "place", "time")):
        record: Item = {"id": new_id(), "name": cells["name"]}
        place, slash, keeper = cells.get("place", "").partition("/")
        if place.strip():
            record["place"] = place.strip()
        if cells.get("keeper") or (slash and keeper.strip()):
            record["keeper"] = cells.get("keeper") or keeper.strip()
        kept = fold(cells.get("time", ""))
        years = re.search(r"(\d{1,3})\s*nam", kept)
        if "vinh vien" in kept:
            record["forever"] = True
        elif years:
            record["years"] = int(years[1])
        elif kept:
            record["name"] += f" (thời gian lưu: {cells['time']})"
        if _COPY.search(cells["name"]):
            record["copy"] = True
        result.append(record)
    return result


def _named_cells(
    rows: list[Row], heads: dict[str, tuple[str, ...]], order: tuple[str, ...]
) -> list[dict[str, str]]:
    """Cells by the name of their column; without a header, columns come in `order`."""
    words = [word for name, column in heads.items() if name != "number" for word in column]
    header, data = _split_header(_clean(rows), tuple(words), least=2)
    places = _places(header, heads)
    if "name" not in places:
        numbered = data and all(len(row) > 1 and _NUMBER.fullmatch(_cell(row, 0)) for row in data)
        shift = 1 if numbered else 0
        places = {name: shift + index for index, name in enumerate(order)}
    found = []
    for row in data:
        cells = {
            name: " ".join(_cell(row, column).split())
            for name, column in places.items()
            if name != "number"
        }
        cells = {name: cell for name, cell in cells.items() if cell}
        if cells.get("name"):
            cells["name"] = _LEADING.sub("", cells["name"]).rstrip(" ;")
            found.append(cells)
    return found


# --- cells --------------------------------------------------------------------------------------


def _clean(rows: list[Row]) -> list[Row]:
    kept = [[settle(str(cell)) for cell in row] for row in rows]
    return [row for row in kept if any(row)]


def _split_header(rows: list[Row], words: tuple[str, ...], least: int = 2) -> tuple[Row, list[Row]]:
    """The header (several rows of it joined) and the rest. A header has at least `least` of its
    words, each in a cell of its own."""
    header: Row = []
    while rows:
        cells = [fold(cell) for cell in rows[0]]
        hits = sum(len(cell) < 80 and any(word in cell for word in words) for cell in cells)
        # Below a header, a row that has time captions but neither number nor work belongs to it.
        below = bool(header) and sum(1 for cell in cells if cell) > 0 and not any(cells[:2])
        if not (hits >= least and not header) and not below:
            break
        row, rows = rows[0], rows[1:]
        size = max(len(header), len(row))
        header = [f"{_cell(header, at)} {_cell(row, at)}".strip() for at in range(size)]
    return header, rows


def _places(header: Row, heads: dict[str, tuple[str, ...]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for name, words in heads.items():
        for column, cell in enumerate(header):
            said = fold(cell)
            fits = said.strip(" .") in words if name == "number" else any(w in said for w in words)
            if fits and column not in places.values():
                places[name] = column
                break
    return places


def _cell(row: Row, column: int | None) -> str:
    return row[column] if column is not None and 0 <= column < len(row) else ""


def _lines(cell: str) -> list[str]:
    """Lines of a cell; the first without its number or dash, the others as they were typed."""
    lines = [" ".join(line.split()) for line in cell.splitlines()]
    lines = [line for line in lines if line]
    return [_LEADING.sub("", lines[0]), *lines[1:]] if lines else []


PARSERS = {
    "steps": parse_step_rows,
    "papers": parse_papers,
    "fees": parse_fees,
    "records": parse_records,
}
