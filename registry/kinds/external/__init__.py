"""Kind «external» (tài liệu bên ngoài): what comes from outside and must be kept under control."""

from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import shapes
from registry.kinds.attached import FILE, FILE_SCHEMA, file_section
from registry.kinds.base import Context, Kind
from registry.kinds.sheet import SheetSection, day, facts, months, sheet
from registry.now import local
from registry.problems import Problem

KEPT_AS = {"link": "Đường dẫn trên mạng", "file": "Tệp điện tử", "paper": "Bản giấy"}


def _when(*kept_as: str) -> dict[str, Any]:
    return {"x-when": {"kept_as": list(kept_as)}}


# TCVN ISO 9001:2015, điều 7.5.3.2: documents of external origin are identified and controlled.
# number, issuer, signed_on, effective_from, effective_to are named as in a legal text: the list of
# external documents holds both.
SCHEMA: dict[str, Any] = shapes.body(
    {
        "Tài liệu": {
            "number": shapes.text("Số, ký hiệu"),
            "type": shapes.text("Loại tài liệu", "Ví dụ: tiêu chuẩn, công văn, sổ tay thiết bị."),
            "issuer": shapes.text("Nơi ban hành"),
            "field": shapes.text("Lĩnh vực", "Ví dụ: Hộ tịch.", maxLength=120),
            "signed_on": shapes.day("Ngày ban hành"),
            "effective_from": shapes.day("Áp dụng từ ngày"),
            "effective_to": shapes.day("Hết áp dụng từ ngày"),
            "summary": shapes.text("Nội dung chính", lines=4),
        },
        "Tệp nội dung": {FILE: FILE_SCHEMA},
        "Kiểm soát": {
            "received_on": shapes.day("Ngày nhận"),
            "kept_as": shapes.choice("Lưu dưới dạng", KEPT_AS),
            "link": shapes.text(
                "Đường dẫn",
                "Bắt đầu bằng https:// hoặc http://",
                maxLength=1000,
                **_when("link"),
            ),
            "place": shapes.text(
                "Nơi lưu",
                "Tủ, cặp hồ sơ hoặc thư mục dùng chung.",
                **_when("file", "paper"),
            ),
            "keeper": shapes.text("Người giữ"),
            "applies_to": shapes.text("Ai phải áp dụng", "Đơn vị, chức danh phải làm theo."),
            "review_on": shapes.day("Ngày xem lại", description="Xem tài liệu còn hiệu lực không."),
        },
    }
)


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that it says where it comes from, where it is and whom it binds.

    Also that the dates stand in order, and that no review was missed.
    """
    found = [
        Problem(f"/{name}", f"Chưa ghi {words}.")
        for name, words in _NEEDED.items()
        if not body.get(name)
    ]
    match body.get("kept_as"):
        case "link" if not str(body.get("link", "")).startswith(("https://", "http://")):
            text = "Đường dẫn còn trống hoặc không bắt đầu bằng https:// hay http://."
            found.append(Problem("/link", text))
        case "file" if not body.get("place") and FILE not in body:
            text = "Chưa ghi nơi lưu. Hãy đưa tệp vào, hoặc ghi tệp đang ở đâu."
            found.append(Problem("/place", text))
        case "paper" if not body.get("place"):
            found.append(Problem("/place", "Chưa ghi nơi lưu."))
    start, end = body.get("effective_from", ""), body.get("effective_to", "")
    if start and end and end < start:
        found.append(Problem("/effective_to", "Ngày hết áp dụng đứng trước ngày áp dụng."))
    review = body.get("review_on", "")
    if review and review < local(context.instant).date().isoformat():
        text = f"Đã quá ngày xem lại ({day(review)}). Hãy xem lại rồi đặt ngày mới."
        found.append(Problem("/review_on", text, severity="warning"))
    return found


_NEEDED = {
    "issuer": "nơi ban hành",
    "kept_as": "tài liệu được lưu dưới dạng nào",
    "applies_to": "ai phải áp dụng",
}


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the card of the document."""
    return sheet(
        "Tài liệu bên ngoài",
        context,
        [
            facts(
                "Tài liệu",
                [
                    ("Số, ký hiệu", body.get("number", "")),
                    ("Loại tài liệu", body.get("type", "")),
                    ("Nơi ban hành", body.get("issuer", "")),
                    ("Lĩnh vực", body.get("field", "")),
                    ("Ngày ban hành", day(body.get("signed_on"))),
                    ("Áp dụng", months(body.get("effective_from"), body.get("effective_to"))),
                ],
            ),
            SheetSection("Nội dung chính", text=body.get("summary", "")),
            file_section(body),
            facts(
                "Kiểm soát",
                [
                    ("Ngày nhận", day(body.get("received_on"))),
                    ("Lưu dưới dạng", KEPT_AS.get(body.get("kept_as", ""), "")),
                    ("Nơi lưu", kept_where(body)),
                    ("Người giữ", body.get("keeper", "")),
                    ("Ai phải áp dụng", body.get("applies_to", "")),
                    ("Ngày xem lại", day(body.get("review_on"))),
                ],
            ),
        ],
    )


def standing(body: Body, on: date) -> str:
    """Say whether the document applies on a day, by its own dates."""
    start, end = body.get("effective_from", ""), body.get("effective_to", "")
    if end and end <= on.isoformat():
        return "Hết áp dụng"
    return "Chưa áp dụng" if start > on.isoformat() else "Đang áp dụng"


def tone(body: Body, on: date) -> str:
    """Say in which tone `standing` is shown."""
    return {"Đang áp dụng": "good", "Chưa áp dụng": "info"}.get(standing(body, on), "late")


def kept_where(body: Body) -> str:
    """Return the link, or the place of file or paper."""
    return str(body.get("link" if body.get("kept_as") == "link" else "place", ""))


KIND = Kind(
    code="external",
    label="Tài liệu bên ngoài",
    label_plural="Tài liệu bên ngoài",
    picture="link",
    schema=SCHEMA,
    problems=problems,
    render=render,
    schema_version=2,
    framed=True,
    outside=True,
    standing=standing,
    tone=tone,
    code_prefix="TLBN",
    review_months=12,
)
