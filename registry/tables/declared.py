"""What a list is: columns, filters, order, words. Adding a list is one `Table`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Choices = Sequence[tuple[str, str]]
LETTERS = ("A đến Z", "Z đến A")
DAYS = ("cũ trước", "mới trước")


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: words, perhaps a link, a state, lines below, marks."""

    text: str = ""
    href: str = ""
    # Lines below; empty ones are left out.
    second: Sequence[str] = ()
    # The tone of a state (docs/screens.md); None: plain words.
    tone: str | None = None
    at: datetime | None = None
    # Further states below: (tone, words).
    marks: Sequence[tuple[str, str]] = ()
    # A template of its own, where words are not enough (buttons, fields); it gets `row`.
    template: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines below that say something."""
        return [line for line in self.second if line]


@dataclass(frozen=True)
class Column:
    """One column. `kind` says what it is on a card: lead, what, flag, who, num, code, mark, act."""

    name: str
    label: str
    cell: Callable[[Any], Cell | str]
    kind: str = ""
    # By what a click sorts: a column of the database, an expression or what makes one; where rows
    # are in memory, the key of a row.
    by: Any = None
    # Some rows have none of it; they come last, whichever way.
    nullable: bool = False
    # The first click brings the largest, or the newest, first.
    falling: bool = False
    hidden: bool = False
    # It cannot be taken away.
    fixed: bool = False
    # What files say; None: the words of the cell.
    value: Callable[[Any], object] | None = None
    # Only in files; in files always.
    file_only: bool = False
    in_file: bool = False
    # The whole of an abbreviated label.
    title: str = ""
    # How its two orders are called, rising and falling.
    ways: tuple[str, str] = ("tăng dần", "giảm dần")

    def written(self, row: Any) -> object:
        """Return what a file says of a row."""
        if self.value is not None:
            return self.value(row)
        cell = self.cell(row)
        return cell.text if isinstance(cell, Cell) else cell


@dataclass(frozen=True)
class Filter:
    """One filter: a choice, a day or a text; choices may be said by the view instead."""

    name: str
    label: str
    choices: Choices = ()
    sort: str = "choice"
    anything: str = "Tất cả"
    # It says of what the list is, such as an issue: nothing is narrowed by it.
    which: bool = False


@dataclass(frozen=True)
class Tab:
    """A ready way of looking at a list; `query` asks for it, `url` where it is another address."""

    label: str
    query: str = ""
    count: int | None = None
    tone: str = ""
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what would stand here, and what to do next."""

    title: str
    text: str = ""
    label: str = ""
    url: str = ""
    icon: str = "doc"


@dataclass(frozen=True)
class Table:
    """One list. `code` is by what people keep views of it; `file` what its files are called."""

    code: str
    label: str
    # What its rows are, as they are counted: «tài liệu».
    unit: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    # What the search box looks through; "": there is none.
    search: str = ""
    file: str = ""
    # The column of the order that rows come in, «-» for falling; else the order in words.
    order: str = ""
    order_words: str = ""
    per_page: int = 30
    # Parts of the address that are no filters and stay: whose list it is.
    keeps: Sequence[str] = ()
    # Whether people choose columns and keep views.
    keeping: bool = True
