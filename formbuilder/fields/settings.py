"""What the editor asks an author about a field beside its name and type: shared settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

# Ids become names of inputs and keys of answers; they are made once and never change.
ID: Schema = {"type": "string", "x-id": True, "pattern": "^[A-Za-z0-9_-]{1,64}$"}


@dataclass(frozen=True)
class Setting:
    """One property of a field's definition, which the types that need it name together.

    `place` orders the settings on the page. `column_title` is its title where a column of a table
    is set up, "" where columns don't have it.
    """

    name: str
    place: int
    schema: Callable[[], Schema]
    column_title: str = ""


def _limit(title: str, description: str) -> Schema:
    return {
        "type": "string",
        "x-decimal": True,
        "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$",
        "title": title,
        "description": description,
    }


OPTIONS = Setting(
    "options",
    10,
    lambda: {
        "type": "array",
        "title": "Các lựa chọn",
        "description": "Mỗi dòng một lựa chọn.",
        "x-editor": "grid",
        "x-columns": ["label"],
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id"],
            "properties": {
                "id": ID,
                "label": {"type": "string", "title": "Lựa chọn", "maxLength": 500},
            },
        },
    },
    column_title="Các lựa chọn của cột",
)
CATALOGUE = Setting(
    "catalogue",
    20,
    lambda: {
        "type": "string",
        "title": "Lấy lựa chọn từ danh mục",
        "description": "Danh mục dùng chung; để trống thì dùng các lựa chọn ghi ở trên.",
        "maxLength": 64,
        "x-reference": {"kinds": ["catalogue"], "relation": "uses"},
    },
    column_title="Lấy lựa chọn từ danh mục",
)
UNIT = Setting(
    "unit",
    40,
    lambda: {
        "type": "string",
        "title": "Đơn vị tính",
        "description": "Ví dụ: m², người, bản.",
        "maxLength": 40,
    },
)
LEAST = Setting(
    "min", 50, lambda: _limit("Nhỏ nhất", "Giá trị nhỏ nhất; với bảng là số dòng ít nhất.")
)
MOST = Setting(
    "max", 60, lambda: _limit("Lớn nhất", "Giá trị lớn nhất; với bảng là số dòng nhiều nhất.")
)
LIMITS = (LEAST, MOST)
CHOICES = (OPTIONS, CATALOGUE)
