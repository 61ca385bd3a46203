"""Blocks of a text as Draft.js holds them (raw ContentState), and back. Pure.

Draft.js counts letters in UTF-16, marks ranges of them, and gives each block a key: our ids. What
comes back may be anything that somebody sent: unknown blocks become paragraphs, unknown marks go,
no word is lost.
"""

import json
from collections.abc import Iterator
from typing import Any

from registry.kinds import ids
from registry.kinds.blocks import MOST_LEVEL, Block, Run, safe_link
from registry.vietnamese import settle_inside

Raw = dict[str, Any]
LINK, CITATION, TABLE, IMAGE = "ISO-LINK", "ISO-CITATION", "ISO-TABLE", "ISO-IMAGE"
_STYLES = {"BOLD": "bold", "ITALIC": "italic"}
_MARKS = ("bold", "italic", "link", "citation")


def raw_of(blocks: list[Block]) -> Raw:
    """Write blocks as a raw ContentState."""
    entities: dict[str, Raw] = {}

    def entity(kind: str, data: Raw, mutability: str) -> int:
        key = len(entities)
        entities[str(key)] = {"type": kind, "mutability": mutability, "data": data}
        return key

    written = []
    for block in blocks:
        kind = block.get("type")
        if kind in ("table", "image"):
            data = {name: value for name, value in block.items() if name not in ("id", "type")}
            key = entity(TABLE if kind == "table" else IMAGE, data, "IMMUTABLE")
            one = _raw(block, "atomic", " ")
            one["entityRanges"] = [{"offset": 0, "length": 1, "key": key}]
            written.append(one)
            continue
        form = "unstyled"
        if kind == "item":
            form = f"{'un' if block.get('numbering') == 'dash' else ''}ordered-list-item"
        runs = block.get("runs", [])
        one = _raw(block, form, "".join(run.get("text", "") for run in runs))
        one["depth"] = block.get("level", 0)
        one["inlineStyleRanges"] = [
            {"offset": start, "length": length, "style": style}
            for style, name in _STYLES.items()
            for start, length, value in _stretches(runs, name)
            if value
        ]
        for name in ("link", "citation"):
            for start, length, value in _stretches(runs, name):
                if value:
                    data = {"url": value} if name == "link" else dict(value)
                    key = entity(LINK if name == "link" else CITATION, data, "MUTABLE")
                    one["entityRanges"].append({"offset": start, "length": length, "key": key})
        written.append(one)
    return {"blocks": written, "entityMap": entities}


def _raw(block: Block, form: str, text: str) -> Raw:
    return {
        "key": block["id"],
        "text": text,
        "type": form,
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
        "data": {},
    }


def _stretches(runs: list[Run], name: str) -> Iterator[tuple[int, int, Any]]:
    """(offset, length, value) in UTF-16 of neighbouring runs with the same mark."""
    start = place = 0
    value: Any = None
    for run in runs:
        own = run.get(name)
        if own != value:
            if place > start:
                yield start, place - start, value
            start, value = place, own
        place += _units(run.get("text", ""))
    if place > start:
        yield start, place - start, value


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def parse(state: str) -> Raw | None:
    """Read a state of the page; None for what is no content of an editor."""
    try:
        raw = json.loads(state)
    except (ValueError, RecursionError):
        return None
    good = isinstance(raw, dict) and isinstance(raw.get("blocks"), list)
    return raw if good else None


def blocks_of_raw(raw: Raw, before: list[Block]) -> list[Block]:
    """Read blocks from a raw ContentState; one that nobody touched is kept exactly as it was."""
    held = raw.get("entityMap")
    entities = held if isinstance(held, dict) else {}
    olds = {block["id"]: block for block in before}
    untouched = {one["key"]: one for one in _comparable(raw_of(before))}
    now = {one["key"]: one for one in _comparable(raw)}
    found: list[Block] = []
    seen: set[str] = set()
    for given in raw["blocks"]:
        if not isinstance(given, dict):
            given = {"text": given if isinstance(given, str) else ""}
        key = str(given.get("key") or "")
        old = olds.get(key) if key not in seen else None
        if old is not None and untouched.get(key) == now.get(key):
            seen.add(key)
            found.append(old)
            continue
        block = _read(given, entities)
        ids.identify(block, None, key, "id", seen)
        found.append(block)
    return found


def _comparable(raw: Raw) -> Iterator[Raw]:
    """Blocks with their entities laid in: their numbers differ from save to save."""
    held = raw.get("entityMap")
    entities = held if isinstance(held, dict) else {}
    for block in raw["blocks"]:
        if not isinstance(block, dict) or not isinstance(block.get("key"), str):
            continue
        styles, ranges = _dicts(block, "inlineStyleRanges"), _dicts(block, "entityRanges")
        yield {
            "key": block["key"],
            "text": block.get("text"),
            "type": block.get("type"),
            "depth": block.get("depth", 0),
            "styles": sorted(json.dumps(one, sort_keys=True) for one in styles),
            "entities": sorted(
                json.dumps(
                    [one.get("offset"), one.get("length"), _entity(entities, one.get("key"))],
                    sort_keys=True,
                )
                for one in ranges
            ),
        }


