"""Kind «policy» (chính sách, cam kết chất lượng): what the leaders declare and sign."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import blocks, shapes
from registry.kinds.base import Context, Kind
from registry.kinds.citations import LEGAL_BASIS
from registry.kinds.sheet import SheetSection, legal_basis, sheet
from registry.problems import Problem, pointer

# TCVN ISO 9001:2015, điều 5.2 asks for a policy; commitments to citizens are declared alike.
TYPES = {"policy": "Chính sách chất lượng", "commitment": "Cam kết chất lượng"}

SCHEMA: dict[str, Any] = shapes.body(
    {
        "Nội dung": {
            "type": shapes.choice("Loại", TYPES),
            "intro": shapes.text("Lời mở đầu", lines=4),
            "statements": shapes.rows(
                "Các nội dung công bố",
                "Nội dung",
                ["text"],
                {"text": blocks.structured("Nội dung")},
                description="Mỗi dòng một điều. Có thể dán từ Word, Excel.",
            ),
            "conclusion": shapes.text("Lời kết", lines=3),
            "communication": shapes.text(
                "Cách phổ biến, công khai",
                "Ví dụ: niêm yết tại nơi tiếp nhận hồ sơ; đăng trên trang thông tin của cơ quan.",
                lines=3,
            ),
        },
        "Người ký": {
            "signer_position": shapes.text("Chức vụ người ký", "Ví dụ: Chủ tịch."),
            "signer": shapes.text("Họ tên người ký"),
            "signed_on": shapes.day("Ngày ký"),
        },
        "Cơ sở pháp lý": {"legal_basis": LEGAL_BASIS},
    }
)


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that a declaration says which it is, at least one thing, and who stands for it."""
    found: list[Problem] = []
    if not body.get("type"):
        found.append(Problem("/type", "Chưa chọn loại: chính sách hay cam kết."))
    statements = body.get("statements", [])
    if not statements:
        found.append(Problem("/statements", "Chưa có nội dung nào. Hãy thêm ít nhất một dòng."))
    for index, row in enumerate(statements):
        at = pointer("statements", index, "text")
        if blocks.is_empty(row.get("text")):
            found.append(Problem(at, f"Nội dung {index + 1} còn trống."))
        found += blocks.problems(row.get("text"), at, context)
    if not body.get("signer_position"):
        found.append(Problem("/signer_position", "Chưa ghi chức vụ người ký."))
    if not body.get("communication"):
        text = "Chưa ghi cách phổ biến, công khai; chính sách phải được mọi người biết."
        found.append(Problem("/communication", text, severity="warning"))
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the declaration as it is posted on the wall."""
    word = TYPES.get(body.get("type", ""), "Chính sách, cam kết")
    statements = format_html_join(
        "\n",
        "{}",
        (
            (blocks.html(blocks.numbered(row.get("text"), f"{number}."), context),)
            for number, row in enumerate(body.get("statements", []), start=1)
        ),
    )
    signer = [body.get("signer_position", ""), body.get("signer", "")]
    return sheet(
        word,
        context,
        [
            SheetSection(text=body.get("intro", "")),
            SheetSection(html=statements, nothing="Chưa có nội dung."),
            SheetSection(text=body.get("conclusion", "")),
            SheetSection("Phổ biến, công khai", text=body.get("communication", "")),
            legal_basis(body),
            SheetSection("Người ký", text="\n".join(line for line in signer if line)),
        ],
    )


def next_year(body: Body) -> Body:
    """Return the policy as it is signed anew the year after: the same words, no day of signing."""
    return {name: value for name, value in body.items() if name != "signed_on"}


KIND = Kind(
    code="policy",
    label="Chính sách, cam kết chất lượng",
    label_plural="Chính sách, cam kết chất lượng",
    picture="quality",
    schema=SCHEMA,
    problems=problems,
    render=render,
    initial=lambda: {"type": "policy"},
    schema_version=2,
    framed=True,
    code_prefix="CSCL",
    confidentiality="public",
    review_months=12,
    next_year=next_year,
)
