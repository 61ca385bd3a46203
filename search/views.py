"""Tra cứu: the workspace's page over the search service, and its suggestions.

Wagtail lets only those in who may enter the workspace, as at every address of its admin.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from registry.lists.paging import Pager
from registry.policy import Standing, standing
from search import service

PER_PAGE = 20
MOST_PAGES = 50


def page(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds; `?loai=` kind of thing, `?trang=` page.

    With `?tu=thanh`, from the bar above every page, a code leads straight to what has it.
    """
    at = standing(request.user)
    query = request.GET.get("q", "")[:500].replace("\x00", " ").strip()
    if query and request.GET.get("tu") == "thanh" and (found := service.page_called(at, query)):
        return redirect(found)
    kind = request.GET.get("loai", "")[:40]
    number = _number(request.GET)
    results, unavailable = None, ""
    if query:
        try:
            results = service.search(at, query, kind=kind, page=number, per_page=PER_PAGE)
        except service.SearchUnavailable as error:
            unavailable = str(error)
    agencies = _agencies(at)
    return render(
        request,
        "search/page.html",
        {
            "page_title": "Tra cứu",
            "query": query,
            "kind": kind,
            "results": results,
            "unavailable": unavailable,
            "hits": [
                {"hit": hit, "agency": agencies.get(hit.entry.agency_id, "")}
                for hit in (results.hits if results else [])
            ],
            "facets": _facets(results, query, kind) if results else [],
            "pages": _pages(results.total, number, query, kind) if results else None,
        },
        status=503 if unavailable else 200,
    )


def suggestions(request: HttpRequest) -> JsonResponse:
    """Send titles that complete what is being typed, each once."""
    entries = service.suggest(standing(request.user), request.GET.get("q", "")[:200])
    return JsonResponse({"titles": list(dict.fromkeys(entry.title for entry in entries))})


def _number(values: Mapping[str, str]) -> int:
    typed = values.get("trang", "")
    return (
        min(int(typed[:6]), MOST_PAGES)
        if typed.isascii() and typed.isdecimal() and int(typed[:6])
        else 1
    )


def _agencies(at: Standing) -> dict[int, str]:
    """Names of the agencies whose things the person may find; none when there is only one."""
    known = {
        agency.pk: agency.short_name or agency.name
        for own in at.agencies
        for agency in (own, *own.ancestors())
    }
    return known if len(known) > 1 else {}


def _address(query: str, kind: str, number: int = 1) -> str:
    values = {"q": query, "loai": kind, "trang": number if number > 1 else ""}
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _facets(results: service.Results, query: str, kind: str) -> list[dict[str, object]]:
    total = sum(facet.count for facet in results.facets)
    if not total:
        return []
    everything = {
        "label": "Tất cả",
        "count": total,
        "url": _address(query, ""),
        "chosen": not kind,
    }
    return [everything] + [
        {
            "label": facet.label,
            "count": facet.count,
            "url": _address(query, facet.kind),
            "chosen": facet.kind == kind,
        }
        for facet in results.facets
    ]


def _pages(total: int, number: int, query: str, kind: str) -> Pager:
    last = max(min((total + PER_PAGE - 1) // PER_PAGE, MOST_PAGES), 1)
    return Pager(
        number=number,
        total_pages=last,
        total=total,
        previous_url=_address(query, kind, number - 1) if number > 1 else "",
        next_url=_address(query, kind, number + 1) if number < last else "",
    )
