"""Opening a notice: it is read, and leads where it says."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.auth import require_admin_access

from registry.notices.models import Notice
from registry.notices.services import mark_read
from registry.policy import standing, visible


@require_admin_access
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go to its page; somebody else's notice is not found."""
    notice = visible(request.user, Notice).filter(pk=pk).first()
    user = standing(request.user).user
    if notice is None or user is None:
        raise Http404
    mark_read(user, notice.pk)
    return redirect(notice.url or "/admin/")
