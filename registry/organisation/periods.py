"""Periods of days, both ends included: which are possible, which meet, how they read."""

from datetime import date, timedelta

from django.db.models import F, Q

from registry.now import today
from registry.organisation.models import Dated


class OrganisationError(ValueError):
    """What was asked cannot be done; the message is Vietnamese, `field` names what is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def check_period(starts: date | None, ends: date | None) -> None:
    """Raise OrganisationError for a period that ends before it begins."""
    if starts and ends and ends < starts:
        raise OrganisationError(
            f"Ngày kết thúc {ends:%d/%m/%Y} trước ngày bắt đầu {starts:%d/%m/%Y}.", "ends"
        )


def check_end(row: Dated, last_day: date) -> None:
    """Raise OrganisationError where a row cannot end on this day.

    Yesterday is the earliest: what was done in the role until then was done rightly.
    """
    earliest = today() - timedelta(days=1)
    if row.ends is not None and row.ends < earliest:
        raise OrganisationError(f"Thời gian này đã kết thúc ngày {row.ends:%d/%m/%Y}.", "last_day")
    if row.ends is not None and last_day > row.ends:
        raise OrganisationError(
            f"Thời gian này đã kết thúc sớm hơn, ngày {row.ends:%d/%m/%Y}.", "last_day"
        )
    if last_day < earliest:
        raise OrganisationError(
            "Ngày này đã qua. Sớm nhất là hôm qua, tức là dừng ngay từ hôm nay.", "last_day"
        )


def overlapping(starts: date | None, ends: date | None) -> Q:
    """Return rows of a period that share a day with this one; those taken back have no day."""
    found = Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts"))
    if ends is not None:
        found &= Q(starts=None) | Q(starts__lte=ends)
    if starts is not None:
        found &= Q(ends=None) | Q(ends__gte=starts)
    return found


def span(row: Dated) -> str:
    """Return «từ 01/02/2026 đến 03/04/2026» in words."""
    since = f"từ {row.starts:%d/%m/%Y}" if row.starts else ""
    until = f"đến {row.ends:%d/%m/%Y}" if row.ends else "chưa định ngày kết thúc"
    return f"{since} {until}".strip()


def period(starts: date | None, ends: date | None) -> dict[str, str]:
    """Return a period as events keep it."""
    return {
        "starts": starts.isoformat() if starts else "",
        "ends": ends.isoformat() if ends else "",
    }
