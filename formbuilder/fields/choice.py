"""Choices: one of several (`one_of`), several (`many_of`), yes or no (`yes_no`)."""

from typing import Any

from formbuilder.fields.base import (
    Field,
    FieldType,
    Parsed,
    Relative,
    Row,
    Schema,
    choice_schema,
    first_text,
    option_problems,
    options,
)
from formbuilder.fields.settings import CHOICES
from registry.vietnamese import settle

YES, NO = "yes", "no"
NOT_LISTED = "Lựa chọn này không có trong danh sách. Hãy chọn lại."


def parse_one(definition: Field, texts: list[str]) -> Parsed:
    """Read the id of the chosen option."""
    text = first_text(texts)
    if not text:
        return None, None
    return text, None if text in dict(options(definition)) else NOT_LISTED


def parse_many(definition: Field, texts: list[str]) -> Parsed:
    """Read the ids of the chosen options, once each, in the order of the form."""
    chosen = {text for text in (settle(str(text)) for text in texts) if text}
    known = [code for code, _ in options(definition) if code in chosen]
    unknown = sorted(chosen - set(known))
    if not chosen:
        return None, None
    return known + unknown, NOT_LISTED if unknown else None


def check_many(definition: Field, value: Any) -> Relative:
    """Check that the answer is a list of the options' ids without repetition."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return {"": NOT_LISTED}
    read, problem = parse_many(definition, value)
    return {"": problem or NOT_LISTED} if problem or (read or []) != value else {}


def many_schema(definition: Field) -> Schema:
    """Return the schema of an array of options' ids."""
    return {
        "type": "array",
        "items": choice_schema(definition),
        "uniqueItems": True,
        "maxItems": len(options(definition)),
    }


def display_one(definition: Field, value: Any) -> str:
    """Return the label of the option; an id that is gone shows as it is."""
    return dict(options(definition)).get(str(value), str(value)) if value else ""


def display_many(definition: Field, value: Any) -> str:
    """Return the labels, separated by semicolons."""
    return "; ".join(display_one(definition, item) for item in value or [])


def parse_yes_no(definition: Field, texts: list[str]) -> Parsed:
    """Read True or False; nothing chosen is no answer, which is not «no»."""
    text = first_text(texts)
    if not text:
        return None, None
    if text in (YES, NO):
        return text == YES, None
    return text, "Hãy chọn Có hoặc Không."


def _edit_yes_no(definition: Field, value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value if value is not None else "")


def _display_yes_no(definition: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return str(value if value is not None else "")


def _listed(named: list[Row]) -> Row:
    return {"options": named}


ONE_OF = FieldType(
    code="one_of",
    label="Chọn một",
    place=60,
    words=("chọn một", "lựa chọn", "chọn 1", "một lựa chọn", "danh sách"),
    schema=choice_schema,
    rule="one_of",
    parse=parse_one,
    edit=lambda definition, value: str(value or ""),
    display=display_one,
    control="choices",
    compact="select",
    settings=CHOICES,
    listed=_listed,
    problems=option_problems,
)
MANY_OF = FieldType(
    code="many_of",
    label="Chọn nhiều",
    place=70,
    words=("chọn nhiều", "nhiều lựa chọn"),
    schema=many_schema,
    rule="many_of",
    parse=parse_many,
    edit=display_many,
    display=display_many,
    control="checkboxes",
    in_table=False,
    settings=CHOICES,
    listed=_listed,
    problems=option_problems,
    check=check_many,
)
YES_NO = FieldType(
    code="yes_no",
    label="Có hoặc không",
    place=80,
    words=("có hoặc không", "có/không", "có không", "đúng sai", "đánh dấu"),
    schema=lambda definition: {"type": "boolean"},
    rule="yes_no",
    parse=parse_yes_no,
    edit=_edit_yes_no,
    display=_display_yes_no,
    control="choices",
    compact="select",
    fixed=((YES, "Có"), (NO, "Không")),
)
