"""A number: typed with a Vietnamese comma (1,5), stored as a decimal string (1.5)."""

from decimal import Decimal

from formbuilder.fields.base import (
    Field,
    FieldType,
    Parsed,
    first_text,
    limit,
    limit_problems,
)
from formbuilder.fields.settings import LIMITS, UNIT
from registry.readers import numbers
from registry.readers.numbers import STORED, write

MOST_DIGITS = 20
MOST_DECIMALS = 10


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read 1,5 · 1.5 · 1.234,5; refuse what could be read two ways."""
    text = first_text(texts)
    if not text:
        return None, None
    try:
        value = numbers.decimal_of(text)
    except ValueError as error:
        return text, str(error)
    whole, _, decimals = value.lstrip("-").partition(".")
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        return text, (
            f"Số quá dài: nhiều nhất {MOST_DIGITS} chữ số và {MOST_DECIMALS} chữ số phần lẻ."
        )
    return value, out_of_limits(definition, Decimal(value))


def out_of_limits(definition: Field, number: Decimal, unit: str = "") -> str | None:
    """Return the sentence for a number below `min` or above `max` of its field, else None."""
    low, high = limit(definition, "min"), limit(definition, "max")
    if low is not None and number < low:
        return f"Phải từ {write(low)}{unit} trở lên."
    if high is not None and number > high:
        return f"Không được quá {write(high)}{unit}."
    return None


def edit(definition: Field, value: object) -> str:
    """Write the stored number with a comma; typed text stays."""
    return numbers.typed(str(value if value is not None else ""))


def display(definition: Field, value: object) -> str:
    """Write the number in groups, with its unit."""
    text = str(value if value is not None else "")
    if not STORED.fullmatch(text):
        return text
    unit = str(definition.get("unit", ""))
    return write(Decimal(text)) + (f" {unit}" if unit else "")


NUMBER = FieldType(
    code="number",
    label="Số",
    place=40,
    words=("số", "con số", "số lượng", "number"),
    schema=lambda definition: {
        "type": "string",
        "format": "decimal",
        "x-decimal": True,
        "maxLength": MOST_DIGITS + MOST_DECIMALS + 2,
    },
    rule="number",
    parse=parse,
    edit=edit,
    display=display,
    attributes={"type": "text", "inputmode": "decimal", "data-width": "short"},
    settings=(UNIT, *LIMITS),
    problems=limit_problems,
)
