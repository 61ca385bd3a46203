"""Starring documents. No event tells of it: what somebody wants at hand changes nothing for anybody
else."""

from collections.abc import Iterable

from django.db import transaction

from registry import policy
from registry.documents.models import Document
from registry.library.models import Favourite
from registry.now import now
from registry.organisation.models import User

# Nobody keeps more at hand than this; beyond it a list is a copy of the library.
MOST = 500


class TooMany(ValueError):
    """So many are starred that no more fit; the message is Vietnamese."""


@transaction.atomic
def star(user: User, document: Document) -> None:
    """Keep a document at hand; again changes nothing.

    Raises Forbidden for what the person may not read, TooMany beyond `MOST`.
    """
    if not policy.visible(user, Document).filter(pk=document.pk).exists():
        raise policy.Forbidden("Ông/bà không đọc được tài liệu này.")
    if Favourite.objects.of(document.agency_id).filter(user=user).count() >= MOST:
        raise TooMany(f"Ông/bà đã đánh dấu {MOST} tài liệu. Hãy bỏ bớt trước khi đánh dấu thêm.")
    # Two presses at once meet the constraint, and the second one changes nothing.
    Favourite.unscoped.bulk_create(
        [Favourite(agency_id=document.agency_id, user=user, document=document, at=now())],
        ignore_conflicts=True,
    )


@transaction.atomic
def unstar(user: User, document: Document) -> None:
    """Keep it at hand no longer; again changes nothing."""
    Favourite.objects.of(document.agency_id).filter(user=user, document=document).delete()


def starred(user: User, documents: Iterable[Document]) -> set[int]:
    """Return which of these documents the person has starred, by primary key; one query."""
    pks = [document.pk for document in documents]
    rows = policy.visible(user, Favourite).filter(document__in=pks)
    return set(rows.values_list("document_id", flat=True))
