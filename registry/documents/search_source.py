"""Issued documents as things to be found, drafts never; every document by its code."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from registry import kinds, policy
from registry.documents.models import Confidentiality, Document, Validity
from registry.documents.texts.services import words_of
from registry.now import now
from registry.policy import Standing
from registry.searchable import CODES, SOURCES, Entry, Named, Source
from registry.vietnamese import compact


def _entries(uid: str) -> list[Entry]:
    period = (
        Validity.unscoped.filter(Validity.at(now()), document__uid=uid)
        .select_related("version", "document")
        .first()
    )
    if period is None or period.document.confidentiality == Confidentiality.RESTRICTED:
        return []
    version, document = period.version, period.document
    kind, body = kinds.get(version.kind), version.data
    public = document.confidentiality == Confidentiality.PUBLIC
    return [
        Entry(
            key=f"document:{document.uid}",
            source="document",
            agency_id=document.agency_id,
            title=version.title,
            code=version.code,
            kind=version.kind,
            text=f"{kind.text_of(body)}\n{words_of(document, body)}".strip(),
            url=f"/admin/tai-lieu/{document.pk}/",
            public=public,
            shared=document.shared,
            date=period.starts,
            extra={"number": version.number, "label": kind.label},
        )
    ]


def _ids() -> Iterable[str]:
    found = Validity.unscoped.filter(Validity.at(now())).values_list("document__uid", flat=True)
    return [str(uid) for uid in found.iterator()]


def _called(at: Standing, key: str) -> Iterator[Named]:
    """The documents that the person may read whose code begins so; one query.

    Codes have no column without punctuation: they are compared here, those that begin alike.
    """
    found = policy.readable(at, Document).filter(folded__startswith=key[0]).exclude(code="")
    for pk, code in found.values_list("pk", "code"):
        named = compact(code)
        if named.startswith(key):
            yield Named(named, reverse("documents:inspect", args=[pk]))


def declare() -> None:
    """Register the source, and that documents are found by their codes."""
    SOURCES.add(Source("document", _entries, _ids))
    CODES.add("document", _called)
