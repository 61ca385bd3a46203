"""Turning the pages of a list: by key where it may grow without end, by number where it may not.

By number a database walks over every row before the page. By key it goes on from the row at which
the page before ended, and the number of the page is carried along for people to read. An address
that tells a number alone is answered as well. Words stand in no address: where rows are in the
order of words, it tells which row, and its words are read again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import DateTimeField, F, IntegerField, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict

from registry.readers.row_numbers import number_in

NUMBER, AFTER, BEFORE = "p", "sau", "truoc"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Instants and whole numbers only: what stands in an address is read by others, and logged.
_VALUE = re.compile(r"x|-?\d{1,18}", re.ASCII)
KeyValue = datetime | int | str | None


class Pages(Page):
    """One page of a list, with the addresses of those beside it, for `registry/ui/pager.html`."""

    def __init__(
        self,
        rows: Sequence[Any],
        number: int,
        paginator: Paginator,
        *,
        previous_url: str,
        next_url: str,
        asked: QueryDict | None = None,
    ) -> None:
        super().__init__(rows, number, paginator)
        self.previous_url, self.next_url = previous_url, next_url
        self.asked = asked
        self.total: int = paginator.count
        self.total_pages = max(paginator.num_pages, number)

    @property
    def span(self) -> str:
        """Which rows these are: «31 đến 60»."""
        first = (self.number - 1) * self.paginator.per_page + 1
        return f"{first} đến {min(first + len(self.object_list) - 1, self.total)}"

    @property
    def beside(self) -> list[tuple[int, str]]:
        """The pages around this one by number, with their addresses, and the first."""
        around = range(self.number - 2, self.number + 3)
        numbers = sorted({1, *around} & set(range(1, self.total_pages + 1)))
        return [(number, self._address(number)) for number in numbers]

    def _address(self, number: int) -> str:
        query = self.asked.copy() if self.asked else QueryDict(mutable=True)
        if number > 1:
            query[NUMBER] = str(number)
        return f"?{query.urlencode()}"

    def has_previous(self) -> bool:
        """Tell whether anything comes before."""
        return bool(self.previous_url)

    def has_next(self) -> bool:
        """Tell whether anything comes after."""
        return bool(self.next_url)


@dataclass(frozen=True)
class Pager:
    """Where a list stands whose pages others count, as the search server does: what
    `registry/ui/pager.html` shows."""

    number: int
    total_pages: int
    total: int
    previous_url: str = ""
    next_url: str = ""

    @property
    def has_previous(self) -> bool:
        """Whether something stands before this page."""
        return bool(self.previous_url)

    @property
    def has_next(self) -> bool:
        """Whether something stands after this page."""
        return bool(self.next_url)


def unpaged(asked: QueryDict) -> QueryDict:
    """Return what an address asks for apart from its page: filters, to be kept or counted."""
    kept = asked.copy()
    for name in (NUMBER, AFTER, BEFORE):
        kept.pop(name, None)
    return kept


def by_number(rows: Any, request: HttpRequest, per_page: int) -> Pages:
    """Take one page of a short list (`?p=`); a number out of range gives the nearest page."""
    return _numbered(Paginator(rows, per_page), request)


def by_key(
    rows: QuerySet[Any], request: HttpRequest, per_page: int, *, total: int | None = None
) -> Pages:
    """Take one page of a list of any length, in the order that the rows have.

    The last part of that order is the primary key. Two queries, or one where the `total` is known;
    one more in the order of words.
    """
    rows, keys = _keyed(rows)
    paginator = _Narrow(rows, per_page)
    if total is not None:
        paginator.count = total
    after, before = (_values(request.GET.get(name, ""), keys, rows) for name in (AFTER, BEFORE))
    found: list[Any] = []
    more = False
    if after is not None:
        found = list(_cut(rows.filter(_beyond(keys, after)), 0, per_page + 1))
        found, more = found[:per_page], len(found) > per_page
    elif before is not None:
        back = [key.turned for key in keys]
        earlier = rows.order_by(*(key.order for key in back)).filter(_beyond(back, before))
        found = list(_cut(earlier, 0, per_page + 1))
        # What comes to the beginning is the first page, whole.
        if len(found) <= per_page:
            return _numbered(paginator, request, keys, "1")
        found, more = found[per_page - 1 :: -1], True
    if not found:
        return _numbered(paginator, request, keys)
    last = paginator.num_pages
    number = min(number_in(request.GET.get(NUMBER, "")) or 2, last - 1) if more else last
    return _page(found, max(number, 2), paginator, request, keys, before=True, after=more)


class _Narrow(Paginator):
    """Pages of a list that may grow without end, each cut out by its keys."""

    def page(self, number: Any) -> Page:
        """Return one page; raises InvalidPage as Django's does."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        return Page(_cut(rows, first, first + self.per_page), number, self)


def _cut(rows: QuerySet[Any], start: int, stop: int) -> QuerySet[Any]:
    """Return some of the rows, in their order: the database sorts keys, and reads whole rows, with
    those that they are joined to, of one page alone."""
    return rows.filter(pk__in=rows.values("pk")[start:stop])


