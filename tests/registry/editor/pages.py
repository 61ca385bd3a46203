"""What tests of a document's pages ask and send."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from registry.documents.models import Document
from registry.organisation.models import User


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, document: Document, *args: Any) -> str:
    return reverse(f"documents:{name}", args=(document.pk, *args))


def posted(document: Document, **changes: str) -> dict[str, str]:
    """What the page sends for an untouched toy document, with some fields changed."""
    from registry.editor.forms import DocumentForm
    from tests.registry.editor.test_round_trip import posted as of_block

    assert document.author is not None
    form = DocumentForm(document=document, user=document.author)
    data = {
        "title": document.title,
        "code": document.code,
        "confidentiality": "internal",
        "base_digest": document.draft_digest,
    }
    for panel in form.panels:
        state = panel.block.get_form_state(form.initial[panel.slug])
        data |= of_block(panel.block, json.loads(json.dumps(state)), panel.slug)
    return data | changes


def field(document: Document, name: str) -> str:
    """The posted name of a top-level property."""
    from registry.editor.panels import panels_of

    panel = next(p for p in panels_of(document.kind_of) if name in p.names)
    return f"{panel.slug}-{name}"
