"""The workspace's home, by role, and the counts that the menu shows."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from wagtail.admin.auth import require_admin_access

from cms.shell import tour
from cms.shell.desk import desk_of
from cms.shell.groups import groups
from cms.shell.numbers import Numbers
from registry.now import local, now
from registry.policy import standing
from rules.worktime.explain import name_of


@require_admin_access
def home(request: HttpRequest) -> HttpResponse:
    """Show one page; every number on it comes from the query of the list that it leads to."""
    at = standing(request.user)
    numbers = Numbers(at)
    instant = local(now())
    return render(
        request,
        "cms/shell/home.html",
        {
            "desk": desk_of(at, numbers),
            "groups": groups(at, numbers),
            "tour": tour.offered(at),
            "agency": at.agency,
            "day": name_of(instant.date()),
            "now": instant,
            "page_title": f"Xin chào, {at.user}" if at.user else "Trang chủ",
            "header_title": "Trang chủ",
        },
    )


@require_admin_access
def counts(request: HttpRequest) -> JsonResponse:
    """Return, by address, what the menu shows beside its entries: counts that are not zero.

    Lists of what is done with have none: they only grow.
    """
    at = standing(request.user)
    answer = JsonResponse(
        {
            entry.url: {"count": entry.count, "waiting": entry.waiting, "late": entry.late}
            for group in groups(at, Numbers(at))
            for entry in group.entries
            if entry.count and not entry.over
        }
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
