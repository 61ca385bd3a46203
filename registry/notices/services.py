"""Sending, reading and laying aside notices, and who may read which."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q, QuerySet

from registry.notices.models import Notice
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import Standing

About = tuple[str, int]
"""What a notice is about: its sort, and its primary key there."""

# As long as the column.
LONGEST = 500

Readable = Callable[[Standing], QuerySet[Any]]

_readable: dict[str, Readable] = {}


def register_thing(sort: str, readable: Readable) -> None:
    """Notices about a thing of this sort are shown only while the person may read that thing."""
    _readable[sort] = readable


def scope(at: Standing) -> Q:
    """One's own notices, without those about what one may not read any more."""
    if at.user is None:
        return Q(pk__in=[])
    found = Q(user=at.user)
    for sort, readable in _readable.items():
        found &= ~Q(thing=sort) | Q(thing_id__in=readable(at).values("pk"))
    return found


def notify(
    user: User,
    agency: Agency | int,
    text: str,
    url: str = "",
    *,
    kind: str = "task",
    key: str = "",
    about: About | None = None,
) -> None:
    """Tell somebody one thing; with a key, the same thing is told once.

    A notice `about` something waits until that is done, or until it is read.
    """
    thing, thing_id = about or ("", None)
    Notice.unscoped.bulk_create(
        [
            Notice(
                user=user,
                agency_id=agency if isinstance(agency, int) else agency.pk,
                text=text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…",
                url=url,
                kind=kind,
                key=key,
                thing=thing,
                thing_id=thing_id,
                created_at=now(),
            )
        ],
        ignore_conflicts=bool(key),
    )


def lay_aside(
    about: About,
    *,
    kinds: Collection[str] = (),
    only: Collection[int] = (),
    but: Collection[int] = (),
) -> int:
    """What was asked is done or taken away: its notices (of these kinds) wait for nobody.

    `only` and `but` name people, by primary key: for whom alone, and for whom they wait on.
    Returns how many that were.
    """
    waiting = Notice.unscoped.filter(thing=about[0], thing_id=about[1], read_at=None)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    if only:
        waiting = waiting.filter(user_id__in=only)
    return int(waiting.exclude(user_id__in=but).update(read_at=now()))


def mark_read(user: User, notice_id: int) -> bool:
    """Note that the person has seen it; somebody else's notice has no effect."""
    return bool(Notice.unscoped.filter(pk=notice_id, user=user, read_at=None).update(read_at=now()))
