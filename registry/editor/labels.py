"""Labels of referenced documents: what people read where a body holds a uid."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from registry import policy
from registry.documents.closure import is_uuid
from registry.documents.models import Document, Validity
from registry.now import now
from registry.organisation.models import User
from registry.policy import Standing, standing

Label = dict[str, Any]


def labelled(user: User | None, documents: list[Document]) -> list[Label]:
    """Documents as choosers show them to a person, by the names that everybody calls them; one
    query."""
    at, instant = standing(user), now()
    held: dict[int, list[Validity]] = {}
    for period in Validity.unscoped.filter(document__in=documents):
        held.setdefault(period.document_id, []).append(period)
    return [_label(at, document, held.get(document.pk, []), instant) for document in documents]


def _label(at: Standing, document: Document, periods: list[Validity], instant: datetime) -> Label:
    issued = any(
        one.starts <= instant and (one.ends is None or one.ends > instant) for one in periods
    )
    if issued:
        state = "Đã ban hành"
    elif document.stage and policy.can(at.user, "read_draft", document):
        state = document.get_stage_display()
    else:
        coming = any(one.starts > instant and one.ends != one.starts for one in periods)
        state = "Sắp có hiệu lực" if coming else "Hết hiệu lực"
    return {
        "uid": str(document.uid),
        "title": document.title,
        "code": document.code,
        "kind": document.kind_of.label,
        "issued": issued,
        "state": state,
        "url": reverse("documents:inspect", args=[document.pk]),
    }


def labels(user: User, uids: list[str]) -> dict[str, Label]:
    """Labels of the documents that the person may see, by uid, in two queries."""
    wanted = [uid for uid in dict.fromkeys(uids) if is_uuid(uid)]
    if not wanted:
        return {}
    found = list(policy.visible(user, Document).filter(uid__in=wanted))
    return {label["uid"]: label for label in labelled(user, found)}


def labels_of(user: User, document: Document, body: dict[str, Any]) -> dict[str, Label]:
    """Labels of all that a body refers to."""
    return labels(user, [reference.uid for reference in document.kind_of.references_of(body)])
