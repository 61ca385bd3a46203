"""One list as somebody asks for it: filters, order, columns, tabs, page; `ui/table.html` draws it.

The view keeps its policy and its query; it says which rows there are, and dresses those of a page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict

from registry import policy
from registry.lists.paging import Pages, by_key, by_number, unpaged
from registry.organisation.models import User
from registry.tables.declared import Cell, Choices, Column, Empty, Filter, Tab, Table
from registry.tables.models import SavedView

ORDER, VIEW, FILE, WORDS = "sap", "xem", "dang", "q"
# So many filters, each so long, are carried from link to link.
MOST_ASKED, LONGEST = 20, 200
# So many rows fit into one file.
MOST_IN_FILE = 20_000
Dress = Callable[[list[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click on it leads, and whether rows stand in its order."""

    column: Column
    url: str
    # "ascending", "descending" or "".
    sorted: str


@dataclass(frozen=True)
class Drawn:
    """One cell of a page: its column, what stands in it, the row that it is of."""

    column: Column
    cell: Cell
    row: Any

    @property
    def labelled(self) -> bool:
        """Whether a card says the name of the column before it."""
        return self.column.kind in ("", "num", "code") and not self.empty

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it: a card leaves it out."""
        return not (self.cell.text or self.cell.lines or self.cell.marks or self.cell.template)


@dataclass(frozen=True)
class Field:
    """A filter in the panel, with what is asked now."""

    filter: Filter
    choices: Choices
    value: str
    wrong: str = ""


@dataclass(frozen=True)
class Chip:
    """What the list is narrowed by, and the address without it."""

    label: str
    url: str


class Listing:
    """A list as one request asks for it.

    `choices` are those of filters that the declaration leaves to the view; `tabs` ready views.
    """

    pages: Pages
    rows: list[list[Drawn]]

    def __init__(
        self,
        table: Table,
        request: HttpRequest,
        *,
        choices: Mapping[str, Choices] | None = None,
        tabs: Sequence[Tab] = (),
        empty: Empty | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> None:
        self.table, self.request = table, request
        self._choices, self._tabs = choices or {}, tabs
        self.empty = empty or Empty("Chưa có gì ở đây.")
        # What is wrong with what was typed into a filter, by its name.
        self.wrong = wrong or {}

    # What is asked.

    def value(self, name: str) -> str:
        """Return what a filter asks for; "" where it asks for nothing."""
        return self.request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]

    @property
    def words(self) -> str:
        """What was typed into the search box."""
        return self.value(WORDS)

    @cached_property
    def asked(self) -> QueryDict:
        """What the address asks for, apart from page and file.

        It stands again in every link of the page: so many words, each of so many letters.
        """
        asked = QueryDict(mutable=True)
        for name, values in list(unpaged(self.request.GET).lists())[:MOST_ASKED]:
            if name != FILE:
                asked.setlist(name[:LONGEST], [value[:LONGEST] for value in values[:MOST_ASKED]])
        return asked

    @property
    def names(self) -> list[str]:
        """The names of the filters that narrow it, the search box among them."""
        found = [one.name for one in self.table.filters if not one.which]
        return [WORDS, *found] if self.table.search else found

    @property
    def filtered(self) -> bool:
        """Whether it is narrowed at all."""
        return any(self.value(name) for name in self.names)

    @property
    def file(self) -> str:
        """What kind of file is asked for: "csv", "xlsx", or "" for the page."""
        asked = self.request.GET.get(FILE, "")
        return asked if self.table.file and asked in ("csv", "xlsx") else ""

    @cached_property
    def ordered_by(self) -> tuple[Column, bool] | None:
        """The column that rows stand in the order of, and whether it falls."""
        for text in (self.request.GET.get(ORDER, ""), self.table.order):
            name = text.removeprefix("-")
            for column in self.table.columns:
                if column.name == name and column.by is not None:
                    return column, text.startswith("-")
        return None

    # Rows.

    def ordered(self, rows: Any) -> Any:
        """Put rows into the order that is asked for; their own stays where none is."""
        if self.ordered_by is None or not self._asks_for_order:
            return rows
        column, falls = self.ordered_by
        if not isinstance(rows, QuerySet):
            some = [row for row in rows if column.by(row) is not None]
            none = [row for row in rows if column.by(row) is None]
            return sorted(some, key=column.by, reverse=falls) + none
        by: Any = F(column.by) if isinstance(column.by, str) else column.by
        if not hasattr(by, "resolve_expression"):
            by = by()
        last = True if column.nullable else None
        order = OrderBy(by, descending=falls, nulls_last=last)
        return rows.order_by(order, "-pk" if falls else "pk")

    @property
    def _asks_for_order(self) -> bool:
        return self.request.GET.get(ORDER, "").removeprefix("-") in {
            column.name for column in self.table.columns if column.by is not None
        }

    def show(self, rows: Any, dress: Dress = list, *, total: int | None = None) -> "Listing":
        """Take the page that is asked for; `dress` makes of its rows what the cells are made of."""
        rows = self.ordered(rows)
        per_page = self.table.per_page
        if isinstance(rows, QuerySet):
            self.pages = by_key(rows, self.request, per_page, total=total)
        else:
            self.pages = by_number(rows, self.request, per_page)
        self.rows = [
            [Drawn(column, _cell(column, row), row) for column in self.columns]
            for row in dress(list(self.pages.object_list))
        ]
        return self

    # Columns, and what was kept.

    @property
    def user(self) -> User | None:
        """Who looks."""
        return policy.standing(self.request.user).user

    @cached_property
    def kept(self) -> list[SavedView]:
        """What the person keeps of this list; one query."""
        if not self.table.keeping or self.user is None:
            return []
        rows = policy.visible(self.request.user, SavedView).filter(list=self.table.code)
        return list(rows.order_by("pk"))

    @property
    def views(self) -> list[SavedView]:
        """The kept views, as tabs."""
        return [one for one in self.kept if one.name]

    @cached_property
    def view(self) -> SavedView | None:
        """The kept view that is looked at."""
        asked = self.request.GET.get(VIEW, "")
        return next((one for one in self.views if str(one.pk) == asked), None)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the page, in their order."""
        known = [one for one in self.table.columns if not one.file_only]
        usual = next((one for one in self.kept if not one.name), None)
        chosen = ((self.view and self.view.columns) or (usual and usual.columns) or "").split()
        found = [one for one in known if one.fixed or one.name in chosen]
        if not chosen or not set(chosen) & {one.name for one in known}:
            found = [one for one in known if not one.hidden]
        return found

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """Columns that can be chosen, and whether they are."""
        return [
            (one, one in self.columns)
            for one in self.table.columns
            if not (one.fixed or one.file_only)
        ]

    @property
    def chooses(self) -> bool:
        """Whether there is a choice of columns worth a button."""
        return self.table.keeping and len(self.choosable) > 1

    @property
    def in_file(self) -> list[Column]:
        """The columns of a file: the chosen ones, and those that files have always."""
        return [
            one
            for one in self.table.columns
            if (one.file_only or one.in_file or one in self.columns) and one.kind != "act"
        ]

    # Addresses.

    def address(self, **changes: str) -> str:
        """Return the address of the first page with these parts changed; "" takes one out."""
        asked = self.asked.copy()
        for name, value in changes.items():
            asked.pop(name, None)
            if value:
                asked[name] = value
        return f"?{asked.urlencode()}"

    @property
    def bare_url(self) -> str:
        """The address without filters."""
        return self.address(**dict.fromkeys([*self.names, VIEW], ""))

    @property
    def files(self) -> list[tuple[str, str]]:
        """(label, address) of the files of this list."""
        if not self.table.file or not self.pages.total:
            return []
        kinds = (("Excel (.xlsx)", "xlsx"), ("bảng tính cho phần mềm khác", "csv"))
        return [(label, self.address(**{FILE: kind})) for label, kind in kinds]

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if column.by is None:
            return Head(column, "", "")
        here = self.ordered_by is not None and self.ordered_by[0] is column
        falls = bool(here and self.ordered_by and self.ordered_by[1])
        now = ("descending" if falls else "ascending") if here else ""
        next_falls = not falls if here else column.falling
        order = f"-{column.name}" if next_falls else column.name
        return Head(column, self.address(**{ORDER: order}), now)

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """(words, address, whether it is so now) of every order: for windows without heads."""
        here = self.ordered_by if self._asks_for_order or self.table.order else None
        found = []
        if self.table.order_words:
            found.append((self.table.order_words, self.address(**{ORDER: ""}), here is None))
        for column in self.table.columns:
            if column.by is None:
                continue
            for falls in (column.falling, not column.falling):
                order = f"-{column.name}" if falls else column.name
                words = f"{column.label}: {column.ways[falls]}"
                found.append((words, self.address(**{ORDER: order}), here == (column, falls)))
        return found

    @property
    def order_words(self) -> str:
        """The order that rows stand in, in words."""
        return next((words for words, _, now in self.orders if now), "Sắp xếp")

    @cached_property
    def tabs(self) -> list[Tab]:
        """Ready views, then the person's own."""
        found = []
        for tab in self._tabs:
            url, current = tab.url, tab.current
            if not url:
                url, current = self._tab(tab)
            found.append(Tab(tab.label, tab.query, tab.count, tab.tone, url, current))
        for view in self.views:
            asked = view.asked.copy()
            asked[VIEW] = str(view.pk)
            for name in self.table.keeps:
                if self.value(name):
                    asked[name] = self.value(name)
            found.append(Tab(view.name, url=f"?{asked.urlencode()}", current=view == self.view))
        return found

    def _tab(self, tab: Tab) -> tuple[str, bool]:
        """The address of a ready view, and whether it is the one looked at."""
        wanted = QueryDict(tab.query)
        ours = {name for one in self._tabs for name in QueryDict(one.query)}
        asked = self.asked.copy()
        for name in (*ours, VIEW):
            asked.pop(name, None)
        for name in wanted:
            asked[name] = wanted.get(name, "")
        current = self.view is None and all(
            self.value(name) == wanted.get(name, "") for name in ours
        )
        return f"?{asked.urlencode()}", current

    @cached_property
    def fields(self) -> list[Field]:
        """The filters of the panel; those without a choice are left out."""
        found = []
        for one in self.table.filters:
            choices = self._choices.get(one.name, one.choices)
            if one.sort != "choice" or choices or self.value(one.name):
                wrong = self.wrong.get(one.name, "")
                found.append(Field(one, choices, self.value(one.name), wrong))
        return found

    @property
    def open(self) -> bool:
        """Whether the panel of filters stands open: something in it is wrong."""
        return any(field.wrong for field in self.fields)

    @property
    def chips(self) -> list[Chip]:
        """What it is narrowed by; what a ready view asks for says the tab."""
        of_tab = QueryDict()
        for given, tab in zip(self._tabs, self.tabs, strict=False):
            if tab.current and not given.url:
                of_tab = QueryDict(given.query)
        found = [Chip(f"«{self.words}»", self.address(**{WORDS: ""}))] if self._searched else []
        for field in self.fields:
            name, value = field.filter.name, field.value
            if name in self.names and value and of_tab.get(name) != value and not field.wrong:
                words = dict(field.choices).get(value, value)
                label = f"{field.filter.label}: {words}"
                found.append(Chip(label, self.address(**{name: ""})))
        return found

    @property
    def _searched(self) -> bool:
        return bool(self.table.search and self.words)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of the filters carries along: the order, the view, whose list it is."""
        names = (ORDER, VIEW, *self.table.keeps)
        return [(name, self.value(name)) for name in names if self.value(name)]

    @property
    def tools(self) -> bool:
        """Whether anything stands above the rows."""
        asks = bool(self.table.search or self.fields or self.table.keeping)
        return asks or bool(self.rows and (self.orders or self.files))

    @property
    def plain_query(self) -> str:
        """What is kept of this way of looking: filters and order."""
        asked = self.asked.copy()
        for name in (VIEW, *self.table.keeps):
            asked.pop(name, None)
        return asked.urlencode()


def _cell(column: Column, row: Any) -> Cell:
    made = column.cell(row)
    return made if isinstance(made, Cell) else Cell(made)
