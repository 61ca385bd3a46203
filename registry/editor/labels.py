"""Labels of referenced documents: what people read where a body holds a uid."""

from typing import Any

from django.urls import reverse

from registry import policy
from registry.documents.closure import is_uuid
from registry.documents.models import Document, Validity
from registry.now import now
from registry.organisation.models import User

Label = dict[str, Any]


def label_of(document: Document, issued: bool) -> Label:
    """One document as choosers show it."""
    return {
        "uid": str(document.uid),
        "title": document.title,
        "code": document.code,
        "kind": document.kind_of.label,
        "issued": issued,
        "state": "Đã ban hành" if issued else document.get_stage_display(),
        "url": reverse("documents:inspect", args=[document.pk]),
    }


def issued_ids(documents: list[Document]) -> set[int]:
    """Which of these documents are in force now."""
    return set(
        Validity.unscoped.filter(Validity.at(now()), document__in=documents).values_list(
            "document_id", flat=True
        )
    )


def labels(user: User, uids: list[str]) -> dict[str, Label]:
    """Labels of the documents that the person may see, by uid, in two queries."""
    wanted = [uid for uid in dict.fromkeys(uids) if is_uuid(uid)]
    if not wanted:
        return {}
    found = list(policy.visible(user, Document).filter(uid__in=wanted))
    issued = issued_ids(found)
    return {str(item.uid): label_of(item, item.pk in issued) for item in found}


def labels_of(user: User, document: Document, body: dict[str, Any]) -> dict[str, Label]:
    """Labels of all that a body refers to."""
    return labels(user, [reference.uid for reference in document.kind_of.references_of(body)])
