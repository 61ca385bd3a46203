"""Comparison of structured texts: blocks by their ids, words by syllable, marks said as such."""

from collections.abc import Callable, Iterator
from typing import Any

from registry.editor.changes import Change, Place, by_syllable, in_order
from registry.kinds.blocks import Block, Run, Text, blocks_of, joined, words_of

Pair = tuple[int | None, int | None]

LAYOUT = "đổi cách trình bày"
_WORDS = {"paragraph": "Đoạn", "item": "Mục", "table": "Bảng", "image": "Hình"}
_LEVELS = ("cấp 1", "cấp 2", "cấp 3")


def compare_texts(
    before: Text, after: Text, place: Place, names: Callable[[str], str]
) -> list[Change]:
    """List the differences of two structured texts; `names` turns a uid into a title."""
    old, new = blocks_of(before), blocks_of(after)
    pairs = _paired(old, new)
    stayed = in_order([(a, b) for a, b in pairs if a is not None and b is not None])
    changes: list[Change] = []
    for a, b in pairs:
        block = new[b] if b is not None else old[a or 0]
        number = (b if b is not None else a or 0) + 1
        at = place.below(number - 1, called(block, number))
        if a is None:
            if words_of(block):
                changes.append(at.change("added", after=_short(block), where=place.where))
        elif b is None:
            if words_of(block):
                changes.append(at.change("removed", _short(block), where=place.where))
        else:
            if (a, b) not in stayed:
                changes.append(at.change("moved", f"chỗ thứ {a + 1}", f"chỗ thứ {b + 1}"))
            changes += _block(old[a], new[b], at, names)
    return changes


def called(block: Block, number: int) -> str:
    """Return what a block is called: «Bảng “Phân công”», «Đoạn “Ủy ban nhân dân …”»."""
    word = _WORDS.get(str(block.get("type")), "Đoạn")
    said = block.get("caption") or words_of(block).strip().split("\n")[0]
    if not said:
        return f"{word} {number}"
    return f"{word} “{said if len(said) <= 40 else said[:39] + '…'}”"


def _short(block: Block) -> str:
    word = _WORDS.get(str(block.get("type")), "Đoạn").lower()
    return f"{word} “{words_of(block)}”"


def _paired(old: list[Block], new: list[Block]) -> list[Pair]:
    """Which block became which: by id, else by its words; in the new order, the removed last."""
    places = {block.get("id"): index for index, block in enumerate(old)}
    by_id = {index: places.pop(block.get("id"), None) for index, block in enumerate(new)}
    left: dict[str, list[int]] = {}
    for index in places.values():
        left.setdefault(words_of(old[index]), []).append(index)
    pairs: list[Pair] = []
    for index, block in enumerate(new):
        found = by_id[index]
        if found is None and (alike := left.get(words_of(block))):
            found = alike.pop(0)
        pairs.append((found, index))
    kept = {a for a, _ in pairs}
    return pairs + [(index, None) for index in places.values() if index not in kept]


def _block(before: Block, after: Block, at: Place, names: Callable[[str], str]) -> Iterator[Change]:
    kinds = before.get("type"), after.get("type")
    if kinds == ("table", "table"):
        yield from _table(before, after, at, names)
        return
    if kinds == ("image", "image"):
        yield from _image(before, after, at)
        return
    old, new = words_of(before), words_of(after)
    if old != new:
        yield at.change("changed", old, new, segments=tuple(by_syllable(old, new)))
    laid = [
        (a, b)
        for a, b in (
            (_form(before), _form(after)),
            (
                marked(before.get("runs", []), names),
                marked(after.get("runs", []), names),
            ),
        )
        if a != b
    ]
    # Where words changed as well, a mark may be on other words alone: that is said by the words.
    if laid and (old == new or _form(before) != _form(after)):
        yield at.below("", LAYOUT).change(
            "changed", "; ".join(a for a, _ in laid), "; ".join(b for _, b in laid)
        )


def _form(block: Block) -> str:
    match block.get("type"):
        case "item":
            dash = block.get("numbering") == "dash"
            level = _LEVELS[min(int(block.get("level", 0)), 2)]
            return f"{'gạch đầu dòng' if dash else 'mục đánh số'} {level}"
        case "table":
            return "bảng"
        case "image":
            return "hình"
        case _:
            return "đoạn văn"


