"""What a page of the editor sends with its questions: the document as it stands there."""

from typing import Any

from django.http import HttpRequest

from registry import kinds, policy
from registry.canonical import Body
from registry.documents import closure
from registry.documents.models import Document
from registry.editor.page_state import body_of_page
from registry.kinds import EMPTY_CONTEXT, Context, Kind

# Characters of one question: a table of two thousand rows with its examples.
LARGEST = 8_000_000


def page_of(asked: dict[str, Any]) -> tuple[Kind, Body]:
    """Return the kind and the body that a page holds.

    Raises KeyError, TypeError, ValueError, AttributeError for what is no such question.
    """
    kind = kinds.get(asked["kind"])
    return kind, body_of_page(kind, asked.get("body") or {})


def context_of(request: HttpRequest) -> Context:
    """Return where forms are found that the person may see, drafts included: conditions are
    written before they issue."""
    at = policy.standing(request.user)
    if at.agency is None:
        return EMPTY_CONTEXT
    inner = closure.context(at.agency, reader=at.user)
    visible = policy.visible(request.user, Document)

    def resolve(uid: str) -> Any:
        if not closure.is_uuid(uid) or not visible.filter(uid=uid).exists():
            return None
        return inner.resolve(uid)

    return Context(at.agency.pk, inner.instant, resolve)
