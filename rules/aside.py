"""What stands at the side of the page where a rule is written: trying it, and its examples."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from registry.documents.models import Document
from registry.editor import buttons
from registry.organisation.models import User
from rules.trying import TRYING


def trying_part(user: User, document: Document) -> SafeString | str:
    """Return the part of the edit page where the document is tried; "" for other kinds."""
    if document.kind not in TRYING:
        return ""
    return mark_safe(render_to_string("rules/editor/trying.html", {"kind": document.kind}))


buttons.ASIDE.add("rules.trying", trying_part)