def _dicts(block: Raw, name: str) -> list[Raw]:
    given = block.get(name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _entity(entities: Raw, key: Any) -> Raw:
    found = entities.get(str(key))
    return found if isinstance(found, dict) else {}


def _read(given: Raw, entities: Raw) -> Block:
    text = given.get("text") if isinstance(given.get("text"), str) else ""
    for one in _dicts(given, "entityRanges"):
        entity = _entity(entities, one.get("key"))
        if given.get("type") == "atomic" and entity.get("type") in (TABLE, IMAGE):
            data = entity.get("data")
            return _table_or_image(entity["type"], data if isinstance(data, dict) else {})
    runs = runs_of(str(text), given, entities)
    block: Block = {"type": "paragraph"}
    form = given.get("type")
    if form in ("ordered-list-item", "unordered-list-item"):
        depth = given.get("depth", 0)
        level = depth if isinstance(depth, int) and not isinstance(depth, bool) else 0
        block = {"type": "item", "level": min(max(level, 0), MOST_LEVEL)}
        if form == "unordered-list-item":
            block["numbering"] = "dash"
    if runs:
        block["runs"] = runs
    return block


def runs_of(text: str, given: Raw, entities: Raw) -> list[Run]:
    """Cut a text where its marks change; neighbours with the same marks are one run."""
    units = list(_by_unit(text))
    marks: list[Run] = [{} for _ in units]
    for one in _dicts(given, "inlineStyleRanges"):
        name = _STYLES.get(str(one.get("style")))
        for place in _places(one, len(units)) if name else ():
            marks[place][str(name)] = True
    for one in _dicts(given, "entityRanges"):
        told = _mark_of(_entity(entities, one.get("key")))
        for place in _places(one, len(units)) if told else ():
            if not {"link", "citation"} & marks[place].keys():
                marks[place].update(told)
    runs: list[Run] = []
    for letters, mark in zip(units, marks, strict=True):
        if letters == "":
            # The second half of a sign beyond 16 bits goes with its first.
            continue
        if runs and {name: runs[-1].get(name) for name in _MARKS if name in runs[-1]} == mark:
            runs[-1]["text"] += letters
        else:
            runs.append({"text": letters, **mark})
    return settled(runs)


def _by_unit(text: str) -> Iterator[str]:
    for letter in text:
        yield letter
        if letter > "\uffff":
            yield ""


def _places(one: Raw, most: int) -> range:
    start, length = one.get("offset"), one.get("length")
    if not isinstance(start, int) or not isinstance(length, int):
        return range(0)
    return range(min(max(start, 0), most), min(max(start + length, 0), most))


def _mark_of(entity: Raw) -> Run:
    data = entity.get("data")
    told: Raw = data if isinstance(data, dict) else {}
    if entity.get("type") in (LINK, "LINK"):
        address = safe_link(str(told.get("url", "")))
        return {"link": address} if address else {}
    if entity.get("type") == CITATION and told.get("document"):
        citation = {"document": settle_inside(str(told["document"])).strip()}
        provision = settle_inside(str(told.get("provision") or "")).strip()
        return {"citation": {**citation, "provision": provision} if provision else citation}
    return {}


def settled(runs: list[Run]) -> list[Run]:
    """Settle the texts of runs; what shows nothing goes, neighbours with the same marks join."""
    kept: list[Run] = []
    for run in runs:
        text = settle_inside(run["text"]).replace("\t", " ")
        if not text:
            continue
        marks = {name: value for name, value in run.items() if name != "text"}
        if kept and {name: value for name, value in kept[-1].items() if name != "text"} == marks:
            kept[-1]["text"] = settle_inside(kept[-1]["text"] + text)
        else:
            kept.append({"text": text, **marks})
    return kept


def _table_or_image(kind: str, data: Raw) -> Block:
    if kind == IMAGE:
        image: Block = {
            "type": "image",
            "alt": _line(data.get("alt")),
            "caption": _line(data.get("caption")),
        }
        told = {
            name: value
            for name, value in _dict(data.get("file")).items()
            if name in ("sha256", "name", "size", "content_type") and isinstance(value, str | int)
        }
        if told:
            image["file"] = told
        return {name: value for name, value in image.items() if value}
    block: Block = {"type": "table", "caption": _line(data.get("caption"))}
    heads = data.get("header_rows")
    if isinstance(heads, int) and heads > 0:
        block["header_rows"] = heads
    rows: list[Raw] = []
    seen: set[str] = set()
    for given in _list(data.get("rows")):
        row: Raw = {"cells": [_cell(cell) for cell in _list(_dict(given).get("cells"))]}
        ids.identify(row, None, str(_dict(given).get("id") or ""), "id", seen)
        rows.append(row)
    return {name: value for name, value in {**block, "rows": rows}.items() if value}


def _cell(given: Any) -> Raw:
    told = _dict(given)
    cell: Raw = {}
    runs = [
        {"text": run["text"], **_run_marks(run)}
        for run in _list(told.get("runs"))
        if isinstance(run, dict) and isinstance(run.get("text"), str)
    ]
    if kept := settled(runs):
        cell["runs"] = kept
    for name in ("colspan", "rowspan"):
        value = told.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 1:
            cell[name] = value
    if told.get("align") in ("center", "right"):
        cell["align"] = told["align"]
    return cell


def _run_marks(run: Raw) -> Run:
    marks: Run = {name: True for name in ("bold", "italic") if run.get(name) is True}
    marks.update(_mark_of({"type": LINK, "data": {"url": run.get("link") or ""}}))
    if "link" not in marks:
        marks.update(_mark_of({"type": CITATION, "data": run.get("citation")}))
    return marks


def _line(value: Any) -> str:
    return " ".join(settle_inside(value).split()) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> Raw:
    return value if isinstance(value, dict) else {}