def _numbered(
    paginator: Paginator,
    request: HttpRequest,
    keys: Sequence["Key"] = (),
    number: str = "",
) -> Pages:
    page = paginator.get_page(number or request.GET.get(NUMBER) or 1)
    return _page(
        list(page.object_list), page.number, paginator, request, keys,
        before=page.has_previous(), after=page.has_next(),
    )  # fmt: skip


def _page(
    rows: list[Any],
    number: int,
    paginator: Paginator,
    request: HttpRequest,
    keys: Sequence["Key"],
    *,
    before: bool,
    after: bool,
) -> Pages:
    def address(to: int, name: str, row: Any) -> str:
        query = unpaged(request.GET)
        if to > 1:
            query[NUMBER] = str(to)
            if keys and (told := _told(keys, row)):
                query[name] = told
        return f"?{query.urlencode()}"

    return Pages(
        rows,
        number,
        paginator,
        previous_url=address(number - 1, BEFORE, rows[0]) if before and rows else "",
        next_url=address(number + 1, AFTER, rows[-1]) if after and rows else "",
        asked=unpaged(request.GET),
    )


@dataclass(frozen=True)
class Key:
    """One part of an order: a column or annotation, which way, where rows without it stand."""

    name: str
    descending: bool
    # None: no row is without.
    nulls_last: bool | None
    # Of which of `KeyValue` it is; None for words, which stand in no address.
    sort: type | None

    @property
    def order(self) -> OrderBy:
        """As the database is told."""
        return OrderBy(
            F(self.name),
            descending=self.descending,
            nulls_last=self.nulls_last or None,
            nulls_first=self.nulls_last is False or None,
        )

    @property
    def turned(self) -> "Key":
        """The same, backwards."""
        nulls = None if self.nulls_last is None else not self.nulls_last
        return replace(self, descending=not self.descending, nulls_last=nulls)

    def past(self, value: KeyValue) -> Q:
        """Return the condition for rows that come after those of this value."""
        if value is None:
            return Q(pk__in=[]) if self.nulls_last else Q(**{f"{self.name}__isnull": False})
        found = Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})
        return found | Q(**{self.name: None}) if self.nulls_last else found


def _keyed(rows: QuerySet[Any]) -> tuple[QuerySet[Any], list[Key]]:
    """The rows with every word of their order under a name, and these words."""
    keys: list[Key] = []
    words: Sequence[Any] = rows.query.order_by
    for place, word in enumerate(words):
        if isinstance(word, str):
            name, descending, nulls = word.lstrip("-"), word.startswith("-"), None
        else:
            word = word if isinstance(word, OrderBy) else word.asc()
            expression: Any = word.expression
            descending = word.descending
            nulls = True if word.nulls_last else False if word.nulls_first else None
            plain = isinstance(expression, F)
            name = expression.name if plain else f"key_{place}"
            rows = rows if plain else rows.annotate(**{name: expression})
        keys.append(Key(name, descending, nulls, _sort(rows, name)))
    if not keys or keys[-1].name not in ("pk", "id"):
        raise ValueError("a list that is paged by key ends its order with the primary key")
    return rows.order_by(*(key.order for key in keys)), keys


def _sort(rows: QuerySet[Any], name: str) -> type | None:
    named: Any = F(name)
    field = named.resolve_expression(rows.query.chain()).output_field
    if isinstance(field, DateTimeField):
        return datetime
    return int if isinstance(field, IntegerField) else None


def _beyond(keys: Sequence[Key], values: Sequence[KeyValue]) -> Q:
    """Rows that come after the one of these values."""
    found, alike = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        found |= alike & key.past(value)
        alike &= Q(**{key.name: value})
    first, value = keys[0], values[0]
    if first.nulls_last is None:
        # Says nothing new, but by this the database begins in its index where the page does.
        found &= Q(**{f"{first.name}__{'lte' if first.descending else 'gte'}": value})
    return found


def _told(keys: Iterable[Key], row: Model) -> str:
    """Where a row stands, as an address tells it; "" where it can't."""
    told = []
    if any(key.sort is None for key in keys):
        return str(row.pk)
    for key in keys:
        value: Any = row
        for part in key.name.split("__"):
            value = getattr(value, part)
        if value is None and key.nulls_last is None:
            return ""
        if isinstance(value, datetime):
            value = (value - _EPOCH) // _MICROSECOND
        told.append("x" if value is None else str(value))
    return ".".join(told)


def _values(asked: str, keys: Sequence[Key], rows: QuerySet[Any]) -> list[KeyValue] | None:
    """What `_told` told; None for anything else, and for a row that is not there any more."""
    if any(key.sort is None for key in keys):
        number = number_in(asked)
        if number is None:
            return None
        # Not the row itself: what its order is made of.
        found_row = rows.filter(pk=number).values_list(*(key.name for key in keys)).first()
        return list(found_row) if found_row else None
    parts = asked.split(".")
    if len(parts) != len(keys) or not all(_VALUE.fullmatch(part) for part in parts):
        return None
    found: list[KeyValue] = []
    for key, part in zip(keys, parts, strict=True):
        if part == "x" and key.nulls_last is None:
            return None
        number = None if part == "x" else int(part)
        try:
            if number is not None and key.sort is datetime:
                found.append(_EPOCH + number * _MICROSECOND)
            else:
                found.append(number)
        except OverflowError:
            return None
    return found
