"""The field types there are; what authors are offered of them."""

from collections.abc import Iterable

from formbuilder.fields.base import FieldType
from formbuilder.fields.settings import Schema, Setting
from registry.schema import FORMATS
from registry.vietnamese import fold
from rules.engine import INPUT_TYPES

_TYPES: dict[str, FieldType] = {}


def register(field_type: FieldType) -> FieldType:
    """Make a type known: offered to authors, filled in, printed, asked about in conditions.

    Raises ValueError for what only shows when somebody uses it: a code that is taken, a type of
    conditions that rules don't know, a setting that other types describe otherwise.
    """
    if _TYPES.get(field_type.code, field_type) is not field_type:
        raise ValueError(f"field type {field_type.code!r} is registered already")
    if field_type.rule and field_type.rule not in INPUT_TYPES:
        raise ValueError(f"{field_type.code!r}: conditions know no type {field_type.rule!r}")
    named = {setting.name: setting for known in all_types() for setting in known.settings}
    for setting in field_type.settings:
        if named.get(setting.name, setting) != setting:
            raise ValueError(f"{field_type.code!r}: two settings are called {setting.name!r}")
    if field_type.format is not None:
        FORMATS.add(field_type.format)
    _TYPES[field_type.code] = field_type
    return field_type


def unregister(code: str) -> None:
    """Forget a type (invented types of tests)."""
    _TYPES.pop(code, None)


def find(code: object) -> FieldType | None:
    """The field type of this code, None when unknown."""
    return _TYPES.get(str(code))


def get(code: str) -> FieldType:
    """The field type of this code; KeyError when unknown."""
    return _TYPES[code]


def all_types() -> list[FieldType]:
    """Every field type, in the order in which an author is offered them."""
    return sorted(_TYPES.values(), key=lambda field_type: (field_type.place, field_type.code))


def cell_types() -> list[FieldType]:
    """The types that a column of a table may have, in that order."""
    return [field_type for field_type in all_types() if field_type.in_table]


def from_words(text: str) -> FieldType | None:
    """The type that a pasted cell means («Số tiền», «chon mot», «cccd»); None when unclear."""
    wanted = " ".join(fold(text).split())
    for field_type in all_types():
        names = (field_type.code, field_type.label, *field_type.words)
        if wanted in {fold(name) for name in names}:
            return field_type
    return None


def type_choice(types: Iterable[FieldType]) -> Schema:
    """The schema of the property that names a type, one of these."""
    choices = [{"const": item.code, "title": item.label} for item in types]
    return {"type": "string", "title": "Kiểu", "oneOf": choices}


def settings_schema(types: Iterable[FieldType], *, column: bool = False) -> dict[str, Schema]:
    """{name: schema} of the settings of these types, each shown where a type needs it.

    `column`: only those that a column of a table has, under their titles there.
    """
    users: dict[Setting, list[str]] = {}
    for field_type in types:
        for setting in field_type.settings:
            users.setdefault(setting, []).append(field_type.code)
    made = {}
    for setting, codes in sorted(users.items(), key=lambda pair: pair[0].place):
        if column and not setting.column_title:
            continue
        schema = setting.schema()
        if column:
            schema["title"] = setting.column_title
        made[setting.name] = {**schema, "x-when": {"type": codes}}
    return made
