"""Registers the registry's pages with the workspace."""

from typing import Any

from wagtail import hooks

from registry.editor.viewset import documents


@hooks.register("register_admin_viewset")
def register_documents() -> Any:
    """The documents of all kinds."""
    return documents
