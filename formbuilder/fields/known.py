"""The field types there are; what authors are offered of them."""

from collections.abc import Iterable, Iterator

from formbuilder.fields.base import FieldType
from formbuilder.fields.settings import Schema, Setting
from registry.register import Register
from registry.schema import FORMATS
from registry.vietnamese import fold
from rules.engine import INPUT_TYPES

FIELD_TYPES: Register[FieldType] = Register("field-types", "Kiểu trường", lambda one: one.code)


@FIELD_TYPES.promise
def _are_of_types_of_conditions() -> Iterator[str]:
    for one in FIELD_TYPES:
        if one.rule and one.rule not in INPUT_TYPES:
            yield f"«{one.label}»: điều kiện không có loại giá trị «{one.rule}»."


@FIELD_TYPES.promise
def _mean_one_thing_by_a_setting() -> Iterator[str]:
    named: dict[str, Setting] = {}
    for one in FIELD_TYPES:
        for setting in one.settings:
            if named.setdefault(setting.name, setting) != setting:
                yield f"«{one.label}»: kiểu khác cũng có mục «{setting.name}» mà nội dung khác."


@FIELD_TYPES.promise
def _bring_their_format() -> Iterator[str]:
    for one in FIELD_TYPES:
        if one.format is not None and one.format.name not in FORMATS:
            yield f"«{one.label}»: chưa có dạng văn bản «{one.format.name}»."


def find(code: object) -> FieldType | None:
    """Return the field type of this code, None when unknown."""
    return FIELD_TYPES.find(str(code))


def get(code: str) -> FieldType:
    """Return the field type of this code; KeyError when unknown."""
    return FIELD_TYPES.get(code)


def all_types() -> list[FieldType]:
    """Return every field type, in the order in which an author is offered them."""
    return sorted(FIELD_TYPES, key=lambda field_type: (field_type.place, field_type.code))


def cell_types() -> list[FieldType]:
    """Return the types that a column of a table may have, in that order."""
    return [field_type for field_type in all_types() if field_type.in_table]


def from_words(text: str) -> FieldType | None:
    """Return the type that a pasted cell means («Số tiền», «chon mot», «cccd»).

    None when unclear.
    """
    wanted = " ".join(fold(text).split())
    for field_type in all_types():
        names = (field_type.code, field_type.label, *field_type.words)
        if wanted in {fold(name) for name in names}:
            return field_type
    return None


def type_choice(types: Iterable[FieldType]) -> Schema:
    """Return the schema of the property that names a type, one of these."""
    choices = [{"const": item.code, "title": item.label} for item in types]
    return {"type": "string", "title": "Kiểu", "oneOf": choices}


def settings_schema(types: Iterable[FieldType], *, column: bool = False) -> dict[str, Schema]:
    """Return {name: schema} of the settings of these types, each shown where a type needs it.

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
