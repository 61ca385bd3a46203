"""What the decision to issue says: its number, and from which instant the documents hold.

One reader for whoever issues, from whatever page: a page shows what it says at its fields.
"""

from datetime import date, datetime

from registry.documents.errors import DocumentError
from registry.now import local, now, today
from registry.vietnamese import one_code

# A validity further away is a slip of the finger (3026 for 2026), which nobody would notice: the
# document would simply never come into force. Plans of agencies reach five years, some ten.
YEARS_AHEAD = 10


class Wrong(DocumentError):
    """What the decision says cannot be taken; `field` names the part that is at fault."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def number_of(typed: str, act: str = "ban hành") -> str:
    """Return the number of the decision in one line; raise DocumentError where there is none.

    `act` is what is decided: to issue, or to cancel.
    """
    found = one_code(typed, 80)
    if not found:
        raise Wrong(f"Chưa có số quyết định {act}. Hãy nhập số quyết định.", "decision_no")
    return found


def last_day() -> date:
    """Return the last day from which something issued today may hold."""
    day = today()
    try:
        return day.replace(year=day.year + YEARS_AHEAD)
    except ValueError:
        return day.replace(year=day.year + YEARS_AHEAD, day=28)


def wrong_day(day: date) -> str:
    """Say why nothing issued today can hold from this day on; "" from today to ten years on."""
    if day < today():
        return "Ngày này đã qua. Hãy chọn hôm nay hoặc một ngày sau."
    if day > last_day():
        return (
            f"Ngày này xa quá {YEARS_AHEAD} năm. Hãy chọn một ngày không sau {last_day():%d/%m/%Y}."
        )
    return ""


def checked(instant: datetime) -> datetime:
    """Return the instant that somebody asked for; raise DocumentError if nothing can hold from it.

    Today counts whole: what the day began with is over, and means from now on.
    """
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise Wrong("Ngày có hiệu lực chưa đọc được. Hãy nhập như 07/12/2026.", "effective_from")
    try:
        wrong = wrong_day(local(instant).date())
    except OverflowError:
        # The last hours of the year 9999, and the first of the year 1, have no day in Vietnam.
        wrong = wrong_day(instant.date())
    if wrong:
        raise Wrong(f"Ngày có hiệu lực chưa được chấp nhận. {wrong}", "effective_from")
    return max(instant, now())


def starts(asked: datetime | None, proposed: datetime | None) -> datetime:
    """Return from when a dossier holds: by the decision, else by what was submitted.

    A proposed day that went by while it was reviewed means from now on: nothing issued reaches
    back. Raises DocumentError.
    """
    if asked is not None:
        return checked(asked)
    if proposed is not None and proposed > now():
        return checked(proposed)
    return now()
