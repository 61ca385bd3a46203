"""A day of which perhaps only the month or the year is known: «1960», «3/1960», «7/12/1960».

Stored "1960", "1960-03" or "1960-12-07"; conditions compare only what is sure of it.
"""

from formbuilder.fields.base import Field, FieldType, Parsed, first_text
from registry.readers import days


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read a day, a month or a year, as `registry.readers.days` does."""
    text = first_text(texts)
    if not text:
        return None, None
    try:
        return days.in_part(text), None
    except ValueError as error:
        return text, str(error)


def display(definition: Field, value: object) -> str:
    """Write what is known with the smallest first; text that is no day is shown as typed."""
    return days.shown_in_part(str(value or ""))


YEAR_OR_DATE = FieldType(
    code="year_or_date",
    label="Ngày, tháng hoặc năm",
    place=35,
    words=("ngày tháng hoặc năm", "năm sinh", "ngày hoặc năm"),
    schema=lambda definition: {
        "type": "string",
        "pattern": "^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$",
    },
    rule="partial_date",
    parse=parse,
    edit=display,
    display=display,
    attributes={"type": "text", "inputmode": "numeric", "data-width": "short"},
    example="Ví dụ: 07/12/1960, 12/1960 hoặc 1960",
)
