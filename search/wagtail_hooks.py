"""What search adds to the workspace (registration only)."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.search import SearchArea

from search import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Open the addresses of Tra cứu."""
    return [
        path("tra-cuu/", views.page, name="search_page"),
        path("tra-cuu/goi-y/", views.suggestions, name="search_suggestions"),
    ]


@hooks.register("register_admin_search_area")
def search_area() -> SearchArea:
    """Return the field in the sidebar: before Wagtail's own, which lead to addresses that are
    shut."""
    return SearchArea("Tra cứu", reverse("search_page"), name="tra-cuu", order=-1)
