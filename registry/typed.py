"""Days and hours as people in Vietnam type them: 24/04/2026, 24-4-2026; 15:10, 15h10, 15 giờ 10.

The product's own text inputs: what a browser's date input shows follows the language of the
browser, so that one reads 04/24/2026.
"""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.now import LOCAL

DAY = "Ngày chưa đúng. Hãy nhập như 07/12/2026."
HOUR = "Giờ chưa đúng. Hãy nhập như 15:10."
MOMENT = "Ngày giờ chưa đúng. Hãy nhập như 15:10 07/12/2026."
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[:.hg]|giờ)\s*(?:(\d{1,2})(?:\s*(?:ph|phút))?)?", re.IGNORECASE)


def day_of(text: str) -> date:
    """The day that was typed, day before month; raises ValueError with a Vietnamese sentence."""
    text = text.strip()
    iso, local = _ISO.fullmatch(text), _DAY.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
    except ValueError:
        pass
    raise ValueError(DAY)


def hour_of(text: str) -> time:
    """The hour of the day that was typed; raises ValueError with a Vietnamese sentence."""
    found = _HOUR.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise ValueError(HOUR)


def moment_of(day: str, hour: str) -> datetime:
    """The instant on a Vietnamese wall clock, aware; raises ValueError in Vietnamese."""
    return datetime.combine(day_of(day), hour_of(hour), LOCAL)


def moment_in(text: str) -> datetime:
    """The instant typed in one line, hour before or after the day, aware; raises ValueError."""
    day = _ISO.search(text) or _DAY.search(text)
    if day is None:
        raise ValueError(MOMENT)
    hour = f"{text[: day.start()]} {text[day.end() :]}".strip(" ,;T")
    try:
        return moment_of(day[0], hour)
    except ValueError:
        raise ValueError(MOMENT) from None


class DayField(forms.DateField):
    """A day typed as 07/12/2026, in a plain line of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(
                format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "inputmode": "numeric"}
            ),
            error_messages={"required": "Chưa nhập ngày."},
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        """The typed day; raises ValidationError in Vietnamese."""
        if not isinstance(value, str) or not value.strip():
            found: date | None = super().to_python(value)
            return found
        try:
            return day_of(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class MomentField(forms.DateTimeField):
    """A day and hour typed as 15:10 07/12/2026, in a plain line of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(
                format="%H:%M %d/%m/%Y", attrs={"placeholder": "giờ:phút ngày/tháng/năm"}
            ),
            error_messages={"required": "Chưa nhập ngày giờ."},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        """The typed instant, aware; raises ValidationError in Vietnamese."""
        if not isinstance(value, str) or not value.strip():
            found: datetime | None = super().to_python(value)
            return found
        try:
            return moment_in(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
