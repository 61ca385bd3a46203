"""What comes of a pasted table: rows, and what its author is told of the cells not read."""

from collections.abc import Iterable
from typing import Any

from registry.readers import numbers


class PastedRows(list[dict[str, Any]]):
    """Rows of a grid; `said` are sentences about pasted text that stands elsewhere than its column,
    or nowhere."""

    def __init__(self, rows: Iterable[dict[str, Any]] = (), said: Iterable[str] = ()) -> None:
        super().__init__(rows)
        self.said = [sentence for sentence in said if sentence]


def when(cells: list[str], sentence: str) -> str:
    """Return the sentence, where there are such cells; else ""."""
    return sentence if cells else ""


def whole(text: str) -> int | str:
    """Read a pasted whole number; what is none stays as typed, for its cell to tell."""
    try:
        return numbers.whole_of(text)
    except ValueError:
        return text


def not_taken(cells: Iterable[str]) -> str:
    """Say for which cells the table has no column; "" where there are none."""
    found = [cell for cell in cells if cell]
    return (
        f"{len(found)} ô ở cột mà bảng này không có nên chưa dán: {listed(found)}." if found else ""
    )


def listed(texts: Iterable[str], most: int = 3) -> str:
    """Write «a», «b», … each once, the first few of them."""
    once = list(dict.fromkeys(texts))
    shown = ", ".join(f"«{text[:60]}{'…' if len(text) > 60 else ''}»" for text in once[:most])
    return shown + (", …" if len(once) > most else "")
