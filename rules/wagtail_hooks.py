"""Registers the rules' addresses with the workspace."""

from django.urls import URLPattern, path
from wagtail import hooks

from rules.views.conditions import condition
from rules.views.tables import table
from rules.views.trials import trial


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """Return the addresses where the editors of rules ask."""
    return [
        path("dieu-kien/", condition, name="rule_condition"),
        path("dieu-kien/thu/", trial, name="rule_trial"),
        path("dieu-kien/bang/", table, name="rule_table"),
    ]
