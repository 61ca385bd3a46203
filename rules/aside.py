"""What stands at the side of the page where a rule is written: trying it, and its examples."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from registry.documents.models import Document
from registry.editor import buttons
from registry.organisation.models import User
from rules.trying import PAST, TRYING


def trying_part(user: User, document: Document) -> SafeString | str:
    """Return the part of the edit page where the document is tried; "" for other kinds."""
    if document.kind not in TRYING:
        return ""
    past = next((reverse(route) for _, route in PAST.items()), "")
    context = {"kind": document.kind, "case_url": past}
    return mark_safe(render_to_string("rules/editor/trying.html", context))


buttons.ASIDE.add("rules.trying", trying_part)
