"""What the package adds to the workspace (registration only)."""

from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from processes.urls import urlpatterns


@hooks.register("register_admin_urls")
def register_work() -> list[URLPattern]:
    """Add the pages of cases and tasks to the workspace."""
    return urlpatterns


@hooks.register("insert_global_admin_css")
def work_css() -> SafeString:
    """Add the styles of these pages and of the drawings on them."""
    return format_html('<link rel="stylesheet" href="{}">', static("processes/work.css"))
