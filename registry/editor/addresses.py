"""The addresses that stand in a text as people of the workspace read it."""

from dataclasses import replace

from django.urls import NoReverseMatch, reverse

from registry.documents.models import Document
from registry.kinds import Context


def addressed(context: Context, document: Document, text: str) -> Context:
    """Return the context with addresses for one text of a document.

    `text` is what the reading page calls it: the key of an issue, `soan-thao`, `i<frozen copy>`;
    or empty for the draft that somebody edits, whose new images no save names yet.
    """

    def named(uid: str) -> str:
        try:
            return reverse("documents:named", args=[uid])
        except NoReverseMatch:
            return ""

    def file(sha256: str) -> str:
        try:
            if not text:
                return reverse("documents:picture", args=[document.pk, sha256])
            return f"{reverse('documents:file_bytes', args=[document.pk, sha256])}?ban={text}"
        except NoReverseMatch:
            return ""

    return replace(context, address_of=named, file_address=file)
