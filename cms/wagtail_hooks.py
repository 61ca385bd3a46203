"""What the shell changes in Wagtail's workspace (registration only)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from cms.models import HomePage, NewsIndex
from cms.site import workspace
from cms.site.choosers import CHOOSER


@hooks.register("insert_global_admin_css")
def shell_css() -> SafeString:
    """Load the sheet of the workspace."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/shell.css"))


@hooks.register("register_admin_urls")
def system_urls() -> list[URLResolver]:
    """Open the addresses of Quản trị hệ thống."""
    return [path("", include("cms.system.urls"))]


@hooks.register("register_admin_urls")
def page_urls() -> list[URLPattern]:
    """Open the addresses where public pages are listed and begun."""
    return [
        path("trang-cong-khai/", workspace.overview, name="site_pages"),
        path("trang-cong-khai/tao/", workspace.establish, name="site_establish"),
    ]


@hooks.register("register_admin_viewset")
def picture_chooser() -> ViewSet:
    """Open the addresses where pictures of public pages are chosen."""
    return CHOOSER


@hooks.register("before_delete_page")
def keep_home_pages(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Have the home page of an agency unpublished, never deleted: its address is known."""
    if not isinstance(page.specific, HomePage | NewsIndex):
        return None
    text = "Trang chủ và danh sách tin của cơ quan không xóa được; chỉ ngừng xuất bản được."
    messages.error(request, text)
    return redirect("site_pages")
