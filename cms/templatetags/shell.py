"""The frame of the workspace in templates (`cms/shell/frame.py`)."""

from typing import Any

from django import template

from cms.shell.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context: Any) -> Frame | None:
    """Return the frame around this page; a page says its title and steps as Wagtail's views do."""
    title = context.get("page_title") or context.get("header_title") or ""
    steps = context.get("breadcrumbs_items") or ()
    return frame_of(context["request"], str(title), steps)


@register.inclusion_tag("cms/shell/keys.html", takes_context=True)
def keys(context: Any) -> dict[str, Any]:
    """Show the keys that work, and whether this person wants single ones to (WCAG 2.1.4)."""
    profile = getattr(context["request"].user, "wagtail_userprofile", None)
    return {"keys_on": profile is None or bool(profile.keyboard_shortcuts)}
