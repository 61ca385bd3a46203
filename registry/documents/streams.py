"""The stream of a document's events: its lock, for whom somebody acts, telling what happened."""

from collections.abc import Sequence
from typing import Any

from registry import policy
from registry.documents.models import Document
from registry.organisation.models import User
from registry.trail import events


def stream_of(document: Document) -> str:
    """Return the stream of a document's events."""
    return f"document:{document.uid}"


def lock_documents(documents: Sequence[Document]) -> list[Document]:
    """Lock the documents' streams (sorted) and read them afresh, in the order given."""
    if documents:
        events.lock_streams(*[stream_of(document) for document in documents])
    rows = Document.unscoped.select_related("agency__parent__parent", "owner_unit").in_bulk(
        [document.pk for document in documents]
    )
    return [rows[document.pk] for document in documents if document.pk in rows]


def lock_document(document: Document) -> Document:
    """Lock one document: its stream and then its row, as everybody does who changes both."""
    events.lock_streams(stream_of(document))
    fresh: Document = Document.unscoped.select_for_update().get(pk=document.pk)
    return fresh


def tell(
    document: Document,
    type: str,
    data: dict[str, Any],
    actor: User | None,
    on_behalf_of: User | None = None,
    *,
    key: str = "",
) -> None:
    """Append one fact to the stream of a document; `key` as `events.keyed` makes it."""
    events.append(
        stream_of(document),
        type,
        data,
        actor=actor,
        on_behalf_of=on_behalf_of,
        agency=document.agency_id,
        idempotency_key=key,
    )


def giver_of(actor: User, document: Document, ability: str = "document.edit") -> User | None:
    """Find for whom the actor does this to a document; None where they do it themselves."""
    return policy.standing(actor).behalf(
        ability,
        document.agency_id,
        unit_id=document.owner_unit_id,
        own=document.author_id == actor.pk,
    )
