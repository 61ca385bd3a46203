"""Drafts: saving what the editor sent, with a history of what was there before."""

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from registry import canonical
from registry.documents import services, unfit
from registry.documents.models import Document
from registry.organisation.models import Unit, User


@transaction.atomic
def save(
    actor: User,
    document: Document,
    body: dict[str, Any],
    *,
    base_digest: str,
    autosave: bool = False,
    overwrite: Revision | None = None,
    title: str | None = None,
    code: str | None = None,
    owner_unit: Unit | None = None,
    confidentiality: str | None = None,
    shared: bool | None = None,
    head: unfit.Head | None = None,
) -> tuple[Document, Revision]:
    """Save the draft and remember it; autosaves of one sitting share one row of history.

    Raises what `services.save_draft` raises.
    """
    saved = services.save_draft(
        actor,
        document,
        body,
        base_digest=base_digest,
        autosave=autosave,
        title=title,
        code=code,
        owner_unit=owner_unit,
        confidentiality=confidentiality,
        shared=shared,
        as_typed=True,
        head=head,
    )
    same_sitting = (
        overwrite is not None
        and overwrite.pk == saved.latest_revision_id
        and overwrite.user_id == actor.pk
    )
    revision = saved.save_revision(
        user=actor, clean=False, overwrite_revision=overwrite if same_sitting else None
    )
    return saved, revision


def body_of(revision: Revision) -> dict[str, Any]:
    """Return all that was typed by the time of a row of history."""
    body = canonical.loads(revision.content.get("body", "{}"))
    typed = unfit.typed_of(revision.content.get("unfit", ""))
    return body if typed is None else typed


def digest_of(revision: Revision) -> str:
    """Return the digest of the draft as a row of history keeps it."""
    return unfit.digest_of(revision.content.get("body", ""), revision.content.get("unfit", ""))


def with_digest(document: Document, digest: str) -> Revision | None:
    """Find the row of history that has this digest, among the latest."""
    return next(
        (
            revision
            for revision in document.revisions.order_by("-pk")[:30]
            if digest_of(revision) == digest
        ),
        None,
    )
