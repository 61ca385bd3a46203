"""Labels of referenced documents: what people read where a body holds a uid."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from registry.documents.closure import is_uuid
from registry.documents.listing import listed
from registry.documents.models import Document, Validity
from registry.now import now
from registry.organisation.models import User

Label = dict[str, Any]


def labelled(documents: list[Document]) -> list[Label]:
    """Label documents for choosers, by the names that everybody calls them; one query.

    They are as `listing.listed` gave them to a person.
    """
    instant = now()
    held: dict[int, list[Validity]] = {}
    for period in Validity.unscoped.filter(document__in=documents):
        held.setdefault(period.document_id, []).append(period)
    return [_label(document, held.get(document.pk, []), instant) for document in documents]


def _label(document: Document, periods: list[Validity], instant: datetime) -> Label:
    issued = any(
        one.starts <= instant and (one.ends is None or one.ends > instant) for one in periods
    )
    if issued:
        state = "Đã ban hành"
    elif document.draft_open:
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
    """Return the labels of the documents that the person may see, by uid, in two queries."""
    wanted = [uid for uid in dict.fromkeys(uids) if is_uuid(uid)]
    if not wanted:
        return {}
    found = list(listed(user).filter(uid__in=wanted))
    return {label["uid"]: label for label in labelled(found)}


def labels_of(user: User, document: Document, body: dict[str, Any]) -> dict[str, Label]:
    """Return the labels of all that a body refers to."""
    return labels(user, [reference.uid for reference in document.kind_of.references_of(body)])
