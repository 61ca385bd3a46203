"""Notices: all of them on one page, month by month; opening one; all read at once."""

from itertools import groupby

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from registry.lists.paging import by_key
from registry.notices.models import Notice
from registry.notices.services import mark_all_read, mark_read
from registry.now import local
from registry.policy import standing, visible
from registry.readers.row_numbers import number_in

PER_PAGE = 40
UNREAD = "chua-doc"


@require_admin_access
def notices(request: HttpRequest) -> HttpResponse:
    """Show all that the person was told, newest first; read ones step back."""
    rows = visible(request.user, Notice).order_by("-created_at", "-pk")
    unread = rows.filter(read_at=None)
    only_unread = request.GET.get("xem") == UNREAD
    page = by_key(unread if only_unread else rows, request, PER_PAGE)
    waiting = unread.aggregate(number=Count("pk"), newest=Max("pk"))
    months = groupby(page.object_list, lambda one: f"{local(one.created_at):%m/%Y}")
    return render(
        request,
        "cms/shell/notices.html",
        {
            "page": page,
            "months": [(month, list(told)) for month, told in months],
            "only_unread": only_unread,
            "unread": waiting["number"],
            "newest": waiting["newest"],
            "page_title": "Thông báo",
            "header_title": "Thông báo",
        },
    )


@require_admin_access
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read that the page showed as unread, and go back to it."""
    user = standing(request.user).user
    read = mark_all_read(user, number_in(request.POST.get("newest", "")) or 0) if user else 0
    if read:
        messages.success(request, f"Đã đánh dấu {read} thông báo là đã đọc.")
    return redirect("notices")


@require_admin_access
@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go to its page; somebody else's notice is not found."""
    notice = visible(request.user, Notice).filter(pk=pk).first()
    user = standing(request.user).user
    if notice is None or user is None:
        raise Http404
    mark_read(user, notice.pk)
    return redirect(notice.url or "/admin/")
