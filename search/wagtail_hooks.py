"""What search adds to the workspace (registration only)."""

from django.urls import URLPattern, path
from wagtail import hooks

from search import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Open the addresses of Tra cứu."""
    return [
        path("tra-cuu/", views.page, name="search_page"),
        path("tra-cuu/goi-y/", views.suggestions, name="search_suggestions"),
    ]
