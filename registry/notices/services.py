"""Sending and reading notices."""

from registry.notices.models import Notice
from registry.now import now
from registry.organisation.models import Agency, User


def notify(
    user: User, agency: Agency | int, text: str, url: str = "", *, kind: str = "task", key: str = ""
) -> None:
    """Tell somebody one thing; with a key, the same thing is told once."""
    Notice.unscoped.bulk_create(
        [
            Notice(
                user=user,
                agency_id=agency if isinstance(agency, int) else agency.pk,
                text=text[:500],
                url=url,
                kind=kind,
                key=key,
                created_at=now(),
            )
        ],
        ignore_conflicts=bool(key),
    )


def mark_read(user: User, notice_id: int) -> bool:
    """Note that the person has seen it; somebody else's notice has no effect."""
    return bool(Notice.unscoped.filter(pk=notice_id, user=user, read_at=None).update(read_at=now()))
