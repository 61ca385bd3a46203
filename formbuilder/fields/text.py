"""Text: one line (`text`) or several (`long_text`)."""

from formbuilder.fields.base import (
    LONG_TEXT_LIMIT,
    TEXT_LIMIT,
    Field,
    FieldType,
    Parsed,
    Schema,
    clean,
    shown,
)


def _schema(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _too_long(text: str, longest: int) -> str | None:
    if len(text) <= longest:
        return None
    return f"Dài quá: {len(text)} ký tự, nhiều nhất {longest} ký tự. Hãy viết ngắn lại."


def parse_line(definition: Field, texts: list[str]) -> Parsed:
    """One line; line ends become spaces."""
    text = " ".join(clean(texts[-1]).split("\n")).strip() if texts else ""
    return (text, _too_long(text, TEXT_LIMIT)) if text else (None, None)


def parse_lines(definition: Field, texts: list[str]) -> Parsed:
    """Several lines; blank ends are trimmed."""
    text = clean(texts[-1]).strip() if texts else ""
    return (text, _too_long(text, LONG_TEXT_LIMIT)) if text else (None, None)


TEXT = FieldType(
    code="text",
    label="Văn bản ngắn",
    words=("văn bản ngắn", "văn bản", "chữ", "chuỗi", "dòng chữ", "text"),
    schema=lambda definition: _schema(TEXT_LIMIT),
    parse=parse_line,
    edit=shown,
    display=shown,
    attributes={"type": "text"},
)
LONG_TEXT = FieldType(
    code="long_text",
    label="Văn bản dài",
    words=("văn bản dài", "đoạn văn", "nhiều dòng", "nội dung dài", "textarea"),
    schema=lambda definition: _schema(LONG_TEXT_LIMIT),
    parse=parse_lines,
    edit=shown,
    display=shown,
    control="textarea",
)
