"""Registers the registry's pages with the workspace."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, include, path
from django.utils.safestring import SafeString
from wagtail import hooks

from registry.editor.viewset import documents
from registry.tables.views import saved_views


@hooks.register("insert_global_admin_css", order=-1)
def screen_css() -> SafeString:
    """Render the values and the parts of every screen, before whatever builds on them."""
    return render_to_string("registry/ui/styles.html")


@hooks.register("register_admin_viewset")
def register_documents() -> Any:
    """Return the documents of all kinds."""
    return documents


@hooks.register("register_admin_urls")
def table_urls() -> list[URLPattern]:
    """Return the address at which ways of looking at lists are kept."""
    return [path("cach-xem/", saved_views, name="saved_views")]


@hooks.register("register_admin_urls")
def distribution_urls() -> list[URLResolver]:
    """Return the addresses of who reads what, and of printed copies."""
    return [path("", include("registry.distribution.urls"))]


@hooks.register("register_admin_urls")
def takeover_urls() -> list[URLResolver]:
    """Return the addresses of taking documents over from a list."""
    return [path("", include("registry.takeover.urls"))]


@hooks.register("register_admin_urls")
def shipped_urls() -> list[URLResolver]:
    """Return the address of newer texts that ship."""
    return [path("", include("registry.shipped.urls"))]


@hooks.register("register_admin_urls")
def library_urls() -> list[URLResolver]:
    """Return the addresses of the library, of reading again, of what goes by years."""
    return [path("", include("registry.library.urls")), path("", include("registry.yearly.urls"))]
