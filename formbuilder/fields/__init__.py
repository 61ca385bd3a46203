"""What a field is, type by type: `fields.of(definition)` is the type, which knows everything.

Each type is declared by a module of this folder: its answer (schema, reading, checking), its input,
its print, its cell in a table, its place in the editor and in conditions. A new type is one more
module here, perhaps with a template; nothing outside names a type.
"""

from importlib import import_module
from pkgutil import iter_modules

from formbuilder.fields.base import Field, FieldType, Paper, Row, Rows
from formbuilder.fields.known import (
    FIELD_TYPES,
    all_types,
    find,
    from_words,
    get,
    settings_schema,
    type_choice,
)
from formbuilder.fields.phone import PHONE
from formbuilder.fields.settings import ID, Schema, Setting
from formbuilder.fields.text import TEXT
from registry.schema import FORMATS

__all__ = [
    "FIELD_TYPES",
    "ID",
    "PHONE",
    "PLAIN",
    "Field",
    "FieldType",
    "Paper",
    "Row",
    "Rows",
    "Schema",
    "Setting",
    "all_types",
    "find",
    "from_words",
    "get",
    "of",
    "said",
    "settings_schema",
    "type_choice",
]

# What a module of this folder declares is known.
for _module in iter_modules(__path__):
    for _declared in vars(import_module(f"{__name__}.{_module.name}")).values():
        if isinstance(_declared, FieldType):
            FIELD_TYPES.add(_declared)
            if _declared.format is not None:
                FORMATS.add(_declared.format)

PLAIN = TEXT
"""What a field is whose type nobody has chosen yet: a line of text."""


def of(definition: Field) -> FieldType:
    """Return the type of a field; a draft's field without a type is a line of text."""
    return find(definition.get("type", "")) or PLAIN


def said(sent: str) -> str:
    """Say what an input sent as people read it, where only the types know: «yes» is «Có»."""
    words = {code: label for field_type in all_types() for code, label in field_type.fixed}
    return words.get(sent, sent)