def marked(runs: list[Run], names: Callable[[str], str]) -> str:
    """Say what is marked and how: «chữ đậm “Đúng hạn”; viện dẫn Luật Hộ tịch “luật này”»."""
    said = []
    for run in runs:
        how = [
            word for name, word in (("bold", "đậm"), ("italic", "nghiêng")) if run.get(name) is True
        ]
        told = [f"chữ {' '.join(how)}"] if how else []
        if run.get("link"):
            told.append(f"liên kết tới {run['link']}")
        if citation := run.get("citation"):
            where = f" {citation['provision']}" if citation.get("provision") else ""
            told.append(f"viện dẫn{where} {names(citation.get('document', ''))}")
        if told:
            said.append(f"{', '.join(told)} “{run.get('text', '').strip()}”")
    return "; ".join(said) or "chữ thường"


def _table(before: Block, after: Block, at: Place, names: Callable[[str], str]) -> Iterator[Change]:
    if before.get("caption") != after.get("caption"):
        caption = at.below("caption", "tên bảng")
        yield caption.change("changed", before.get("caption", ""), after.get("caption", ""))
    if before.get("header_rows", 0) != after.get("header_rows", 0):
        heads = at.below("header_rows", "số dòng đầu bảng")
        sides = str(before.get("header_rows", 0)), str(after.get("header_rows", 0))
        yield heads.change("changed", *sides)
    old, new = before.get("rows", []), after.get("rows", [])
    pairs = _paired_rows(old, new)
    stayed = in_order([(a, b) for a, b in pairs if a is not None and b is not None])
    for a, b in pairs:
        number = (b if b is not None else a or 0) + 1
        row = at.below(number - 1, f"dòng {number}")
        if a is None and b is not None:
            yield row.change("added", after=_row_words(new[b]), where=at.where)
        elif b is None and a is not None:
            yield row.change("removed", _row_words(old[a]), where=at.where)
        elif a is not None and b is not None:
            if (a, b) not in stayed:
                yield row.change("moved", f"dòng {a + 1}", f"dòng {b + 1}")
            yield from _row(old[a], new[b], row, names)


def _paired_rows(old: list[Any], new: list[Any]) -> list[Pair]:
    asked = [{"id": row.get("id"), "type": "row", "runs": _row_runs(row)} for row in old]
    return _paired(asked, [{"id": r.get("id"), "type": "row", "runs": _row_runs(r)} for r in new])


def _row_runs(row: Any) -> list[Run]:
    return [run for cell in row.get("cells", []) for run in cell.get("runs", [])]


def _row_words(row: Any) -> str:
    return " | ".join(joined(cell.get("runs")) for cell in row.get("cells", []))


def _row(before: Any, after: Any, at: Place, names: Callable[[str], str]) -> Iterator[Change]:
    old, new = _row_words(before), _row_words(after)
    if old != new:
        yield at.change("changed", old, new, segments=tuple(by_syllable(old, new)))
    elif before != after:
        said = [
            "; ".join(part for part in (_spans(row), marked(_row_runs(row), names)) if part)
            for row in (before, after)
        ]
        yield at.below("", LAYOUT).change("changed", *said)


def _spans(row: Any) -> str:
    said = []
    for number, cell in enumerate(row.get("cells", []), start=1):
        merged = [
            f"{cell[name]} {word}"
            for name, word in (("colspan", "cột"), ("rowspan", "dòng"))
            if cell.get(name, 1) > 1
        ]
        if merged:
            said.append(f"ô {number} gộp {', '.join(merged)}")
        if cell.get("align"):
            said.append(f"ô {number} căn {'giữa' if cell['align'] == 'center' else 'phải'}")
    return ", ".join(said)


def _image(before: Block, after: Block, at: Place) -> Iterator[Change]:
    old, new = before.get("file") or {}, after.get("file") or {}
    if old.get("sha256") != new.get("sha256"):
        yield at.below("file", "tệp hình").change(
            "changed", old.get("name", ""), new.get("name", "")
        )
    for name, word in (("alt", "lời mô tả"), ("caption", "chú thích")):
        if before.get(name) != after.get(name):
            yield at.below(name, word).change("changed", before.get(name, ""), after.get(name, ""))
