"""Reading structured texts: both of their forms as blocks, their words, their images."""

import re
from collections.abc import Sequence
from typing import Any

Run = dict[str, Any]
Block = dict[str, Any]
# A string as it was typed before there were marks, or blocks; None where nothing was written.
Text = str | Sequence[Block] | None

_BLANK = re.compile(r"\n{2,}")


def blocks_of(text: Text) -> list[Block]:
    """Return the blocks of a text.

    A string has a paragraph between blank lines; their ids say their place, so that equal strings
    have equal blocks and the first save of the editor keeps them.
    """
    if isinstance(text, str):
        parts = [part for part in _BLANK.split(text.strip("\n")) if part]
        return [
            {"id": f"d{number}", "type": "paragraph", "runs": [{"text": part}]}
            for number, part in enumerate(parts, start=1)
        ]
    return [block for block in text or [] if isinstance(block, dict)]


def numbered(text: Text, number: str) -> list[Block]:
    """Return the blocks of a text with a number before its first words, as a row of a list has."""
    blocks = blocks_of(text)
    first = blocks[0] if blocks else {"id": "d1", "type": "paragraph"}
    if first.get("type") != "paragraph":
        return [{"id": "d0", "type": "paragraph", "runs": [{"text": number}]}, *blocks]
    runs = [{"text": f"{number} "}, *first.get("runs", [])]
    return [{**first, "runs": runs}, *blocks[1:]]


def joined(runs: Sequence[Run] | None) -> str:
    """Return the words of runs as one text: marks cut no word."""
    return "".join(str(run.get("text", "")) for run in runs or [])


def words_of(block: Block) -> str:
    """Return the words of one block, a line a row of a table."""
    match block.get("type"):
        case "table":
            rows = (
                " | ".join(joined(cell.get("runs")) for cell in row.get("cells", []))
                for row in block.get("rows", [])
            )
            return "\n".join(line for line in (block.get("caption", ""), *rows) if line)
        case "image":
            told = (block.get("alt", ""), block.get("caption", ""))
            return "\n".join(line for line in told if line)
        case _:
            return joined(block.get("runs"))


def plain(text: Text) -> str:
    """Return all words of a text, a line a block."""
    if isinstance(text, str):
        return text
    return "\n".join(words for words in map(words_of, blocks_of(text)) if words)


def is_empty(text: Text) -> bool:
    """Tell whether a text says nothing: no word, no table, no image."""
    return not any(
        block.get("type") in ("table", "image") or words_of(block).strip()
        for block in blocks_of(text)
    )


def images_of(text: Text) -> list[Block]:
    """List the images of a text."""
    return [block for block in blocks_of(text) if block.get("type") == "image"]
