"""What the shell changes in Wagtail's workspace (registration only)."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.shell.menu import menu_of


@hooks.register("construct_main_menu", order=1000)
def own_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = menu_of(request)


@hooks.register("insert_global_admin_css")
def shell_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/shell.css"))


@hooks.register("register_admin_urls")
def system_urls() -> list[URLResolver]:
    return [path("", include("cms.system.urls"))]
