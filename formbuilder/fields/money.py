"""An amount of money in whole đồng: typed as 1.234.567, stored as an integer."""

from decimal import Decimal
from typing import Any

from formbuilder.fields.base import (
    Field,
    FieldType,
    Paper,
    Parsed,
    Schema,
    first_text,
    limit,
    limit_problems,
)
from formbuilder.fields.number import out_of_limits
from formbuilder.fields.settings import LIMITS
from formbuilder.fields.words import in_words
from registry.readers import numbers
from registry.readers.numbers import write

LARGEST = 10**17
"""đồng; above the yearly product of the country, and exact in every database and browser."""

_NOT_AN_AMOUNT = "Số tiền chưa đúng. Hãy viết số nguyên đồng, ví dụ 1.234.567."
_TOO_LARGE = f"Số tiền quá lớn: nhiều nhất {write(Decimal(LARGEST))} đồng."


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read 1234567, 1.234.567, 1 234 567, with or without «đồng»; whole and not negative."""
    text = first_text(texts)
    if not text:
        return None, None
    try:
        amount = numbers.money_of(text)
    except ValueError as error:
        return text, _TOO_LARGE if str(error) == numbers.TOO_LONG else _NOT_AN_AMOUNT
    if amount < 0:
        return text, _NOT_AN_AMOUNT
    if amount > LARGEST:
        return text, _TOO_LARGE
    return amount, out_of_limits(definition, Decimal(amount), " đồng")


def edit(definition: Field, value: object) -> str:
    """Write the amount as 1.234.567; typed text stays."""
    return write(Decimal(str(value))) if _is_amount(value) else str(value or "")


def display(definition: Field, value: object) -> str:
    """Write the amount as 1.234.567 đồng; typed text stays."""
    return f"{edit(definition, value)} đồng" if _is_amount(value) else str(value or "")


def paper(definition: Field, value: Any) -> Paper:
    """Write the amount also in words, as on paper."""
    if not _is_amount(value):
        return Paper(display(definition, value))
    return Paper(f"{display(definition, value)} (bằng chữ: {in_words(value)} đồng)")


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def schema(definition: Field) -> Schema:
    """Return the schema of an integer within the field's limits."""
    low, high = limit(definition, "min"), limit(definition, "max")
    return {
        "type": "integer",
        "minimum": max(0, -int(-low // 1)) if low is not None else 0,
        "maximum": min(LARGEST, int(high // 1)) if high is not None else LARGEST,
    }


MONEY = FieldType(
    code="money",
    label="Số tiền (đồng)",
    place=50,
    words=("số tiền", "tiền", "số tiền (đồng)", "money"),
    schema=schema,
    rule="money",
    parse=parse,
    edit=edit,
    display=display,
    attributes={"type": "text", "inputmode": "numeric", "data-width": "medium"},
    settings=LIMITS,
    problems=limit_problems,
    paper=paper,
)
