"""The schema of a form body: shapes only, what a form means is in problems.py."""

from typing import Any

from formbuilder import fields
from formbuilder.definition import AUDIENCES
from formbuilder.fields.table import CELL_TYPES

Schema = dict[str, Any]

# Ids become names of inputs and keys of answers; they are made once and never change.
_ID: Schema = {"type": "string", "x-id": True, "pattern": "^[A-Za-z0-9_-]{1,64}$"}
_DECIMAL: Schema = {
    "type": "string",
    "x-decimal": True,
    "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$",
}
_LABEL: Schema = {"type": "string", "title": "Tên mục", "maxLength": 500}


def _choices(pairs: list[tuple[str, str]]) -> list[Schema]:
    return [{"const": code, "title": label} for code, label in pairs]


def _options(title: str) -> Schema:
    return {
        "type": "array",
        "title": title,
        "description": "Mỗi dòng một lựa chọn.",
        "x-editor": "grid",
        "x-columns": ["label"],
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id"],
            "properties": {
                "id": _ID,
                "label": {"type": "string", "title": "Lựa chọn", "maxLength": 500},
            },
        },
    }


def _catalogue(*types: str) -> Schema:
    return {
        "type": "string",
        "title": "Lấy lựa chọn từ danh mục",
        "description": "Danh mục dùng chung; để trống thì dùng các lựa chọn ghi ở trên.",
        "maxLength": 64,
        "x-reference": {"kinds": ["catalogue"], "relation": "uses"},
        "x-when": {"type": list(types)},
    }


_COLUMNS: Schema = {
    "type": "array",
    "title": "Các cột của bảng",
    "x-editor": "grid",
    "x-columns": ["label", "type", "required"],
    "x-when": {"type": ["table"]},
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["id"],
        "properties": {
            "id": _ID,
            "label": {"type": "string", "title": "Tên cột", "maxLength": 200},
            "type": {
                "type": "string",
                "title": "Kiểu",
                "oneOf": _choices([(cell.code, cell.label) for cell in CELL_TYPES.values()]),
            },
            "required": {"type": "boolean", "title": "Bắt buộc"},
            "options": {**_options("Các lựa chọn của cột"), "x-when": {"type": ["one_of"]}},
            "catalogue": _catalogue("one_of"),
        },
    },
}

_FIELDS: Schema = {
    "type": "array",
    "title": "Các mục cần điền",
    "description": (
        "Mỗi dòng là một mục của biểu mẫu, theo thứ tự trên giấy. Có thể dán từ Word hoặc Excel:"
        " tên mục, kiểu, bắt buộc."
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
            "id": _ID,
            "label": _LABEL,
            "type": {
                "type": "string",
                "title": "Kiểu",
                "oneOf": _choices([(item.code, item.label) for item in fields.all_types()]),
            },
            "required": {"type": "boolean", "title": "Bắt buộc"},
            "audience": {
                "type": "string",
                "title": "Ai điền",
                "description": "Để trống: công dân và công chức đều điền được.",
                "oneOf": _choices(list(AUDIENCES.items())),
            },
            "help": {
                "type": "string",
                "title": "Hướng dẫn điền",
                "description": "Hiện ngay dưới tên mục.",
                "x-lines": 2,
                "maxLength": 2000,
            },
            "options": {
                **_options("Các lựa chọn"),
                "x-when": {"type": ["one_of", "many_of"]},
            },
            "catalogue": _catalogue("one_of", "many_of"),
            "columns": _COLUMNS,
            "unit": {
                "type": "string",
                "title": "Đơn vị tính",
                "description": "Ví dụ: m², người, bản.",
                "maxLength": 40,
                "x-when": {"type": ["number"]},
            },
            "min": {
                **_DECIMAL,
                "title": "Nhỏ nhất",
                "description": "Giá trị nhỏ nhất; với bảng là số dòng ít nhất.",
                "x-when": {"type": ["number", "money", "table"]},
            },
            "max": {
                **_DECIMAL,
                "title": "Lớn nhất",
                "description": "Giá trị lớn nhất; với bảng là số dòng nhiều nhất.",
                "x-when": {"type": ["number", "money", "table"]},
            },
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

SCHEMA: Schema = {
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
        "fields": _FIELDS,
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
