"""A list as a file: exactly its rows and columns, for Excel or as CSV."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect

from registry.lists.spreadsheets import download, workbook
from registry.now import today
from registry.tables.listing import FILE, MOST_IN_FILE, Dress, Listing

CHUNK = 500


def file_of(listing: Listing, rows: Any, dress: Dress = list) -> HttpResponseBase | None:
    """Return the file that is asked for, of all rows; None where the page is.

    Too many rows are no file: the page says so, and what to do.
    """
    kind = listing.file
    if not kind:
        return None
    rows = listing.ordered(rows)
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    if count > MOST_IN_FILE:
        messages.error(
            listing.request,
            f"Danh sách có {_number(count)} dòng, nhiều hơn {_number(MOST_IN_FILE)} dòng mà một tệp"
            " chứa được. Hãy lọc bớt rồi tải lại.",
        )
        return HttpResponseRedirect(listing.address(**{FILE: ""}))
    columns = listing.in_file
    name = f"{listing.table.file}-{today():%Y-%m-%d}.{kind}"
    write = download if kind == "csv" else workbook
    lines = ([column.written(row) for column in columns] for row in _dressed(rows, dress))
    return write(name, [column.title or column.label for column in columns], lines)


def _dressed(rows: Any, dress: Dress) -> Iterator[Any]:
    """All rows, dressed so many at a time."""
    found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    while some := list(islice(found, CHUNK)):
        yield from dress(some)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
