"""What stands on the page of a document that ships: that there is a newer text."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry import policy
from registry.documents.models import Document
from registry.editor.buttons import SECTIONS
from registry.organisation.models import User
from registry.shipped import catalogue
from registry.shipped.services import offer_of


def _offer(user: User, document: Document) -> SafeString | str:
    if catalogue.find(str(document.uid)) is None or not policy.can(user, "edit", document):
        return ""
    offer = offer_of(document)
    told = {"document": document, "offer": offer}
    return render_to_string("registry/shipped/_section.html", told) if offer else ""


def declare() -> None:
    """Register the part."""
    SECTIONS.add("shipped.offer", _offer)
