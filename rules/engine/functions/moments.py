"""Days, instants and days known in part, as answers hold them and as functions reckon with them.

A day is "2026-12-01", also while a rule runs: such texts compare as days do. An instant is ISO 8601
with an offset; while a rule runs it stands on Vietnam's clock, so that texts compare as instants
do. A day known in part is "1960" or "1960-03": some day of that year or month.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from rules.engine.outcomes import Incalculable

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# The offset of today's Vietnam for every instant: one way of writing, in order of time.
_WRITTEN = timezone(timedelta(hours=7))
_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)", re.ASCII
)

Span = tuple[date, date]


def is_date(value: Any) -> bool:
    """Tell whether the value is a calendar date written year-month-day."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_partial_date(value: Any) -> bool:
    """Tell whether the value is a day, or the year or the month of one."""
    return is_date(value) or (
        isinstance(value, str) and bool(_PARTIAL.fullmatch(value)) and value[:4] != "0000"
    )


def instant(value: Any) -> str | None:
    """Return an instant as rules compare it; None for what is none, or has no offset."""
    if isinstance(value, str):
        if len(value) > 40 or not _INSTANT.fullmatch(value):
            return None
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    try:
        return value.astimezone(_WRITTEN).isoformat()
    except (ValueError, OverflowError):
        return None


def day(value: Any) -> date:
    """Return the day of a day or of an instant (in Vietnam). Raises Incalculable."""
    if not isinstance(value, str):
        return moment(value).astimezone(ZONE).date()
    return _day(value)


@lru_cache(maxsize=4_000)
def _day(value: str) -> date:
    """Remembered: the same days stand in the rows of many answers."""
    return date.fromisoformat(value) if is_date(value) else moment(value).astimezone(ZONE).date()


def moment(value: Any) -> datetime:
    """Return an instant. Raises Incalculable."""
    return _moment(value) if isinstance(value, str) else _read(value)


def _read(value: Any) -> datetime:
    written = instant(value)
    if written is None:
        raise Incalculable("Giá trị không phải là ngày hay thời điểm")
    return datetime.fromisoformat(written)


@lru_cache(maxsize=4_000)
def _moment(value: str) -> datetime:
    return _read(value)


def span(value: Any) -> Span:
    """Return the first and the last day that it may be. Raises Incalculable."""
    if not isinstance(value, str):
        only = day(value)
        return only, only
    return _span(value)


@lru_cache(maxsize=4_000)
def _span(value: str) -> Span:
    if not is_date(value) and is_partial_date(value):
        year, month = int(value[:4]), value[5:7]
        if month:
            last = monthrange(year, int(month))[1]
            return date(year, int(month), 1), date(year, int(month), last)
        return date(year, 1, 1), date(year, 12, 31)
    only = day(value)
    return only, only


def known(value: Any) -> date | datetime:
    """Return the day, or the instant where it is one. Raises Incalculable."""
    return date.fromisoformat(value) if is_date(value) else moment(value)
