"""Text: one line (`text`) or several (`long_text`)."""

import re
from collections.abc import Callable
from typing import Any

from formbuilder.fields.base import (
    LONG_TEXT_LIMIT,
    TEXT_LIMIT,
    Field,
    FieldType,
    Paper,
    Parsed,
    Relative,
    Schema,
    shown,
)
from registry.vietnamese import settle


def _schema(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _too_long(text: str, longest: int) -> str | None:
    if len(text) <= longest:
        return None
    return f"Dài quá: {len(text)} ký tự, nhiều nhất {longest} ký tự. Hãy viết ngắn lại."


def parse_line(definition: Field, texts: list[str]) -> Parsed:
    """Read one line; line ends and tabs become spaces."""
    text = re.sub(r"[\n\t]", " ", settle(texts[-1])) if texts else ""
    return (text, _too_long(text, TEXT_LIMIT)) if text else (None, None)


def parse_lines(definition: Field, texts: list[str]) -> Parsed:
    """Read several lines; blank ends are trimmed."""
    text = settle(texts[-1]) if texts else ""
    return (text, _too_long(text, LONG_TEXT_LIMIT)) if text else (None, None)


def _check(longest: int) -> Callable[[Field, Any], Relative]:
    """A stored answer keeps its bytes: those of before were not settled, and are answers too."""

    def check(definition: Field, value: Any) -> Relative:
        if value is None:
            return {}
        if not isinstance(value, str) or not settle(value):
            return {"": "Giá trị không đúng dạng của mục này. Hãy nhập lại."}
        problem = _too_long(value, longest)
        return {"": problem} if problem else {}

    return check


TEXT = FieldType(
    code="text",
    label="Văn bản ngắn",
    place=10,
    words=("văn bản ngắn", "văn bản", "chữ", "chuỗi", "dòng chữ", "text"),
    schema=lambda definition: _schema(TEXT_LIMIT),
    rule="text",
    parse=parse_line,
    edit=shown,
    display=shown,
    attributes={"type": "text"},
    check=_check(TEXT_LIMIT),
)
LONG_TEXT = FieldType(
    code="long_text",
    label="Văn bản dài",
    place=20,
    words=("văn bản dài", "đoạn văn", "nhiều dòng", "nội dung dài", "textarea"),
    schema=lambda definition: _schema(LONG_TEXT_LIMIT),
    rule="text",
    parse=parse_lines,
    edit=shown,
    display=shown,
    control="textarea",
    check=_check(LONG_TEXT_LIMIT),
    paper=lambda definition, value: Paper(shown(definition, value), long=True),
)
