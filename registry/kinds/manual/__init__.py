"""Kind «manual» (tài liệu hệ thống): a text in headed sections, such as the quality manual."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import blocks
from registry.kinds.attached import FILE, FILE_SCHEMA, file_section
from registry.kinds.base import Context, Kind
from registry.kinds.citations import LEGAL_BASIS
from registry.problems import Problem, pointer

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "sections": {
            "type": "array",
            "title": "Nội dung",
            "x-panel": "Nội dung",
            "items": {
                "type": "object",
                "title": "Mục",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "heading": {"type": "string", "title": "Tên mục"},
                    "text": blocks.structured("Nội dung"),
                },
            },
        },
        "field": {"type": "string", "title": "Lĩnh vực", "maxLength": 120},
        FILE: {**FILE_SCHEMA, "x-panel": "Tệp nội dung"},
        "legal_basis": {**LEGAL_BASIS, "x-panel": "Cơ sở pháp lý"},
    },
}


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that a manual has a file or at least one section, and every section a heading."""
    sections = body.get("sections", [])
    if not sections and FILE not in body:
        text = "Chưa có mục nào. Hãy thêm ít nhất một mục, hoặc đưa tệp nội dung vào."
        return [Problem("/sections", text)]
    found = []
    for index, section in enumerate(sections):
        at = pointer("sections", index)
        if not section.get("heading"):
            text = f"Mục {index + 1} chưa có tên. Hãy đặt tên mục."
            found.append(Problem(f"{at}/heading", text))
        found += blocks.problems(section.get("text"), f"{at}/text", context)
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the text as it is read and printed."""
    sections = [
        {"heading": section.get("heading", ""), "text": blocks.html(section.get("text"), context)}
        for section in body.get("sections", [])
    ]
    told = {"body": body, "sections": sections, "file": file_section(body)}
    return render_to_string("registry/kinds/manual.html", told)


KIND = Kind(
    code="manual",
    label="Tài liệu hệ thống",
    label_plural="Tài liệu hệ thống",
    schema=SCHEMA,
    problems=problems,
    render=render,
    schema_version=3,
    code_prefix="STCL",
    review_months=12,
)
