"""The workspace's home: the four groups with live counts, and what waits for this person."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from wagtail.admin.auth import require_admin_access

from cms.shell.groups import groups
from registry.notices.models import Notice
from registry.policy import standing, visible


@require_admin_access
def home(request: HttpRequest) -> HttpResponse:
    """Show one page; every number on it comes from the query of the list that it leads to."""
    at = standing(request.user)
    shown = groups(at.user, counts=True) if at.user else []
    waiting = [entry for group in shown for entry in group.entries if entry.waiting and entry.count]
    notices = visible(request.user, Notice).filter(read_at=None).order_by("-created_at")[:8]
    return render(
        request,
        "cms/shell/home.html",
        {
            "groups": shown,
            "waiting": waiting,
            "notices": list(notices),
            "agency": at.agency,
            "page_title": "Trang chủ",
            "header_title": "Trang chủ",
        },
    )


@require_admin_access
def counts(request: HttpRequest) -> JsonResponse:
    """Return, by address, what the menu shows beside its entries: counts that are not zero."""
    at = standing(request.user)
    shown = groups(at.user, counts=True) if at.user else []
    return JsonResponse(
        {
            entry.url: {"count": entry.count, "waiting": entry.waiting, "late": entry.late}
            for group in shown
            for entry in group.entries
            if entry.count
        }
    )
