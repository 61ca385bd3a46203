"""The shape of a legal citation, shared by every kind that has a legal basis."""

from typing import Any

CITATION: dict[str, Any] = {
    "type": "object",
    "title": "Căn cứ",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "x-id": True},
        "text": {"type": "string", "title": "Nguyên văn"},
        "type": {"type": "string", "title": "Loại văn bản"},
        "number": {"type": "string", "title": "Số, ký hiệu"},
        "date": {"type": "string", "title": "Ngày ban hành", "format": "date"},
        "issuer": {"type": "string", "title": "Cơ quan ban hành"},
        "title": {"type": "string", "title": "Trích yếu"},
        "provision": {"type": "string", "title": "Điều, khoản, điểm"},
        "uid": {
            "type": "string",
            "title": "Văn bản trong hệ thống",
            "x-reference": {"kinds": ["legal-text"], "relation": "cites"},
        },
    },
}

LEGAL_BASIS: dict[str, Any] = {
    "type": "array",
    "title": "Cơ sở pháp lý",
    "description": "Dán cả danh sách, mỗi dòng một văn bản; hệ thống tự nhận ra số, ngày, cơ quan.",
    "x-editor": "provision",
    "items": CITATION,
}
