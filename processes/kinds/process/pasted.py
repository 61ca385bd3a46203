"""Reads rows pasted from Word or Excel into the tables of a process.

A table comes as text cells, with or without its header, with columns in any order when a header
names them. What cannot be placed surely stays in the text where the author sees it, and is said;
nothing is dropped but the header, row numbers and empty rows. What is no number stays as typed in
its cell, a problem of the draft (ADR 47), unless it says without any number what a note can say.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from registry import numbers
from registry.canonical import Body
from registry.editor.ids import new_id
from registry.kinds.pasting import PastedRows, listed, not_taken, when, whole
from registry.vietnamese import fold, settle, slug
from rules.worktime import durations

Row = list[str]
Item = dict[str, Any]

_NUMBER = re.compile(r"(?:bước\s*)?\d{0,3}\s*[.)\-:]?", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:bước\s*\d{1,3}|\d{1,3})\s*[.)\-:]\s*|[-–+*•]\s*)", re.IGNORECASE)
# An amount, what it is paid for, what is said besides: 8.000 đồng/bản sao (miễn cho hộ nghèo).
_AFTER = re.compile(r"\s*(?:/\s*(?P<per>[^.;,(/]+))?(?P<rest>(?:[.;,(].*)?)", re.DOTALL)
_UNIT_WORDS = {"nghin": "nghìn", "ngan": "ngàn", "trieu": "triệu", "ty": "tỷ", "ti": "tỷ"}
# A further number makes it unsure; «/01 bản» and «/m2» are none.
_FURTHER = re.compile(r"(?<![^\W\d_])[\d½¼¾]")
_BARE = re.compile(r"[-\d., ]+(?=$|[/;(])")
_OF_MONEY = re.compile(r"(?:1[.,]?000|nghin|ngan|trieu|ty|ti|dong|d|vnd|usd)\b|%|\$")
# «Phí ngân hàng» and «Tỷ lệ» fold to words that are no units of money.
_OTHER_UNIT = re.compile(
    r"\b(?:nghin|trieu|usd)\b|\b(?:ngan|ty|ti) (?:dong|d|vnd)\b|\(ngan\)"
    r"|\d[\d.,]*\s*(?:dong|d|vnd)\b|%|\$"
)
_COUNTED = re.compile(
    r"(.*\d)\s*(?:bản|bộ|tờ|quyển)(?:\s+(?:chính|gốc|sao|chụp|photo))?", re.IGNORECASE
)
_YEARS = re.compile(r"(\d+)\s*năm", re.IGNORECASE)
_HOW_WORDS = ("", "nop", "xuat trinh", "tra cuu", "co quan tra cuu", "khai thac")
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


def parse_step_rows(rows: list[Row], body: Body) -> PastedRows:
    """Steps from a pasted step table: TT, trình tự, trách nhiệm, thời gian (one column a variant),
    biểu mẫu/kết quả. A role that the process does not have is kept as `responsible` and reported by
    the checks; a time column beyond the variants is kept in the note. Both are said."""
    header, data = _split_header(_clean(rows), ("trinh tu", "trach nhiem", "thoi gian"))
    if not data:
        return PastedRows()
    width = max(len(row) for row in data)
    places, times = _step_columns(header, data, width)
    variants = _variants_of(header, times, body)
    roles = _roles_by_name(body)
    day_unit = body.get("day_unit", "")
    steps: list[Item] = []
    unmatched: list[str] = []
    unclear: list[str] = []
    beyond: list[str] = []
    lost: list[str] = []
    for row in data:
        lines = _lines(_cell(row, places.get("title")))
        role = " ".join(_cell(row, places.get("role")).split())
        if not lines and not role:
            if steps:  # a further line of the row above, broken off by a merged cell
                _add_line(steps[-1], " ".join(cell for cell in row if cell))
            else:
                lost += row
            continue
        step: Item = {"id": new_id(), "title": lines[0].rstrip(" :;.") if lines else role}
        if len(lines) > 1:
            step["note"] = "\n".join(lines[1:])
        if role_id := roles.get(slug(role)) if role else None:
            step["role"] = role_id
        elif role:
            step["responsible"] = role
            unmatched.append(role)
        for column, variant in zip(times, variants, strict=True):
            if typed := " ".join(_cell(row, column).split()):
                if variant:
                    time = durations.parse(typed, day_unit)
                    step.setdefault("times", {})[variant] = time
                    unclear += [typed] if "text" in time else []
                else:
                    _add_line(step, f"Thời gian: {typed}")
                    beyond.append(typed)
        if output := " ".join(_cell(row, places.get("output")).split()):
            step["output"] = output
        steps.append(step)
    _share_merged_times(steps)
    said = [
        when(
            unmatched,
            f"{len(unmatched)} ô Trách nhiệm chưa khớp vai trò nào ({listed(unmatched)}): tên được"
            " giữ ở «Trách nhiệm in trên văn bản», trong chi tiết của bước. Hãy chọn vai trò làm"
            " bước đó.",
        ),
        when(
            unclear,
            f"{len(unclear)} ô thời gian chưa đọc được, giữ nguyên văn ({listed(unclear)}).",
        ),
        when(
            beyond,
            f"{len(beyond)} ô thời gian không có trường hợp nào để ghi, để ở hướng dẫn chi tiết"
            " của bước.",
        ),
        not_taken(lost),
    ]
    return PastedRows(steps, said)


def _roles_by_name(body: Body) -> dict[str, str]:
    """Roles by the folded name; two of one name are none: nobody can say which is meant."""
    names = [(slug(role.get("label", "")), role["id"]) for role in body.get("roles", [])]
    said = Counter(name for name, _ in names)
    return {name: role for name, role in names if name and said[name] == 1}


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


def parse_papers(rows: list[Row], body: Body) -> PastedRows:
    """Papers from a pasted table or list; nộp unless the words say xuất trình or tra cứu."""
    table = _named_cells(rows, _PAPER_HEADS, ("name", "original", "copies", "note"))
    result: list[Item] = []
    beside: list[str] = []
    for cells in table.rows:
        words = fold(" ".join(cells.values()))
        paper: Item = {"id": new_id(), **_name(cells), "how": _how(words)}
        for count in ("original", "copies"):
            # A dash in a column of numbers is how Word tables say that there is nothing.
            if fold(cells.get(count, "-")) != "-":
                paper[count] = _counted(cells[count])
        if "(neu co)" in words or "neu co" in fold(cells.get("note", "")):
            paper["optional"] = True
        if cells.get("note"):
            paper["note"] = cells["note"]
        if fold(cells.get("how", "")) not in _HOW_WORDS:
            _add_line(paper, cells["how"])
            beside.append(cells["how"])
        result.append(paper)
    return PastedRows(
        result,
        [
            when(beside, f"{len(beside)} ô hình thức nộp được giữ nguyên văn ở «Ghi chú»."),
            not_taken(table.beyond),
        ],
    )


def _counted(typed: str) -> int | str:
    """«01», «2 bản»; «x», «hai» and «1-2» stay as typed."""
    found = _COUNTED.fullmatch(typed)
    number = whole(found[1] if found else typed)
    return typed if isinstance(number, str) else number


def _name(cells: dict[str, str]) -> Item:
    return {"name": cells["name"]} if "name" in cells else {}


def _how(words: str) -> str:
    if "tra cuu" in words or "khai thac" in words:
        return "lookup"
    return "present" if "xuat trinh" in words and "nop" not in words else "submit"


def parse_fees(rows: list[Row], body: Body) -> PastedRows:
    """Fees from a pasted table, or a list such as `Nộp trực tiếp: 75.000 đồng/trường hợp`.

    In a column of amounts, what has numbers and is no single amount stays there as typed; «Miễn
    phí» and what is not read of a line of a list go into the note.
    """
    table = _named_cells(rows, _FEE_HEADS, ("name", "amount", "per", "note"))
    head = table.heads.get("amount", "")
    result: list[Item] = []
    in_note: list[str] = []
    for cells in table.rows:
        fee: Item = {"id": new_id(), **_name(cells)}
        typed, per = cells.get("amount", ""), cells.get("per", "")
        listed_fee = not typed and ":" in fee.get("name", "")
        if listed_fee:
            name, _, typed = fee["name"].partition(":")
            fee["name"], typed = name.strip(), typed.strip()
        elif bare := _BARE.match(typed):
            if _OF_MONEY.match(fold(per)):  # the unit of money has a column of its own
                typed, per = f"{bare[0].strip()} {per}{typed[bare.end() :]}", ""
            elif _OTHER_UNIT.search(fold(head)):
                typed = f"{bare[0].strip()} {_unit_of(head)}{typed[bare.end() :]}"
        read = _amount(typed)
        if read:
            fee["amount"], said_per, rest = read
            if rest:
                _add_line(fee, rest)
            if per and said_per and fold(per) != fold(said_per):
                _add_line(fee, typed)
            per = per or said_per
        elif typed and not listed_fee and _FURTHER.search(typed):
            fee["amount"] = typed
        elif typed:
            _add_line(fee, typed)
            in_note.append(typed)
        if per:
            fee["per"] = per
        if cells.get("note"):
            _add_line(fee, cells["note"])
        result.append(fee)
    return PastedRows(
        result,
        [
            when(
                in_note,
                f"{len(in_note)} mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn"
                f" giảm» ({listed(in_note)}).",
            ),
            not_taken(table.beyond),
        ],
    )


def _amount(typed: str) -> tuple[int, str, str] | None:
    """(đồng, what they are paid for, what else is said); None unless it is surely one amount."""
    ends = [len(typed), *(found.start() for found in reversed([*re.finditer("[/.;,(]", typed)]))]
    for end in ends:
        try:
            amount = numbers.money_of(typed[:end])
        except ValueError:
            continue
        after = _AFTER.fullmatch(typed[end:])
        if amount < 0 or not after:
            return None
        per = re.sub(r"^0?1\s+", "", (after["per"] or "").strip())
        if _FURTHER.search(per) or _FURTHER.search(after["rest"]):
            return None
        return amount, per, after["rest"].lstrip(" .;,").rstrip()
    return None


def _unit_of(head: str) -> str:
    """The unit of the numbers below a head such as «Mức thu (nghìn đồng)», else the whole head in
    brackets: what is below then reads as no number."""
    said = fold(head)
    found = re.search(r"\b(nghin|ngan|trieu|ty|ti) (?:dong|d|vnd)\b", said)
    if found and not re.search(r"\d|%|\$|\busd\b", said):
        return f"{_UNIT_WORDS[found[1]]} đồng"
    return f"[{head}]"


def parse_records(rows: list[Row], body: Body) -> PastedRows:
    """Records kept: name, place and keeper (often in one cell, `nơi lưu/ người lưu`), time kept."""
    table = _named_cells(rows, _RECORD_HEADS, ("name", "place", "time"))
    result: list[Item] = []
    in_name: list[str] = []
    for cells in table.rows:
        record: Item = {"id": new_id(), **_name(cells)}
        place, slash, keeper = cells.get("place", "").partition("/")
        if cells.get("keeper") and slash:  # one of the two keepers would be lost
            place, keeper = cells["place"], ""
        if place.strip():
            record["place"] = place.strip()
        if cells.get("keeper") or (slash and keeper.strip()):
            record["keeper"] = cells.get("keeper") or keeper.strip()
        kept = cells.get("time", "")
        years = _YEARS.fullmatch(kept)
        if fold(kept).strip(" .") in ("vinh vien", "luu vinh vien"):
            record["forever"] = True
        elif years:
            record["years"] = whole(years[1])
        elif re.search(r"\d", kept) and isinstance(whole(kept), str):
            record["years"] = kept
        elif kept:
            record["name"] = f"{record.get('name', '')} (thời gian lưu: {kept})".strip()
            in_name.append(kept)
        if _COPY.search(cells.get("name", "")):
            record["copy"] = True
        result.append(record)
    return PastedRows(
        result,
        [
            when(
                in_name,
                f"{len(in_name)} thời gian lưu không phải số năm, giữ nguyên văn ở tên hồ sơ.",
            ),
            not_taken(table.beyond),
        ],
    )


@dataclass(frozen=True)
class _Table:
    """Cells by the name of their column, the words of its head, cells that no column takes."""

    rows: list[dict[str, str]]
    heads: dict[str, str]
    beyond: list[str]


def _named_cells(
    rows: list[Row], heads: dict[str, tuple[str, ...]], order: tuple[str, ...]
) -> _Table:
    """Cells by the name of their column; without a header, columns come in `order`."""
    words = [word for name, column in heads.items() if name != "number" for word in column]
    header, data = _split_header(_clean(rows), tuple(words), least=2)
    places = _places(header, heads)
    if "name" not in places:
        shift = 1 if _numbers(data) else 0
        places = {name: shift + index for index, name in enumerate(order)}
    found: list[dict[str, str]] = []
    beyond: list[str] = []
    taken = set(places.values())
    if "number" not in places and _numbers(data):
        taken.add(0)
    for row in data:
        cells = {
            name: " ".join(_cell(row, column).split())
            for name, column in places.items()
            if name != "number"
        }
        cells = {name: cell for name, cell in cells.items() if cell}
        if "name" in cells:
            cells["name"] = _LEADING.sub("", cells["name"]).rstrip(" ;")
        if cells:
            found.append(cells)
        beyond += [cell for column, cell in enumerate(row) if column not in taken]
    captions = {name: _cell(header, column) for name, column in places.items()}
    return _Table(found, captions, beyond)


def _numbers(rows: list[Row]) -> bool:
    """Whether the first column holds the numbers of the rows."""
    return bool(rows) and all(len(row) > 1 and _NUMBER.fullmatch(_cell(row, 0)) for row in rows)


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
