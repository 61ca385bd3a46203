"""The inputs that the rule tests ask about."""

from typing import Any

INPUTS: dict[str, dict[str, Any]] = {
    "verify": {"type": "yes_no", "label": "Cần xác minh"},
    "urgent": {"type": "yes_no", "label": "Khẩn"},
    "fee": {"type": "money", "label": "Số tiền"},
    "area": {"type": "number", "label": "Diện tích", "unit": "m²"},
    "filed": {"type": "date", "label": "Ngày nộp"},
    "decided": {"type": "date", "label": "Ngày quyết định"},
    "place": {"type": "text", "label": "Nơi cư trú"},
    "channel": {
        "type": "one_of",
        "label": "Cách nộp",
        "options": [
            {"id": "direct", "label": "Trực tiếp"},
            {"id": "post", "label": "Qua bưu chính"},
        ],
    },
    "papers": {
        "type": "many_of",
        "label": "Giấy tờ kèm theo",
        "options": [
            {"id": "card", "label": "Căn cước"},
            {"id": "map", "label": "Sơ đồ thửa đất"},
        ],
    },
    "people": {
        "type": "table",
        "label": "Người đi cùng",
        "columns": {
            "age": {"type": "number", "label": "Tuổi"},
            "name": {"type": "text", "label": "Họ và tên"},
        },
    },
}


def var(name: str) -> dict[str, str]:
    """{"var": name}."""
    return {"var": name}
