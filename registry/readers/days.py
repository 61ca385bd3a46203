"""Days as people in Vietnam write them, day before month; one reader for all who type them.

7/12/2026, 07-12-2026, 7.12.2026, 07122026, ngày 7 tháng 12 năm 2026, 2026-12-07; dashes of every
length, a full stop at the end.
"""

import re
from dataclasses import dataclass
from datetime import date

from registry.vietnamese import DASHES, one_code

EXAMPLE = "ngày/tháng/năm, ví dụ 07/12/2026"
NOT_IN_PART = "Ngày chưa đúng. Hãy viết ngày/tháng/năm, tháng/năm hoặc chỉ năm, ví dụ 1960."
NOT_A_DAY = f"Ngày chưa đúng. Hãy viết {EXAMPLE}."
EARLIEST_YEAR = 1800

_POINT = rf"\s*[-{DASHES}/.]\s*"
_NUMBERS = (
    rf"(?P<d>[0-9]{{1,2}})(?:{_POINT}|\s*th[aá]ng\s*|\s+)(?P<m>[0-9]{{1,2}})"
    rf"(?:{_POINT}|\s*,?\s*n[aă]m\s*|\s+)(?P<y>[0-9]{{4}})"
)
_YEAR_FIRST = rf"(?P<y>[0-9]{{4}}){_POINT}(?P<m>[0-9]{{1,2}}){_POINT}(?P<d>[0-9]{{1,2}})"
_CALLED = r"(?:(?:th[uứ]\s+\w+|ch[uủ]\s+nh[aậ]t)\s*,?\s*)?(?:ng[aà]y\s*)?"
# Phones with a digits-only keypad have no slash; sheets add an hour that nobody typed.
_WHOLE = (
    re.compile(_CALLED + _NUMBERS, re.IGNORECASE),
    re.compile(r"(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<y>[0-9]{4})"),
    re.compile(rf"{_YEAR_FIRST}(?:[T ]00:00(?::00)?)?"),
)
_IN_PART = re.compile(
    rf"(?:(?:th[aá]ng\s*)?(?P<m>0?[1-9]|1[0-2])(?:{_POINT}|\s*,?\s*n[aă]m\s*|\s+))?"
    r"(?:n[aă]m\s*)?(?P<y>[0-9]{4})",
    re.IGNORECASE,
)
# In a sentence what is called a day may be written in any way; what is not needs its signs.
_IN_PROSE = (
    re.compile(rf"ng[aà]y\s*{_NUMBERS}(?![0-9])", re.IGNORECASE),
    re.compile(r"(?<![0-9])(?P<d>[0-9]{1,2})[/.](?P<m>[0-9]{1,2})[/.](?P<y>[0-9]{4})(?![0-9])"),
)
_BESIDE_AN_HOUR = (
    re.compile(rf"(?<![0-9]){_YEAR_FIRST}(?![0-9])"),
    re.compile(rf"(?:\b{_CALLED})?(?<![0-9]){_NUMBERS}(?![0-9])", re.IGNORECASE),
)


@dataclass(frozen=True)
class Found:
    """A day in a longer text, from `start` to `end`; `day` is None where no calendar has it."""

    start: int
    end: int
    day: date | None


def day_of(text: str) -> date:
    """Read a typed day; raise ValueError with a Vietnamese sentence that says why it is none."""
    said = one_code(text, 100).rstrip(" .,;")
    for pattern in _WHOLE:
        if found := pattern.fullmatch(said):
            return _day(found)
    raise ValueError(NOT_A_DAY)


def in_part(text: str) -> str:
    """Read a day, a month or a year («7/12/1960», «12/1960», «năm 1960») as it is stored.

    «1960-12-07», «1960-12», «1960». Raises ValueError with a Vietnamese sentence.
    """
    said = one_code(text, 100).rstrip(" .,;")
    found = _IN_PART.fullmatch(said)
    if found is None:
        try:
            return day_of(text).isoformat()
        except ValueError as error:
            raise ValueError(str(error).replace(NOT_A_DAY, NOT_IN_PART)) from None
    if int(found["y"]) < EARLIEST_YEAR:
        raise ValueError(NOT_IN_PART)
    return f"{found['y']}-{int(found['m']):02}" if found["m"] else str(found["y"])


def why_not(kept: str) -> str:
    """Say why a draft's day is none, as its author is told."""
    try:
        day_of(kept)
    except ValueError as error:
        return str(error)
    return NOT_A_DAY


def find(text: str) -> Found | None:
    """Find the first day that a sentence names («… ngày 28/5/2020 của …»), in a settled text."""
    return _first(_IN_PROSE, text)


def find_beside_hour(text: str) -> Found | None:
    """Find the day in a line that holds a day and an hour."""
    return _first(_BESIDE_AN_HOUR, text)


def shown(day: str) -> str:
    """Write a stored day (2026-12-07) as people read it; other text stays as it is."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", day)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else day


def shown_in_part(day: str) -> str:
    """Write what `in_part` read as people read it; other text stays as it is."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", day)
    return f"{found[2]}/{found[1]}" if found else shown(day)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> Found | None:
    for pattern in patterns:
        if found := pattern.search(text):
            try:
                day = _day(found)
            except ValueError:
                return Found(*found.span(), None)
            return Found(*found.span(), day)
    return None


def _day(found: re.Match[str]) -> date:
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if year < EARLIEST_YEAR:
        raise ValueError(
            f"Ngày chưa đúng. Năm {year} không hợp lệ. Hãy viết đủ bốn chữ số của năm, {EXAMPLE}."
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            f"Ngày chưa đúng. Không có ngày {day}/{month}/{year} trong lịch. Hãy viết {EXAMPLE}."
        ) from None
