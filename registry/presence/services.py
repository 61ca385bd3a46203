"""Coming to the edit page of a draft, staying there, taking it over from somebody.

No event tells of it: that a page is open changes nothing of the draft.
"""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from registry import policy
from registry.documents.models import Document
from registry.notices.services import notify
from registry.now import local, now
from registry.organisation.models import User
from registry.presence.models import Editing

# Who has not opened or saved for so long has gone. The page saves by itself while somebody types.
EXPIRES = timedelta(minutes=15)
# Who was noted so lately is not noted again.
NOTED = timedelta(minutes=1)


def come(user: User, document: Document) -> Editing | None:
    """Note that a person has the page of a draft open; return who has had it open before them.

    None where they hold it themselves now: it was free, theirs, or its holder has gone.
    Raises Forbidden where they may not edit.
    """
    policy.require(user, "edit", document)
    rows = Editing.objects.of(document.agency_id).filter(document=document).select_related("user")
    found: Editing | None = rows.first()
    if found is not None and now() - found.seen_at < EXPIRES:
        if found.user_id != user.pk:
            return found
        if now() - found.seen_at < NOTED:
            return None
    return _come(user, document)


@transaction.atomic
def _come(user: User, document: Document) -> Editing | None:
    rows = Editing.objects.of(document.agency_id).filter(document=document)
    held: Editing | None = rows.select_related("user").select_for_update(of=("self",)).first()
    instant = now()
    if held is not None and held.user_id != user.pk and instant - held.seen_at < EXPIRES:
        return held
    if held is None:
        made = Editing(
            agency_id=document.agency_id, document=document, user=user, since=instant,
            seen_at=instant,
        )  # fmt: skip
        # Two who come at once: the first holds it, the other is told at the next look.
        Editing.unscoped.bulk_create([made], ignore_conflicts=True)
        return None
    if held.user_id != user.pk or instant - held.seen_at >= EXPIRES:
        held.user, held.since = user, instant
    held.seen_at = instant
    held.save(update_fields=["user", "since", "seen_at"])
    return None


@transaction.atomic
def take_over(user: User, document: Document) -> User | None:
    """Hold the page of a draft in somebody's place, and tell them; returns whom.

    Nothing is taken from them: what they type is refused by the draft's digest only once somebody
    else has saved, and stays on their page. Again changes nothing. Raises Forbidden.
    """
    policy.require(user, "edit", document)
    rows = Editing.objects.of(document.agency_id).filter(document=document)
    held: Editing | None = rows.select_related("user").select_for_update(of=("self",)).first()
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
