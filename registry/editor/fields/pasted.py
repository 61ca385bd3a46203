"""What another program put on the clipboard, as blocks: Word, Excel, the web. Pure.

Words stay, with what was bold or italic. A list becomes items only where our numbers are those that
stood there; else its numbers stay as they were typed. What can't come along is told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from registry.editor.fields.contentstate import settled
from registry.kinds.blocks import MOST_LEVEL, Block, Numbering, Run, grid_of, letter, safe_link
from registry.kinds.ids import new_id
from registry.readers.html_tree import Element, tree_of

_SKIPPED = {"style", "script", "head", "title", "xml", "template", "noscript", "colgroup", "col"}
_PARTS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "dl",
    "dt", "dd", "section", "article", "header", "footer", "figure", "figcaption", "address", "hr",
}  # fmt: skip
_PICTURES = {"img", "v:imagedata", "svg", "picture"}
_MARKER = re.compile(r"(\d{1,4}\.|[a-zđ]{1,2}\)|[^\w\s]|[o§Øü])")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass
class Pasted:
    """What was read: blocks with fresh ids, and what its author is told."""

    blocks: list[Block]
    said: str


@dataclass
class _Line:
    """A paragraph under way; `marker` is the number or the dash that stood before it."""

    runs: list[Run] = field(default_factory=list)
    marker: str = ""
    level: int = 0


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[tuple[Block, str]] = []
        self.line = _Line()
        self.pictures = self.links = self.nested = 0

    # ---- lines

    def flush(self) -> None:
        runs = _trimmed(self.line.runs)
        line, self.line = self.line, _Line()
        if not runs:
            return
        block: Block = {"id": new_id(), "type": "paragraph", "runs": runs}
        if line.marker:
            block = {**block, **_item(line.marker, line.level)}
        self.blocks.append((block, line.marker))

    def read(self, element: Element, marks: Run, deep: int = -1) -> None:
        for one in element.inside:
            if isinstance(one, str):
                if words := _SPACES.sub(" ", one):
                    self.line.runs.append({"text": words, **marks})
            elif one.tag in _SKIPPED:
                continue
            elif one.tag == "br":
                self.line.runs.append({"text": "\n", **marks})
            elif one.tag in _PICTURES:
                self.pictures += 1
            elif one.tag == "table":
                self.flush()
                self.table(one)
            elif "mso-list:ignore" in one.style:
                self.line.marker = _words(one)
            elif one.tag in ("ul", "ol"):
                self.flush()
                self.list(one, marks, deep + 1)
            elif one.tag in _PARTS:
                self.flush()
                found = re.search(r"mso-list:l\d+level(\d+)", one.style)
                self.line.level = int(found[1]) - 1 if found else 0
                own = {**marks, "bold": True} if re.fullmatch("h[1-6]", one.tag) else marks
                self.read(one, self.marks(one, own), deep)
                self.flush()
            else:
                self.read(one, self.marks(one, marks), deep)

    def list(self, element: Element, marks: Run, deep: int) -> None:
        numbered = element.tag == "ol"
        number = _whole(element.attributes.get("start"), 1)
        alphabetic = element.attributes.get("type", "") == "a" or "lower-alpha" in element.style
        for one in element.inside:
            if isinstance(one, str) or one.tag != "li":
                # No browser writes this, and it may say something.
                self.read(Element("div", {}, [one]), marks, deep)
                continue
            self.flush()
            if numbered and alphabetic:
                self.line.marker = f"{_latin(number)})"
            else:
                self.line.marker = f"{number}." if numbered else "–"
            self.line.level, number = deep, number + 1
            # Word puts a paragraph into each item: its words belong to the marker before it.
            inner = one.elements()
            whole = inner[0] if len(inner) == 1 and inner[0].tag == "p" else one
            self.read(whole, self.marks(whole, marks), deep)
            self.flush()

    def marks(self, element: Element, marks: Run) -> Run:
        own = dict(marks)
        style = element.style
        if element.tag in ("b", "strong") or re.search(r"font-weight:(bold|[6-9]00)", style):
            own["bold"] = True
        if re.search(r"font-weight:(normal|[1-4]00)", style):
            own.pop("bold", None)
        if element.tag in ("i", "em") or "font-style:italic" in style:
            own["italic"] = True
        if "font-style:normal" in style:
            own.pop("italic", None)
        address = element.attributes.get("href", "") if element.tag == "a" else ""
        if address and not address.startswith("#"):
            if safe := safe_link(address):
                own["link"] = safe
            else:
                self.links += 1
        return own

    # ---- tables

    def table(self, element: Element) -> None:
        rows: list[dict[str, Any]] = []
        heads, caption = 0, ""
        for stray in _stray(element):
            self.read(Element("div", {}, [stray]), {})
            self.flush()
        for row, in_head in _rows(element):
            cells = [self.cell(one) for one in row.elements() if one.tag in ("td", "th")]
            all_heads = all(one.tag == "th" for one in row.elements() if one.tag in ("td", "th"))
            if cells:
                if len(rows) == heads and (in_head or all_heads):
                    heads += 1
                rows.append({"id": new_id(), "cells": cells})
        for one in element.elements():
            if one.tag == "caption":
                caption = _words(one)
        _squared(rows)
        if not heads and rows and len(rows) > 1 and _all_bold(rows[0]):
            heads = max(cell.get("rowspan", 1) for cell in rows[0]["cells"])
        if not rows:
            return
        block: Block = {"id": new_id(), "type": "table", "rows": rows}
        if heads:
            block["header_rows"] = min(heads, 10, len(rows))
        if caption:
            block["caption"] = caption[:500]
        self.blocks.append((block, ""))

    def cell(self, element: Element) -> dict[str, Any]:
        inner = _Reader()
        marks = inner.marks(element, {"bold": True} if element.tag == "th" else {})
        # Heads are set off by the table itself.
        marks.pop("bold", None)
        inner.read(element, marks)
        inner.flush()
        self.pictures += inner.pictures
        self.links += inner.links
        runs: list[Run] = []
        for block, marker in inner.blocks:
            if runs:
                runs.append({"text": "\n"})
            if block["type"] == "table":
                self.nested += 1
                lines = (
                    " | ".join("".join(r["text"] for r in c.get("runs", [])) for c in row["cells"])
                    for row in block["rows"]
                )
                runs.append({"text": "\n".join(lines)})
                continue
            runs += [{"text": f"{marker} "}] if marker else []
            runs += block.get("runs", [])
        made: dict[str, Any] = {}
        if kept := settled(runs):
            made["runs"] = kept
        for name, most in (("colspan", 100), ("rowspan", 1000)):
            value = min(_whole(element.attributes.get(name), 1), most)
            if value > 1:
                made[name] = value
        sides = [element, *(one for one in element.elements() if one.tag == "p")]
        for one in sides[:2]:
            for side in ("center", "right"):
                if f"text-align:{side}" in one.style or one.attributes.get("align") == side:
                    made["align"] = side
        return made


def read(html: str, text: str = "") -> Pasted:
    """Read what was pasted: its HTML, or where there is none its text."""
    reader = _Reader()
    if html:
        reader.read(tree_of(html), {})
        reader.flush()
    else:
        _plain(reader, text)
    blocks = _as_they_stood(reader.blocks)
    return Pasted(_with_room(blocks), _said(blocks, reader))


def _rows(table: Element) -> Iterable[tuple[Element, bool]]:
    for one in table.elements():
        if one.tag == "tr":
            yield one, False
        elif one.tag in ("thead", "tbody", "tfoot"):
            yield from ((row, one.tag == "thead") for row in one.elements() if row.tag == "tr")


def _stray(table: Element) -> Iterable["Element | str"]:
    """What stands in a table outside of its cells, where browsers put nothing."""
    for one in table.inside:
        if isinstance(one, Element) and one.tag in ("thead", "tbody", "tfoot", "tr"):
            if one.tag == "tr":
                yield from (
                    c for c in one.inside if isinstance(c, str) or c.tag not in ("td", "th")
                )
            else:
                yield from _stray(one)
        elif isinstance(one, str) or one.tag != "caption":
            yield one


def _squared(rows: list[dict[str, Any]]) -> None:
    """Let every row have all columns, and no cell reach beyond the last row."""
    grid = grid_of(rows)
    for y, index in grid.beyond:
        cell = rows[y]["cells"][index]
        cell["rowspan"] = len(rows) - y
        if cell["rowspan"] == 1:
            del cell["rowspan"]
    for row, width in zip(rows, grid.widths, strict=True):
        row["cells"] += [{} for _ in range(grid.columns - width)]


def _all_bold(row: dict[str, Any]) -> bool:
    runs = [run for cell in row["cells"] for run in cell.get("runs", []) if run["text"].strip()]
    return bool(runs) and all(run.get("bold") for run in runs)


def _plain(reader: _Reader, text: str) -> None:
    """Lines with tabs are rows of one table, others paragraphs."""
    rows: list[dict[str, Any]] = []

    def put_table() -> None:
        if rows:
            _squared(rows)
            made = {"id": new_id(), "type": "table", "rows": list(rows)}
            reader.blocks.append((made, ""))
            rows.clear()

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if "\t" in line:
            cells = [settled([{"text": part.strip()}]) for part in line.split("\t")]
            made = [{"runs": runs} if runs else {} for runs in cells]
            rows.append({"id": new_id(), "cells": made})
        else:
            put_table()
            reader.line.runs.append({"text": line})
            reader.flush()
    put_table()


def _item(marker: str, level: int) -> Block:
    """Which item a marker makes: «1.» the first level, «a)» the second, a sign a dash of its own;
    a paragraph for what is numbered in another way."""
    if not _MARKER.fullmatch(marker):
        return {"type": "paragraph"}
    if marker[0].isdigit():
        return {"type": "item", "level": 0}
    if marker.endswith(")"):
        return {"type": "item", "level": 1}
    return {"type": "item", "level": min(max(level, 0), MOST_LEVEL), "numbering": "dash"}


def _as_they_stood(found: list[tuple[Block, str]]) -> list[Block]:
    """Items whose computed number is not the one that stood there become words with that number."""
    count = Numbering()
    blocks = []
    for block, marker in found:
        before = replace(count)
        label = count.label(block)
        if marker and (
            block["type"] != "item" or (block.get("numbering") != "dash" and label != marker)
        ):
            count = before
            runs = settled([{"text": f"{marker} "}, *block.get("runs", [])])
            block = {"id": block["id"], "type": "paragraph", "runs": runs}
            count.label(block)
        blocks.append(block)
    return blocks


def _with_room(blocks: list[Block]) -> list[Block]:
    """Tables stand between paragraphs, so that they never run into the words where one pastes."""
    if not blocks:
        return []
    room = [
        [{"id": new_id(), "type": "paragraph"}] if end["type"] == "table" else []
        for end in (blocks[0], blocks[-1])
    ]
    return [*room[0], *blocks, *room[1]]


def _said(blocks: list[Block], reader: _Reader) -> str:
    counts = [
        (sum(block["type"] == kind for block in blocks), word)
        for kind, word in (("paragraph", "đoạn"), ("item", "mục"), ("table", "bảng"))
    ]
    there = ", ".join(f"{number} {word}" for number, word in counts if number)
    said = [f"Đã dán {there}." if there else "Không thấy chữ nào trong nội dung đã dán."]
    if reader.pictures:
        said.append(f"{reader.pictures} hình chưa dán được: hãy thêm bằng nút «Hình».")
    if reader.links:
        said.append(
            f"{reader.links} liên kết chỉ giữ lại chữ: chỉ nhận địa chỉ https:// và thư điện tử."
        )
    if reader.nested:
        said.append(f"{reader.nested} bảng nằm trong ô chỉ giữ lại chữ.")
    return " ".join(said)


def _trimmed(runs: list[Run]) -> list[Run]:
    """A line without spaces at its ends, and with single ones inside."""
    kept: list[Run] = []
    for run in settled(runs):
        text = re.sub(r" ?\n ?", "\n", re.sub(" {2,}", " ", run["text"]))
        if not kept or kept[-1]["text"].endswith((" ", "\n")):
            text = text.lstrip(" ") if kept else text.lstrip()
        if text:
            kept.append({**run, "text": text})
    while kept:
        kept[-1]["text"] = kept[-1]["text"].rstrip()
        if kept[-1]["text"]:
            break
        kept.pop()
    return settled(kept)


def _words(element: Element) -> str:
    parts = [one if isinstance(one, str) else _words(one) for one in element.inside]
    return _SPACES.sub(" ", "".join(parts)).strip()


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) and int(text) else otherwise


def _latin(number: int) -> str:
    """Letters as browsers count them: where ours differ, the words keep theirs."""
    return chr(96 + number) if number <= 26 else letter(number)
