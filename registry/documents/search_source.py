"""Issued documents as things to be found; drafts never are."""

from collections.abc import Iterable

from registry import kinds
from registry.documents.models import Confidentiality, Validity
from registry.now import now
from registry.searchable import SOURCES, Entry, Source


def _entries(uid: str) -> list[Entry]:
    period = (
        Validity.unscoped.filter(Validity.at(now()), document__uid=uid)
        .select_related("version", "document")
        .first()
    )
    if period is None or period.document.confidentiality == Confidentiality.RESTRICTED:
        return []
    version, document = period.version, period.document
    kind = kinds.get(version.kind)
    public = document.confidentiality == Confidentiality.PUBLIC
    return [
        Entry(
            key=f"document:{document.uid}",
            source="document",
            agency_id=document.agency_id,
            title=version.title,
            code=version.code,
            kind=version.kind,
            text=kind.text_of(version.data),
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


def declare() -> None:
    """Register the source."""
    SOURCES.add(Source("document", _entries, _ids))
