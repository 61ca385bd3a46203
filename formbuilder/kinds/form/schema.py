"""The schema of a form body: shapes only, what a form means is in problems.py."""

from typing import Any

from formbuilder import fields
from formbuilder.definition import AUDIENCES

Schema = dict[str, Any]


def _audiences() -> list[Schema]:
    return [{"const": code, "title": title} for code, title in AUDIENCES.items()]


def _fields() -> Schema:
    types = fields.all_types()
    return {
        "type": "array",
        "title": "Các mục cần điền",
        "description": (
            "Mỗi dòng là một mục của biểu mẫu, theo thứ tự trên giấy. Có thể dán từ Word hoặc"
            " Excel: tên mục, kiểu, bắt buộc."
        ),
        "x-panel": "Các mục",
        "x-editor": "grid",
        "x-columns": ["label", "type", "required", "audience"],
        "x-parser": "fields",
        "maxItems": 300,
        "items": {
            "type": "object",
            "title": "Mục",
            "additionalProperties": False,
            "required": ["id"],
            "properties": {
                "id": fields.ID,
                "label": {"type": "string", "title": "Tên mục", "maxLength": 500},
                "type": fields.type_choice(types),
                "required": {"type": "boolean", "title": "Bắt buộc"},
                "audience": {
                    "type": "string",
                    "title": "Ai điền",
                    "description": "Để trống: công dân và công chức đều điền được.",
                    "oneOf": _audiences(),
                },
                "help": {
                    "type": "string",
                    "title": "Hướng dẫn điền",
                    "description": "Hiện ngay dưới tên mục.",
                    "x-lines": 2,
                    "maxLength": 2000,
                },
                **fields.settings_schema(types),
                "visible_when": {
                    "type": "object",
                    "title": "Chỉ hiện khi",
                    "description": "Để trống: luôn hiện. Mục đang ẩn thì không lưu câu trả lời.",
                    "x-editor": "condition",
                    "x-inputs": "sibling-fields",
                },
            },
        },
    }


def schema() -> Schema:
    """Return the schema of a form body, with the field types that are known."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "intro": {
                "type": "string",
                "title": "Phần mở đầu",
                "description": "Hiện đầu biểu mẫu, ví dụ: Kính gửi: Ủy ban nhân dân …",
                "x-lines": 3,
                "x-panel": "Lời mở đầu, cam đoan",
                "maxLength": 5000,
            },
            "fields": _fields(),
            "declaration": {
                "type": "string",
                "title": "Lời cam đoan",
                "x-lines": 3,
                "x-panel": "Lời mở đầu, cam đoan",
                "maxLength": 5000,
            },
            "signer": {
                "type": "string",
                "title": "Người ký",
                "description": "In trên chỗ ký, ví dụ: Người yêu cầu. Để trống: Người khai.",
                "x-panel": "Lời mở đầu, cam đoan",
                "maxLength": 200,
            },
            "register": {
                "type": "boolean",
                "title": "Dùng làm sổ",
                "description": "Mỗi lần điền là một dòng của sổ theo dõi.",
                "x-panel": "Lời mở đầu, cam đoan",
            },
            "footnotes": {
                "type": "string",
                "title": "Ghi chú cuối biểu mẫu",
                "x-lines": 3,
                "x-panel": "Lời mở đầu, cam đoan",
                "maxLength": 5000,
            },
        },
    }
