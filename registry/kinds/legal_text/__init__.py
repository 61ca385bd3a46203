"""Kind «legal-text» (văn bản pháp luật): number, dates, state, relations and provisions."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds.base import Context, Kind
from registry.problems import Problem, pointer


def _choices(**labels: str) -> dict[str, Any]:
    return {
        "type": "string",
        "oneOf": [{"const": code, "title": label} for code, label in labels.items()],
    }


_DATE = {"type": "string", "format": "date"}

STATES = {
    "pending": "Chưa có hiệu lực",
    "in_force": "Còn hiệu lực",
    "partly": "Hết hiệu lực một phần",
    "expired": "Hết hiệu lực toàn bộ",
    "suspended": "Ngưng hiệu lực",
}
RELATIONS = {
    "amends": "Sửa đổi, bổ sung",
    "replaces": "Thay thế",
    "repeals": "Bãi bỏ",
    "guides": "Hướng dẫn",
    "details": "Quy định chi tiết",
    "corrects": "Đính chính",
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "number": {"type": "string", "title": "Số, ký hiệu", "x-panel": "Văn bản"},
        "type": {"type": "string", "title": "Loại văn bản", "x-panel": "Văn bản"},
        "issuer": {"type": "string", "title": "Cơ quan ban hành", "x-panel": "Văn bản"},
        "signed_on": {**_DATE, "title": "Ngày ký", "x-panel": "Văn bản"},
        "effective_from": {**_DATE, "title": "Hiệu lực từ", "x-panel": "Văn bản"},
        "effective_to": {**_DATE, "title": "Hết hiệu lực từ", "x-panel": "Văn bản"},
        "state": {**_choices(**STATES), "title": "Hiệu lực", "x-panel": "Văn bản"},
        "relations": {
            "type": "array",
            "title": "Liên quan đến văn bản khác",
            "x-panel": "Văn bản liên quan",
            "x-editor": "grid",
            "x-columns": ["relation", "number", "from"],
            "items": {
                "type": "object",
                "title": "Quan hệ",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "relation": {**_choices(**RELATIONS), "title": "Quan hệ"},
                    "number": {"type": "string", "title": "Số, ký hiệu văn bản kia"},
                    "from": {**_DATE, "title": "Từ ngày"},
                    "uid": {
                        "type": "string",
                        "title": "Văn bản trong hệ thống",
                        "x-reference": {"kinds": ["legal-text"], "relation": "cites"},
                    },
                },
            },
        },
        "provisions": {
            "type": "array",
            "title": "Điều khoản",
            "x-panel": "Điều khoản",
            "items": {
                "type": "object",
                "title": "Điều khoản",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "path": {"type": "string", "title": "Điều, khoản, điểm"},
                    "heading": {"type": "string", "title": "Tên điều"},
                    "text": {"type": "string", "title": "Nội dung", "x-lines": 6},
                },
            },
        },
    },
}


def problems(body: Body, context: Context) -> list[Problem]:
    """A legal text has a type, a day and a state; dates stand in order."""
    found = []
    for name, label in (("type", "loại văn bản"), ("state", "tình trạng hiệu lực")):
        if not body.get(name):
            found.append(Problem(pointer(name), f"Chưa có {label}. Hãy điền mục này."))
    if not body.get("number"):
        found.append(
            Problem(
                "/number", "Chưa có số, ký hiệu (luật có thể không ghi số).", severity="warning"
            )
        )
    start, end = body.get("effective_from", ""), body.get("effective_to", "")
    if start and end and end < start:
        found.append(Problem("/effective_to", "Ngày hết hiệu lực đứng trước ngày có hiệu lực."))
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """The text's card and its provisions."""
    return render_to_string(
        "registry/kinds/legal_text.html",
        {
            "body": body,
            "frame": context.frame,
            "state": STATES.get(body.get("state", ""), ""),
            "relations": [
                {**row, "label": RELATIONS.get(row.get("relation", ""), "")}
                for row in body.get("relations", [])
            ],
        },
    )


KIND = Kind(
    code="legal-text",
    label="Văn bản pháp luật",
    label_plural="Văn bản pháp luật",
    icon="doc-full",
    schema=SCHEMA,
    problems=problems,
    render=render,
    outside=True,
)
