"""The sheet: how most kinds are read and printed, official header, parts, approval block."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds.base import Context


@dataclass(frozen=True)
class SheetSection:
    """One headed part: text, facts (label and value), a table, or several of them in this order.

    `html` is a SafeString that a kind has rendered; a cell of a row may be one, too.

    `nothing` is printed where all of them are empty; a part without it is then left out.
    """

    heading: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    nothing: str = ""
    html: str = ""

    @property
    def shown(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.text or self.html or self.facts or self.rows or self.nothing)


def facts(heading: str, pairs: Iterable[tuple[str, str]]) -> SheetSection:
    """Build a card of facts; those without a value are left out."""
    return SheetSection(heading, facts=tuple((label, value) for label, value in pairs if value))


def table(
    heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]], nothing: str = ""
) -> SheetSection:
    """Build a numbered table; a column in which no row says anything is left out."""
    given = [tuple(row) for row in rows]
    kept = [place for place in range(len(columns)) if any(row[place] for row in given)]
    return SheetSection(
        heading,
        columns=tuple(columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in given),
        nothing=nothing,
    )


def legal_basis(body: Body, heading: str = "Cơ sở pháp lý") -> SheetSection:
    """Build the section of the citations, one a line."""
    said = [item.get("text") or item.get("title", "") for item in body.get("legal_basis", [])]
    return SheetSection(heading, text="\n".join(f"– {line}" for line in said if line))


def sheet(
    word: str, context: Context, parts: Iterable[SheetSection], title: str = ""
) -> SafeString:
    """Render the whole sheet; `word` stands above the title («KẾ HOẠCH»)."""
    return render_to_string(
        "registry/kinds/sheet.html",
        {
            "word": word,
            "frame": {**context.frame, "title": context.frame.get("title") or title or word},
            "parts": [part for part in parts if part.shown],
        },
    )


def day(text: Any) -> str:
    """Write 2026-12-31 as 31/12/2026; what is no day stays as it is."""
    try:
        return date.fromisoformat(str(text)).strftime("%d/%m/%Y") if text else ""
    except ValueError:
        return str(text)


def number(text: Any) -> str:
    """Write 1234.5 as 1234,5."""
    return str(text).replace(".", ",") if text not in (None, "") else ""


def months(start: Any, end: Any) -> str:
    """Write «từ 01/01/2026 đến 31/12/2026»; one side alone is said alone."""
    said = [f"từ {day(start)}" if start else "", f"đến {day(end)}" if end else ""]
    return " ".join(part for part in said if part)
