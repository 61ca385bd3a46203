"""The public site: no account, no script needed, every page from ready answers where it can be."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from cms.site import reading, shelf
from cms.site.procedure import forms, page
from cms.site.reading import Row
from formbuilder.printing import render_blank
from registry.documents import closure
from registry.kinds import get
from registry.now import now
from registry.vietnamese import sort_key
from search import service

PER_PAGE = 20
NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search box, fields, newest procedures."""
    kept = shelf.keep("directory", reading.directory)
    rows = kept.value
    newest = sorted(rows, key=lambda row: (row.starts, row.title), reverse=True)[:NEWEST]
    html = render_to_string(
        "cms/site/home.html",
        {
            "agencies": sorted({row.agency for row in rows}, key=sort_key),
            "fields": _fields(rows),
            "newest": newest,
            "total": len(rows),
        },
    )
    return _answer(request, html, kept.made_at)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `?linh-vuc=` slug of a field, `?co-quan=` code of an agency, `?trang=`."""
    rows = shelf.keep("directory", reading.directory).value
    query = request.GET.get("q", "")[:300].replace("\x00", " ").strip()
    field, agency = request.GET.get("linh-vuc", ""), request.GET.get("co-quan", "")
    typed = request.GET.get("trang", "1")
    number = int(typed[:6]) if typed.isascii() and typed.isdecimal() else 1
    found, notice = _find(rows, query)
    shown = [
        (row, hit)
        for row, hit in found
        if field in ("", row.field_slug) and agency in ("", row.agency_code)
    ]
    last = max((len(shown) + PER_PAGE - 1) // PER_PAGE, 1)
    number = min(max(number, 1), last)
    values = {"q": query, "linh-vuc": field, "co-quan": agency}
    html = render_to_string(
        "cms/site/list.html",
        {
            "query": query,
            "notice": notice,
            "total": len(shown),
            "items": shown[(number - 1) * PER_PAGE : number * PER_PAGE],
            "fields": _fields(rows),
            "field": field,
            "agencies": _agencies(rows),
            "agency": agency,
            "filtered": bool(field or agency),
            "number": number,
            "last": last,
            "before": _address(values, number - 1) if number > 1 else "",
            "after": _address(values, number + 1) if number < last else "",
        },
    )
    return _answer(request, html)


@require_safe
def procedure(request: HttpRequest, last: str, name: str = "") -> HttpResponse:
    """One procedure; only the last part of its address must be right."""

    def make() -> tuple[str, datetime | None]:
        found, until = _read(name, last)
        return render_to_string("cms/site/procedure.html", page(found)), until

    return _kept_page(request, f"procedure {name}-{last}", make)


@require_safe
def blank_form(request: HttpRequest, last: str, form: str, name: str = "") -> HttpResponse:
    """A form of a procedure as a sheet to print and fill in by hand."""

    def make() -> tuple[str, datetime | None]:
        found, until = _read(name, last, f"bieu-mau/{form}/")
        if form not in {item["short"] for item in forms(found)}:
            raise Http404
        version = next(
            one.version for one in found.forms if reading.short(one.document.uid) == form
        )
        body = get("form").complete(version.data, closure.context(found.document.agency))
        sheet = render_blank(
            body,
            title=version.title,
            code=version.code,
            agency=found.document.agency.name,
            part="citizen",
        )
        context = {"sheet": sheet, "form": version, "procedure": found}
        return render_to_string("cms/site/form.html", context), until

    return _kept_page(request, f"form {name}-{last} {form}", make)


class _Elsewhere(Exception):
    """The page has another address."""


def _read(name: str, last: str, rest: str = "") -> tuple[reading.Procedure, datetime | None]:
    found, until = reading.procedure(name, last)
    if found is None:
        raise Http404
    if name != reading.name_of(found.version.title):
        raise _Elsewhere(found.path + rest)
    return found, until


def _kept_page(
    request: HttpRequest, key: str, make: Callable[[], tuple[str, datetime | None]]
) -> HttpResponse:
    """Only pages at their right address are kept, so that odd addresses fill no disk."""
    try:
        kept = shelf.keep(key, make)
    except _Elsewhere as error:
        # Not for ever: the procedure may be renamed once more.
        return HttpResponseRedirect(str(error))
    return _answer(request, kept.value, kept.made_at)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages, not the workspace, not each search."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /thu-tuc/?", "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _find(rows: list[Row], query: str) -> tuple[list[tuple[Row, service.Hit | None]], str]:
    """Rows that fit, best first, and a sentence when searching is not possible.

    The index may be a moment behind or hold what is public in a part only, so what it finds
    counts where the directory has it.
    """
    alphabetical: list[tuple[Row, service.Hit | None]] = [
        (row, None) for row in sorted(rows, key=lambda row: sort_key(row.title))
    ]
    if not query:
        return alphabetical, ""
    try:
        results = service.search(None, query, kind="process", per_page=service.MOST_PER_PAGE)
    except service.SearchUnavailable as error:
        return alphabetical, f"{error} Dưới đây là toàn bộ thủ tục."
    by_key = {f"document:{row.uid}": row for row in rows}
    return [(by_key[hit.entry.key], hit) for hit in results.hits if hit.entry.key in by_key], ""


def _fields(rows: Iterable[Row]) -> list[dict[str, Any]]:
    counts = Counter((row.field, row.field_slug) for row in rows)
    return [
        {"label": label, "slug": name, "count": counts[label, name]}
        for label, name in sorted(counts, key=lambda item: sort_key(item[0]))
    ]


def _agencies(rows: Iterable[Row]) -> list[tuple[str, str]]:
    found = {(row.agency_code, row.agency) for row in rows}
    return sorted(found, key=lambda item: sort_key(item[1]))


def _address(values: dict[str, str], number: int) -> str:
    given = {name: value for name, value in values.items() if value}
    return "?" + urlencode(given | ({"trang": str(number)} if number > 1 else {}))


def _answer(request: HttpRequest, html: str, made_at: datetime | None = None) -> HttpResponse:
    """The page, or 304 when the browser has it; browsers and proxies ask each time."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    modified = int((made_at or now()).timestamp())
    response = HttpResponse(html)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, no-cache"
    answer: HttpResponse = get_conditional_response(request, etag, modified, response) or response
    return answer
