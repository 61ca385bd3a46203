"""One document of a dossier as reviewers read it: what changed, and the whole text."""

from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from registry import kinds
from registry.documents import closure
from registry.documents.diff import Change, compare, renamed
from registry.documents.models import Document, Dossier, DossierItem, Version
from registry.documents.services import items_of
from registry.kinds import Context


@dataclass(frozen=True)
class DocumentPage:
    """A frozen copy beside what is issued: `changes` is None for a first issue."""

    item: DossierItem
    document: Document
    label: str
    before: Version | None
    changes: list[Change] | None
    renderings: list[tuple[str, SafeString]]


def document_pages(dossier: Dossier) -> list[DocumentPage]:
    """Every document of the present round, read with the whole dossier laid over."""
    items = items_of(dossier)
    overlay = {str(item.document.uid): closure.of_item(item) for item in items}
    pages = []
    for item in items:
        document = item.document
        kind = kinds.get(document.kind)
        context = closure.context(
            document.agency,
            overlay=overlay.values(),
            frame={
                "code": item.code,
                "title": item.title,
                "agency": document.agency.name,
                "uid": str(document.uid),
            },
        )
        mine = overlay[str(document.uid)]
        before = _before(document, dossier)
        changes = None
        if before:
            names = partial(_name, context)
            changes = renamed((before.code, before.title), (item.code, item.title))
            changes += compare(kind, before.data, mine.body, names)
        pages.append(
            DocumentPage(
                item,
                document,
                kind.label,
                before,
                changes,
                [
                    (label, kind.render(mine.body, context, mode))
                    for mode, label in kind.preview_modes
                ],
            )
        )
    return pages


def _name(context: Context, uid: str) -> str:
    target = context.resolve(uid)
    return target.title if target else uid


def _before(document: Document, dossier: Dossier) -> Version | None:
    """The last issue that this dossier did not make."""
    return (
        Version.objects.of(document.agency_id)
        .filter(document=document)
        .exclude(dossier=dossier)
        .order_by("-pk")
        .first()
    )
