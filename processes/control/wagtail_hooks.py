"""Document control in the workspace (registration only)."""

from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def control_urls() -> list[URLResolver]:
    """Add the addresses of document control to those of the workspace."""
    return [path("", include("processes.control.urls"))]
