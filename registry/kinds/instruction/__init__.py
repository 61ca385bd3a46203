"""Kind «instruction» (hướng dẫn công việc): how one piece of work is done."""

from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import blocks, shapes
from registry.kinds.attached import FILE, FILE_SCHEMA, file_section
from registry.kinds.base import Context, Kind
from registry.kinds.citations import LEGAL_BASIS
from registry.kinds.records_kept import RECORDS_KEPT, how_long
from registry.kinds.sheet import SheetSection, legal_basis, sheet, table
from registry.problems import Problem, pointer

SCHEMA: dict[str, Any] = shapes.body(
    {
        "Phạm vi": {
            "purpose": shapes.text("1. Mục đích", lines=3),
            "scope": shapes.text("2. Phạm vi", lines=3),
            "definitions": shapes.text("3. Định nghĩa, viết tắt", lines=3),
            "field": shapes.text("Lĩnh vực", "Ví dụ: Hộ tịch.", maxLength=120),
        },
        "Nội dung": {
            "steps": shapes.rows(
                "4. Nội dung hướng dẫn",
                "Phần",
                ["title", "who", "text"],
                {
                    "title": shapes.text("Việc, bước", maxLength=1000),
                    "who": shapes.text("Người thực hiện"),
                    "text": blocks.structured("Cách làm"),
                },
                description="Mỗi dòng một bước hoặc một phần. Có thể dán từ Word, Excel.",
            ),
            "notes": shapes.text("Lưu ý", lines=3),
        },
        "Biểu mẫu, hồ sơ lưu": {
            "forms": shapes.rows(
                "5. Biểu mẫu sử dụng",
                "Biểu mẫu",
                ["form", "note"],
                {
                    "form": shapes.document("Biểu mẫu", "form", "uses"),
                    "note": shapes.text("Dùng khi nào"),
                },
            ),
            "records_kept": {**RECORDS_KEPT, "title": "6. Hồ sơ lưu"},
        },
        "Tệp nội dung": {FILE: FILE_SCHEMA},
        "Cơ sở pháp lý": {"legal_basis": LEGAL_BASIS},
    }
)


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that an instruction says what for and how, and that its forms are there."""
    found = []
    for name, words in (("purpose", "mục đích"), ("scope", "phạm vi")):
        if not body.get(name):
            found.append(Problem(pointer(name), f"Chưa ghi {words}.", severity="warning"))
    steps = body.get("steps", [])
    if not steps and FILE not in body:
        found.append(Problem("/steps", "Chưa có nội dung hướng dẫn. Hãy thêm ít nhất một dòng."))
    for index, row in enumerate(steps):
        at = pointer("steps", index)
        if not row.get("title"):
            found.append(Problem(f"{at}/title", f"Phần {index + 1} chưa ghi việc phải làm."))
        found += blocks.problems(row.get("text"), f"{at}/text", context)
    for index, row in enumerate(body.get("forms", [])):
        target = context.resolve(row["form"]) if row.get("form") else None
        if target is None or target.kind != "form":
            text = (
                f"Dòng {index + 1}: biểu mẫu chưa chọn, không còn hoặc chưa ban hành."
                " Hãy chọn lại, hoặc trình biểu mẫu trong cùng bộ tài liệu."
            )
            found.append(Problem(pointer("forms", index, "form"), text))
    return found


def _how(text: blocks.Text, context: Context) -> str:
    """A string stands in its cell as it was typed; blocks as paragraphs of their own."""
    return text if isinstance(text, str) else blocks.html(text, context)


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the instruction as it lies beside the work."""
    forms = []
    for row in body.get("forms", []):
        form = context.resolve(row["form"]) if row.get("form") else None
        name = f"{form.code} {form.title}".strip() if form else "(biểu mẫu chưa có)"
        forms.append((name, row.get("note", "")))
    # Where the text is a file, what is not said beside it stands in there.
    nothing = "" if FILE in body else "Không có."
    return sheet(
        "Hướng dẫn công việc",
        context,
        [
            file_section(body),
            SheetSection("1. Mục đích", text=body.get("purpose", ""), nothing=nothing),
            SheetSection("2. Phạm vi", text=body.get("scope", ""), nothing=nothing),
            SheetSection(
                "3. Định nghĩa, viết tắt", text=body.get("definitions", ""), nothing=nothing
            ),
            table(
                "4. Nội dung hướng dẫn",
                ("Việc, bước", "Người thực hiện", "Cách làm"),
                [
                    (row.get("title", ""), row.get("who", ""), _how(row.get("text"), context))
                    for row in body.get("steps", [])
                ],
                nothing=nothing and "Chưa có nội dung.",
            ),
            SheetSection("Lưu ý", text=body.get("notes", "")),
            table("5. Biểu mẫu sử dụng", ("Biểu mẫu", "Dùng khi nào"), forms, nothing),
            table(
                "6. Hồ sơ lưu",
                ("Tên hồ sơ", "Nơi lưu", "Người lưu", "Thời gian lưu"),
                [
                    (f"{row.get('name', '')}{' (bản chụp)' if row.get('copy') else ''}",
                     row.get("place", ""), row.get("keeper", ""), how_long(row))
                    for row in body.get("records_kept", [])
                ],
                nothing,
            ),
            legal_basis(body),
        ],
    )  # fmt: skip


KIND = Kind(
    code="instruction",
    label="Hướng dẫn công việc",
    label_plural="Hướng dẫn công việc",
    picture="info",
    schema=SCHEMA,
    problems=problems,
    render=render,
    schema_version=3,
    framed=True,
    code_prefix="HD",
)
