"""Kind «regulation» (quy chế, quy định): Điều below Chương and Mục, with khoản and điểm in them.

Numbers of chapters, sections, articles and what stands in them are computed when it is shown.
"""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import blocks, shapes
from registry.kinds.attached import FILE, FILE_SCHEMA, file_section
from registry.kinds.base import Context, Kind
from registry.kinds.blocks.numbering import roman
from registry.kinds.citations import LEGAL_BASIS
from registry.problems import Problem, pointer


def _part(kind: str, title: str, heading: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "title": title,
        "additionalProperties": False,
        "required": ["id", "type"],
        "properties": {
            "id": shapes.ID,
            "type": {"const": kind},
            "heading": shapes.text(heading, maxLength=500),
            **more,
        },
    }


# The khoản of one Điều count on over whatever stands between them.
TEXT = {**blocks.structured("Nội dung"), "x-whole": True}
# Flat, as people write and move them: a chapter holds the articles up to the next chapter.
SCHEMA: dict[str, Any] = shapes.body(
    {
        "Nội dung": {
            "parts": {
                "type": "array",
                "title": "Chương, mục, điều",
                "description": (
                    "Số chương, mục, điều, khoản, điểm do hệ thống tự đánh; không gõ số."
                ),
                "maxItems": 1000,
                "items": {
                    "title": "Phần",
                    "oneOf": [
                        _part("chapter", "Chương", "Tên chương"),
                        _part("section", "Mục", "Tên mục"),
                        _part("article", "Điều", "Tên điều", text=TEXT),
                    ],
                },
            },
        },
        "Tệp nội dung": {FILE: FILE_SCHEMA},
        "Cơ sở pháp lý": {"legal_basis": LEGAL_BASIS},
    }
)


def numbers(body: Body) -> Iterator[str]:
    """Yield what stands before each part: «Chương I», «Mục 1», «Điều 1».

    Articles count on through the whole text, sections begin anew in each chapter (Nghị định
    30/2020/NĐ-CP, phụ lục I).
    """
    chapter = section = article = 0
    for part in body.get("parts", []):
        match part.get("type"):
            case "chapter":
                chapter, section = chapter + 1, 0
                yield f"Chương {roman(chapter)}"
            case "section":
                section += 1
                yield f"Mục {section}"
            case _:
                article += 1
                yield f"Điều {article}"


def grounds(body: Body) -> list[str]:
    """Write the legal basis as papers begin: «Căn cứ Luật …;», the last with a full stop."""
    said = [item.get("text") or item.get("title", "") for item in body.get("legal_basis", [])]
    lines = [line.rstrip(" ;.,") for line in said if line]
    whole = [line if line.startswith("Căn cứ") else f"Căn cứ {line}" for line in lines]
    return [f"{line}{'.' if line is whole[-1] else ';'}" for line in whole]


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that a regulation has a file or articles, and that every part has its words."""
    parts = body.get("parts", [])
    found: list[Problem] = []
    if FILE not in body and not any(part.get("type") == "article" for part in parts):
        text = "Chưa có điều nào. Hãy thêm ít nhất một điều, hoặc đưa tệp nội dung vào."
        found.append(Problem("/parts", text))
    for index, (number, part) in enumerate(zip(numbers(body), parts, strict=True)):
        at = pointer("parts", index)
        if not part.get("heading"):
            found.append(Problem(f"{at}/heading", f"{number} chưa có tên. Hãy đặt tên."))
        if part.get("type") != "article":
            continue
        if blocks.is_empty(part.get("text")):
            found.append(Problem(f"{at}/text", f"{number} chưa có nội dung."))
        found += blocks.problems(part.get("text"), f"{at}/text", context)
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the regulation as it is read and printed."""
    parts = [
        {
            "type": part.get("type"),
            "number": number,
            "heading": part.get("heading", ""),
            "text": blocks.html(part.get("text"), context, whole=True),
        }
        for number, part in zip(numbers(body), body.get("parts", []), strict=True)
    ]
    told = {"grounds": grounds(body), "parts": parts, "file": file_section(body)}
    return render_to_string("registry/kinds/regulation.html", told)


KIND = Kind(
    code="regulation",
    label="Quy chế, quy định",
    label_plural="Quy chế, quy định",
    picture="law",
    schema=SCHEMA,
    problems=problems,
    render=render,
    code_prefix="QC",
    review_months=24,
)
