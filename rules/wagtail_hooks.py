"""Registers the rules' addresses with the workspace."""

from django.urls import URLPattern, path
from wagtail import hooks

from rules.views import condition


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """Return the address where the condition editor asks."""
    return [path("dieu-kien/", condition, name="rule_condition")]
