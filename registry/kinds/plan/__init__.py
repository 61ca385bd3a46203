"""Kind «plan» (kế hoạch): who does what from when to when, and what comes of it."""

from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import shapes, years
from registry.kinds.base import Context, Kind
from registry.kinds.citations import LEGAL_BASIS
from registry.kinds.sheet import SheetSection, day, legal_basis, months, sheet, table
from registry.problems import Problem, pointer

SCHEMA: dict[str, Any] = shapes.body(
    {
        "Mục đích, thời gian": {
            "purpose": shapes.text("Mục đích, yêu cầu", lines=4),
            "from": shapes.day("Thực hiện từ ngày"),
            "to": shapes.day("Đến ngày"),
        },
        "Các việc": {
            "activities": shapes.rows(
                "Các việc",
                "Việc",
                ["activity", "responsible", "cooperating", "start", "end", "output"],
                {
                    "activity": shapes.text("Nội dung công việc", maxLength=2000),
                    "responsible": shapes.text("Chủ trì"),
                    "cooperating": shapes.text("Phối hợp"),
                    "start": shapes.day("Bắt đầu"),
                    "end": shapes.day("Hoàn thành"),
                    "output": shapes.text("Kết quả, sản phẩm", maxLength=1000),
                    "resources": shapes.text("Kinh phí, nguồn lực", lines=2),
                    "note": shapes.text("Ghi chú", lines=2),
                },
            ),
            "organisation": shapes.text("Tổ chức thực hiện", lines=4),
        },
        "Cơ sở pháp lý": {"legal_basis": LEGAL_BASIS},
    }
)


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that every activity has somebody, and an end within the plan's period."""
    found = []
    start, end = body.get("from", ""), body.get("to", "")
    if not (start and end):
        where = "/from" if not start else "/to"
        found.append(Problem(where, "Chưa ghi đủ thời gian thực hiện (từ ngày, đến ngày)."))
    elif end < start:
        found.append(Problem("/to", "Ngày kết thúc kế hoạch đứng trước ngày bắt đầu."))
    activities = body.get("activities", [])
    if not activities:
        found.append(Problem("/activities", "Chưa có việc nào. Hãy thêm ít nhất một dòng."))
    for index, row in enumerate(activities):
        found += _activity(row, index, start, end)
    return found


def _activity(row: Body, index: int, start: str, end: str) -> list[Problem]:
    def at(field: str, text: str, severity: Any = "error") -> Problem:
        where = pointer("activities", index, field)
        return Problem(where, f"Việc {index + 1} {text}", severity=severity)

    found = []
    if not row.get("activity"):
        found.append(at("activity", "chưa ghi nội dung."))
    if not row.get("responsible"):
        found.append(at("responsible", "chưa có người hoặc đơn vị chủ trì."))
    first, last = row.get("start", ""), row.get("end", "")
    if not last:
        found.append(at("end", "chưa có ngày hoàn thành."))
    elif first and last < first:
        found.append(at("end", "có ngày hoàn thành đứng trước ngày bắt đầu."))
    if (first and start and first < start) or (last and end and last > end):
        where = "start" if first and start and first < start else "end"
        found.append(at(where, "nằm ngoài thời gian của kế hoạch.", "warning"))
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the plan with its table."""
    period = months(body.get("from"), body.get("to"))
    return sheet(
        "Kế hoạch",
        context,
        [
            SheetSection("Mục đích, yêu cầu", text=body.get("purpose", "")),
            SheetSection("Thời gian thực hiện", text=period[:1].upper() + period[1:]),
            table(
                "Nội dung thực hiện",
                ("Nội dung công việc", "Chủ trì", "Phối hợp", "Thời gian", "Kết quả, sản phẩm",
                 "Kinh phí, nguồn lực", "Ghi chú"),
                [
                    (row.get("activity", ""), row.get("responsible", ""),
                     row.get("cooperating", ""),
                     " – ".join(day(row[name]) for name in ("start", "end") if row.get(name)),
                     row.get("output", ""), row.get("resources", ""), row.get("note", ""))
                    for row in body.get("activities", [])
                ],
                nothing="Chưa có việc nào.",
            ),
            SheetSection("Tổ chức thực hiện", text=body.get("organisation", "")),
            legal_basis(body),
        ],
    )  # fmt: skip


def next_year(body: Body) -> Body:
    """Return the plan of the year after: its days a year later, without notes on how it went."""
    moved = years.moved(SCHEMA, body)
    moved["activities"] = [
        {name: value for name, value in row.items() if name != "note"}
        for row in moved.get("activities", [])
    ]
    return moved


KIND = Kind(
    code="plan",
    label="Kế hoạch",
    label_plural="Kế hoạch",
    picture="todo",
    schema=SCHEMA,
    problems=problems,
    render=render,
    framed=True,
    code_prefix="KH",
    review_months=0,
    next_year=next_year,
)
