"""Coming to the edit page of a draft, staying there, leaving it, taking it over from somebody.

No event tells of it: that a page is open changes nothing of the draft.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from registry import policy
from registry.documents.models import Document
from registry.notices.services import notify
from registry.now import local, now
from registry.organisation.models import User
from registry.presence.models import Editing

# Whose page said nothing for so long has gone: it is hidden, or was closed without a word. One that
# is seen speaks each minute (registry/static/registry/editor/presence.js).
EXPIRES = timedelta(minutes=5)


@dataclass(frozen=True)
class Came:
    """What came of coming to a page: who else holds it, or when (ISO) the person was noted."""

    held: Editing | None = None
    seen: str = ""


def come(user: User, document: Document) -> Came:
    """Note that a person has the page of a draft open and sees it.

    They hold it where it was free, theirs, or its holder has gone; one query where it was theirs.
    Raises Forbidden where they may not edit.
    """
    policy.require(user, "edit", document)
    instant = now()
    mine = Editing.objects.of(document.agency_id).filter(document=document, user=user)
    if not mine.filter(seen_at__gt=instant - EXPIRES).update(seen_at=instant):
        held = _hold(user, document, instant)
        if held.user_id != user.pk:
            return Came(held)
        instant = held.seen_at
    return Came(seen=instant.isoformat())


@transaction.atomic
def _hold(user: User, document: Document, instant: datetime) -> Editing:
    """Give the page to a person who does not hold it, where nobody does; return who holds it."""
    held = _held(document)
    if held is None:
        made = Editing(
            agency_id=document.agency_id, document=document, user=user, since=instant,
            seen_at=instant,
        )  # fmt: skip
        # Of two who come at once the first holds it.
        Editing.unscoped.bulk_create([made], ignore_conflicts=True)
        return _held(document) or made
    if instant - held.seen_at >= EXPIRES:
        held.user, held.since, held.seen_at = user, instant, instant
        held.save(update_fields=["user", "since", "seen_at"])
    return held


@transaction.atomic
def leave(user: User, document: Document, seen: str) -> None:
    """Note that a person closed the page that was told last at `seen` (ISO) that they hold it.

    A page of theirs that was opened or spoke since then still holds it.
    """
    held = _held(document)
    if held is not None and held.user_id == user.pk and held.seen_at.isoformat() == seen:
        held.delete()


def _held(document: Document) -> Editing | None:
    rows = Editing.objects.of(document.agency_id).filter(document=document)
    found: Editing | None = rows.select_related("user").select_for_update(of=("self",)).first()
    return found


@transaction.atomic
def take_over(user: User, document: Document) -> User | None:
    """Hold the page of a draft in somebody's place, and tell them; returns whom.

    Nothing is taken from them: what they type is refused by the draft's digest only once somebody
    else has saved, and stays on their page. Again changes nothing. Raises Forbidden.
    """
    policy.require(user, "edit", document)
    held = _held(document)
    if held is None or held.user_id == user.pk:
        come(user, document)
        return None
    before, instant = held.user, now()
    held.user, held.since, held.seen_at = user, instant, instant
    held.save(update_fields=["user", "since", "seen_at"])
    notify(
        before,
        document.agency_id,
        f"{user} đã tiếp quản việc sửa {document.called_draft} lúc {local(instant):%H:%M}. Điều"
        " ông/bà chưa lưu vẫn còn trên trang đang mở.",
        reverse("documents:edit", args=[document.pk]),
        kind="editing",
        about=("document", document.pk),
    )
    return before
