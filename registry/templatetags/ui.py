"""Tags that draw the parts of `registry/ui/`; known to every template (`builtins`)."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.lists.paging import Pager, Pages
from registry.organisation.identity import Identity, identity_of
from registry.organisation.models import Agency
from registry.policy import standing
from registry.vietnamese import initials as initials_of

register = template.Library()


@register.simple_block_tag
def state(content: str, tone: str = "", href: str = "") -> SafeString:
    """Draw where something stands: the words between, and a tone of docs/screens.md."""
    values = {"words": content, "tone": tone, "href": href}
    return render_to_string("registry/ui/state.html", values)


@register.simple_tag
def ico(name: str, kind: str = "") -> SafeString:
    """Draw a picture of `registry/ui/icons.svg`; words beside it say what it means."""
    sheet = static("registry/ui/icons.svg")
    classname = f"ico {kind}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classname, sheet, name
    )


@register.filter
def initials(name: str) -> str:
    """Return the letters of the last two words of a name, for the disc beside it."""
    return initials_of(name)


@register.inclusion_tag("registry/ui/pager.html")
def pager(pages: Pages | Pager | None, label: str = "Các trang", unit: str = "") -> dict[str, Any]:
    """Draw the turning of pages, rows counted as `unit`; nothing where there is one page, or
    none."""
    return {"pages": pages, "label": label, "unit": unit}


@register.simple_tag
def identity(of: Any) -> Identity:
    """Return how an agency, or the agency of a person, presents itself; the product, for none.

    {% identity agency as own %}, {% identity request.user as own %}
    """
    return identity_of(of if isinstance(of, Agency) else standing(of or None).agency)
