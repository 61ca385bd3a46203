"""CSV that spreadsheet programs open with Vietnamese letters and without formulas."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse


class _Echo:
    """What csv writes to: it hands every line straight on."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: str) -> str:
    """Make a spreadsheet take a cell for text: put an apostrophe before what begins a formula."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def lines(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of the file, made one by one."""
    writer = csv.writer(_Echo())
    # The mark tells spreadsheets that the letters are UTF-8.
    yield "\ufeff" + str(writer.writerow(headers))
    for row in rows:
        yield str(writer.writerow([harmless(str(cell)) for cell in row]))


def download(
    name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """Answer with a table to be saved under this name."""
    return StreamingHttpResponse(
        lines(headers, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
