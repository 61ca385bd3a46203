"""The registry of field types: `fields.get(code)`, `fields.of(definition)`, `fields.all_types()`.

Everything about one type (schema of the answer, reading, checking, showing, printing, what its
definition needs) is in the module of that type and nowhere else.
"""

from formbuilder.fields.base import Field, FieldType
from formbuilder.fields.cccd import CCCD
from formbuilder.fields.choice import MANY_OF, ONE_OF, YES_NO
from formbuilder.fields.date import DATE
from formbuilder.fields.heading import HEADING
from formbuilder.fields.money import MONEY
from formbuilder.fields.number import NUMBER
from formbuilder.fields.phone import PHONE
from formbuilder.fields.table import TABLE
from formbuilder.fields.text import LONG_TEXT, TEXT
from registry.vietnamese import fold

_TYPES: dict[str, FieldType] = {
    field_type.code: field_type
    for field_type in (
        TEXT,
        LONG_TEXT,
        DATE,
        NUMBER,
        MONEY,
        ONE_OF,
        MANY_OF,
        YES_NO,
        CCCD,
        PHONE,
        TABLE,
        HEADING,
    )
}

__all__ = ["Field", "FieldType", "all_types", "from_words", "get", "of"]


def get(code: str) -> FieldType:
    """The field type of this code; KeyError when unknown."""
    return _TYPES[code]


def of(definition: Field) -> FieldType:
    """The type of a field; a draft's field without a type is a line of text."""
    return _TYPES.get(str(definition.get("type", "")), TEXT)


def all_types() -> list[FieldType]:
    """Every field type, in the order in which an author is offered them."""
    return list(_TYPES.values())


def from_words(text: str) -> FieldType | None:
    """The type that a pasted cell means («Số tiền», «chon mot», «cccd»); None when unclear."""
    wanted = " ".join(fold(text).split())
    for field_type in _TYPES.values():
        names = (field_type.code, field_type.label, *field_type.words)
        if wanted in {fold(name) for name in names}:
            return field_type
    return None
