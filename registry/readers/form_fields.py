"""Fields of forms for what people type: lines and codes, days (24/4/2026), hours (15h10).

The product's own text inputs: what a browser's date input shows follows the language of the
browser, so that one reads 04/24/2026.
"""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from registry.now import LOCAL
from registry.readers import days
from registry.readers.days import NOT_A_DAY, day_of
from registry.vietnamese import one_code, one_line, settle

HOUR = "Giờ chưa đúng. Hãy nhập như 15:10."
MOMENT = "Ngày giờ chưa đúng. Hãy nhập như 15:10 07/12/2026."
_HOUR = re.compile(
    r"(?:lúc\s+)?([0-9]{1,2})\s*(?:[:.hg]|giờ)\s*(?:([0-9]{1,2})(?:\s*(?:ph|phút))?)?",
    re.IGNORECASE,
)

__all__ = [
    "HOUR",
    "MOMENT",
    "NOT_A_DAY",
    "Code",
    "DayField",
    "Email",
    "FileDrop",
    "Line",
    "Lines",
    "MomentField",
    "day_of",
    "hour_of",
    "moment_in",
    "moment_of",
]


def hour_of(text: str) -> time:
    """Read a typed hour of the day; raise ValueError with a Vietnamese sentence."""
    found = _HOUR.fullmatch(one_code(text, 100).strip(" .,;"))
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise ValueError(HOUR)


def moment_of(day: str, hour: str) -> datetime:
    """Read the instant on a Vietnamese wall clock, aware; raise ValueError in Vietnamese."""
    return datetime.combine(day_of(day), hour_of(hour), LOCAL)


def moment_in(text: str) -> datetime:
    """Read the instant typed in one line, hour before or after the day, aware; raise ValueError."""
    text = one_code(text, 100)
    found = days.find_beside_hour(text)
    if found is None:
        raise ValueError(MOMENT)
    hour = f"{text[: found.start]} {text[found.end :]}".strip(" ,;T")
    try:
        return moment_of(text[found.start : found.end], hour)
    except ValueError as error:
        raise ValueError(f"{error} {MOMENT}" if found.day is None else MOMENT) from None


class Line(forms.CharField):
    """One line of text, settled; what shows nothing is nothing."""

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept."""
        return one_line(super().to_python(value) or "")


class Lines(forms.CharField):
    """A text of several lines, settled."""

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept."""
        return settle(super().to_python(value) or "")


class Code(forms.CharField):
    """A code or a number of a paper, settled, every dash a hyphen."""

    def to_python(self, value: Any) -> str:
        """Return the code as it is kept."""
        return one_code(super().to_python(value) or "")


class Email(forms.EmailField):
    """An address for letters, settled."""

    def to_python(self, value: Any) -> str:
        """Return the address as it is kept."""
        return one_line(super().to_python(value) or "")


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
        """Read the typed day; raise ValidationError in Vietnamese."""
        if not isinstance(value, str) or not (value := settle(value)):
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
        """Read the typed instant, aware; raise ValidationError in Vietnamese."""
        if not isinstance(value, str) or not (value := settle(value)):
            found: datetime | None = super().to_python(value)
            return found
        try:
            return moment_in(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class FileDrop(forms.FileInput):
    """Choosing a file in Vietnamese, whatever language the browser's own button speaks."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        context = self.get_context(name, value, attrs)
        return mark_safe(render_to_string("registry/ui/drop.html", context))
