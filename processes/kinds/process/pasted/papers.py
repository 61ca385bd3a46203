"""Papers of a procedure and records kept, from a pasted table or list."""

import re

from processes.kinds.process.pasted.cells import Item, Row, add_line, named, named_cells
from registry.canonical import Body
from registry.kinds.ids import new_id
from registry.kinds.pasting import PastedRows, when, whole
from registry.vietnamese import fold

_PAPER_HEADS = {
    "number": ("stt", "tt"),
    "name": ("giay to", "thanh phan", "ten"),
    "original": ("ban chinh", "ban goc"),
    "copies": ("ban sao", "ban chup"),
    "how": ("hinh thuc", "cach nop"),
    "note": ("ghi chu", "luu y"),
}
_RECORD_HEADS = {
    "number": ("stt", "tt"),
    "name": ("ten", "ho so", "bieu mau"),
    "place": ("noi luu",),
    "keeper": ("nguoi luu", "trach nhiem"),
    "time": ("thoi gian", "thoi han"),
}
_COUNTED = re.compile(
    r"(.*\d)\s*(?:bản|bộ|tờ|quyển)(?:\s+(?:chính|gốc|sao|chụp|photo))?", re.IGNORECASE
)
_YEARS = re.compile(r"(\d+)\s*năm", re.IGNORECASE)
_HOW_WORDS = ("", "nop", "xuat trinh", "tra cuu", "co quan tra cuu", "khai thac")
_COPY = re.compile(r"\(\s*bản (?:photo|chụp|sao)\s*\)", re.IGNORECASE)


def parse_papers(rows: list[Row], body: Body) -> PastedRows:
    """Read papers from a pasted table or list; nộp unless the words say xuất trình or tra cứu."""
    table = named_cells(rows, _PAPER_HEADS, ("name", "original", "copies", "note"))
    result: list[Item] = []
    beside: list[str] = []
    for cells in table.rows:
        words = fold(" ".join(cells.values()))
        paper: Item = {"id": new_id(), **named(cells), "how": _how(words)}
        for count in ("original", "copies"):
            # A dash in a column of numbers is how Word tables say that there is nothing.
            if fold(cells.get(count, "-")) != "-":
                paper[count] = _counted(cells[count])
        if "(neu co)" in words or "neu co" in fold(cells.get("note", "")):
            paper["optional"] = True
        if cells.get("note"):
            paper["note"] = cells["note"]
        if fold(cells.get("how", "")) not in _HOW_WORDS:
            add_line(paper, cells["how"])
            beside.append(cells["how"])
        result.append(paper)
    return PastedRows(
        result,
        [
            when(beside, f"{len(beside)} ô hình thức nộp được giữ nguyên văn ở «Ghi chú»."),
            *table.said,
        ],
    )


def _counted(typed: str) -> int | str:
    """«01», «2 bản»; «x», «hai» and «1-2» stay as typed."""
    found = _COUNTED.fullmatch(typed)
    number = whole(found[1] if found else typed)
    return typed if isinstance(number, str) else number


def _how(words: str) -> str:
    if "tra cuu" in words or "khai thac" in words:
        return "lookup"
    return "present" if "xuat trinh" in words and "nop" not in words else "submit"


def parse_records(rows: list[Row], body: Body) -> PastedRows:
    """Read records kept: name, place and keeper, time kept.

    Place and keeper often stand in one cell, `nơi lưu/ người lưu`.
    """
    table = named_cells(rows, _RECORD_HEADS, ("name", "place", "time"))
    result: list[Item] = []
    in_name: list[str] = []
    for cells in table.rows:
        record: Item = {"id": new_id(), **named(cells)}
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
            *table.said,
        ],
    )
