"""The shape of a structured text in a schema."""

from typing import Any

from registry.kinds.attached import FILE_SCHEMA
from registry.schema.sentences import MOST_LETTERS

Schema = dict[str, Any]

MOST_BLOCKS = 2000
MOST_LEVEL = 2
# A table of more lines is read in a spreadsheet.
MOST_ROWS, MOST_COLUMNS = 500, 30
# Where a link may lead: nothing else runs or opens by being pressed.
SAFE_LINK = r"^(https://[^\s]+|mailto:[^\s@]+@[^\s@]+)$"

ID: Schema = {"type": "string", "x-id": True, "pattern": "^[A-Za-z0-9_-]{1,64}$"}

_RUN: Schema = {
    "type": "object",
    "title": "Đoạn chữ",
    "additionalProperties": False,
    "required": ["text"],
    # One piece of text leads to one place.
    "not": {"required": ["link", "citation"]},
    "properties": {
        # Its words are read with those around them (`x-runs`), never alone.
        "text": {"type": "string", "maxLength": MOST_LETTERS, "x-machine": True},
        "bold": {"type": "boolean", "title": "Chữ đậm"},
        "italic": {"type": "boolean", "title": "Chữ nghiêng"},
        "link": {
            "type": "string",
            "title": "Đường dẫn",
            "maxLength": 2000,
            "pattern": SAFE_LINK,
            "x-machine": True,
        },
        "citation": {
            "type": "object",
            "title": "Viện dẫn",
            "additionalProperties": False,
            "required": ["document"],
            "properties": {
                "document": {
                    "type": "string",
                    "title": "Tài liệu",
                    "maxLength": 64,
                    "x-reference": {"kinds": [], "relation": "cites"},
                },
                "provision": {"type": "string", "title": "Điều, khoản, điểm", "maxLength": 120},
            },
        },
    },
}

RUNS: Schema = {
    "type": "array",
    "title": "Chữ",
    "maxItems": 1000,
    "x-runs": True,
    "items": _RUN,
}


def _block(kind: str, title: str, properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "title": title,
        "additionalProperties": False,
        "required": ["id", "type", *required],
        "properties": {"id": ID, "type": {"const": kind}, **properties},
    }


_CELL: Schema = {
    "type": "object",
    "title": "Ô",
    "additionalProperties": False,
    "properties": {
        "runs": RUNS,
        "colspan": {"type": "integer", "title": "Số cột gộp", "minimum": 1, "maximum": 100},
        "rowspan": {"type": "integer", "title": "Số dòng gộp", "minimum": 1, "maximum": 1000},
        "align": {
            "type": "string",
            "title": "Căn lề",
            "enum": ["center", "right"],
            "x-machine": True,
        },
    },
}

_ROW: Schema = {
    "type": "object",
    "title": "Dòng",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": ID,
        "cells": {"type": "array", "title": "Các ô", "maxItems": MOST_COLUMNS, "items": _CELL},
    },
}

_PARAGRAPH = _block("paragraph", "Đoạn", {"runs": RUNS})
_ITEM = _block(
    "item",
    "Mục",
    {
        "level": {"type": "integer", "title": "Cấp", "minimum": 0, "maximum": MOST_LEVEL},
        # Absent means numbered: 1., then a), then a dash.
        "numbering": {
            "type": "string",
            "title": "Cách đánh số",
            "enum": ["legal", "dash"],
            "x-machine": True,
        },
        "runs": RUNS,
    },
    ("level",),
)
_TABLE = _block(
    "table",
    "Bảng",
    {
        "caption": {"type": "string", "title": "Tên bảng", "maxLength": 500},
        "header_rows": {
            "type": "integer",
            "title": "Số dòng đầu bảng",
            "minimum": 0,
            "maximum": 10,
        },
        "rows": {"type": "array", "title": "Các dòng", "maxItems": MOST_ROWS, "items": _ROW},
    },
)
_IMAGE = _block(
    "image",
    "Hình",
    {
        # Its row in registry.documents.texts opens it, as that of a file that is the text.
        "file": {
            **{name: FILE_SCHEMA[name] for name in ("type", "additionalProperties", "required")},
            "title": "Tệp hình",
            "x-file": True,
            "properties": {
                **FILE_SCHEMA["properties"],
                "name": {"type": "string", "maxLength": 255, "x-machine": True},
            },
        },
        "alt": {"type": "string", "title": "Mô tả hình", "maxLength": 2000},
        "caption": {"type": "string", "title": "Chú thích", "maxLength": 500},
    },
)


def structured(title: str, description: str = "", **more: Any) -> Schema:
    """Describe a text that people give marks, lists, tables and images: a string or blocks."""
    schema: Schema = {
        "type": ["string", "array"],
        "title": title,
        # A string is as long as it always was: what is issued stays in shape.
        "maxItems": MOST_BLOCKS,
        "x-editor": "blocks",
        "items": {"oneOf": [_PARAGRAPH, _ITEM, _TABLE, _IMAGE]},
    }
    if description:
        schema["description"] = description
    return {**schema, **more}
