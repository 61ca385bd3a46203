"""A calendar day: typed as 7/12/2026, stored as 2026-12-07, printed as 07/12/2026."""

from formbuilder.fields.base import Field, FieldType, Parsed, first_text
from registry.readers import days


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read a day in any spelling that `registry.readers.days` reads."""
    text = first_text(texts)
    if not text:
        return None, None
    try:
        return days.day_of(text).isoformat(), None
    except ValueError as error:
        return text, str(error)


def display(definition: Field, value: object) -> str:
    """Write the date with its day first; text that is no day is shown as typed."""
    return days.shown(str(value or ""))


DATE = FieldType(
    code="date",
    label="Ngày",
    place=30,
    words=("ngày", "ngày tháng", "ngày tháng năm", "date"),
    schema=lambda definition: {"type": "string", "format": "date"},
    rule="date",
    parse=parse,
    edit=display,
    display=display,
    # Not type=date: browsers lose an unfinished or wrong day, and show it in their own language.
    attributes={"type": "text", "inputmode": "numeric", "data-width": "short"},
    example="Ví dụ: 07/12/2026",
)
