"""Sending, reading and laying aside notices, and who may read which."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from registry import policy
from registry.notices.models import Notice
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import Standing
from registry.register import Register

About = tuple[str, int]
"""What a notice is about: its sort, and its primary key there."""

# As long as the column.
LONGEST = 500


@dataclass(frozen=True)
class Thing:
    """What notices are about. They are shown only while the person may read that thing: by its
    policy, or by a `readable` of its own."""

    model: type[Model]
    readable: Callable[[Standing], QuerySet[Any]] | None = None


THINGS: Register[Thing] = Register("things", "Việc được thông báo")


@THINGS.promise
def _have_policies() -> Iterator[str]:
    for sort, thing in THINGS.items():
        if thing.model._meta.label not in policy.POLICIES:
            yield f"chưa nói ai được đọc «{sort}» ({thing.model._meta.label})."


def scope(at: Standing) -> Q:
    """Return the condition for one's own notices, without those about what one may not read."""
    return _own(at) & _about_readable(at, dict(THINGS.items()))


def unread(at: Standing, most: int) -> list[Notice]:
    """List the newest of one's notices that are unread, without those about what one may not read.

    Every page asks. Most people have few, about one or two sorts of things: asked about all sorts,
    the question was half of what a page costs.
    """
    waiting = Notice.unscoped.filter(_own(at), read_at=None)
    sorts = set(waiting.order_by().values_list("thing", flat=True).distinct())
    if not sorts:
        return []
    # A notice about something else may have come since: it was not looked at, so it waits.
    found = waiting.filter(_about_readable(at, sorts), thing__in=sorts)
    return list(found.order_by("-created_at")[:most])


def _own(at: Standing) -> Q:
    return Q(user=at.user) if at.user else Q(pk__in=[])


def _about_readable(at: Standing, sorts: Collection[str]) -> Q:
    """The condition that notices about things of these sorts are about what one may read."""
    found = Q()
    for sort, thing in THINGS.items():
        if sort in sorts:
            rows = thing.readable(at) if thing.readable else policy.readable(at, thing.model)
            found &= ~Q(thing=sort) | Q(thing_id__in=rows.values("pk"))
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
    """Mark the notices `about` a thing as read, as what was asked is done or taken away.

    They wait for nobody then. `kinds` are the kinds of notices meant (none: all). `only` and `but`
    name people, by primary key: for whom alone, and for whom they wait on. Returns how many that
    were.
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


def mark_all_read(user: User, newest: int) -> int:
    """Note that the person has seen all that they may read, up to the notice `newest`.

    Whatever came after their page was made stays unread. Returns how many that were.
    """
    unread = policy.visible(user, Notice).filter(read_at=None, pk__lte=newest)
    return int(unread.update(read_at=now()))
