"""A calendar day: typed as 7/12/2026, stored as 2026-12-07, printed as 07/12/2026."""

import re
from datetime import date

from formbuilder.fields.base import Field, FieldType, Parsed, first_text

# Day first, as in Vietnam; year first only where four digits come first. Phones with a digits-only
# keypad have no slash, so 07122026 is read too.
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_WORDS = re.compile(
    r"(?:ngày\s+)?([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})", re.IGNORECASE
)
EARLIEST_YEAR = 1800


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read 7/12/2026, 07-12-2026, 7.12.2026, 07122026, ngày 7 tháng 12 năm 2026, 2026-12-07."""
    text = first_text(texts)
    if not text:
        return None, None
    for pattern in (_DAY_FIRST, _DIGITS, _WORDS, _YEAR_FIRST):
        match = pattern.fullmatch(text)
        if match:
            numbers = [int(part) for part in match.groups()]
            year, month, day = numbers if pattern is _YEAR_FIRST else reversed(numbers)
            return _day(text, year, month, day)
    return text, "Ngày chưa đúng. Hãy viết ngày/tháng/năm, ví dụ 07/12/2026."


def _day(text: str, year: int, month: int, day: int) -> Parsed:
    if year < EARLIEST_YEAR:
        return text, f"Năm {year} không hợp lệ. Hãy viết đủ bốn chữ số của năm."
    try:
        return date(year, month, day).isoformat(), None
    except ValueError:
        return text, f"Không có ngày {day}/{month}/{year} trong lịch. Hãy kiểm tra lại."


def display(definition: Field, value: object) -> str:
    """Day first; text that is no day is shown as typed."""
    text = str(value or "")
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else text


DATE = FieldType(
    code="date",
    label="Ngày",
    words=("ngày", "ngày tháng", "ngày tháng năm", "date"),
    schema=lambda definition: {"type": "string", "format": "date"},
    parse=parse,
    edit=display,
    display=display,
    # Not type=date: browsers lose an unfinished or wrong day, and show it in their own language.
    attributes={"type": "text", "inputmode": "numeric", "data-width": "short"},
    example="Ví dụ: 07/12/2026",
)
