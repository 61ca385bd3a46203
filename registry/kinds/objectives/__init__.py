"""Kind «objectives» (mục tiêu chất lượng): what is to be reached in a year, and what was."""

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import shapes, years
from registry.kinds.base import Context, Kind
from registry.kinds.sheet import SheetSection, day, number, sheet, table
from registry.problems import Problem, pointer

COMPARISONS = {"at_least": "Từ … trở lên", "at_most": "Không quá", "equal": "Đúng bằng"}
_SIGNS = {"at_least": "≥", "at_most": "≤", "equal": "="}
QUARTERS = {"q1": "Quý I", "q2": "Quý II", "q3": "Quý III", "q4": "Quý IV"}

# TCVN ISO 9001:2015, điều 6.2: measurable, with a person responsible, a date, and how it is judged.
SCHEMA: dict[str, Any] = shapes.body(
    {
        "Mục tiêu": {
            "year": shapes.count("Năm", 2200, minimum=2000),
            "policy": shapes.document(
                "Chính sách chất lượng",
                "policy",
                "cites",
                description="Chính sách mà các mục tiêu này cụ thể hóa.",
            ),
            "objectives": shapes.rows(
                "Các mục tiêu",
                "Mục tiêu",
                ["objective", "comparison", "target", "unit", "owner", "due"],
                {
                    "objective": shapes.text("Mục tiêu", maxLength=1000),
                    "comparison": shapes.choice("So với chỉ tiêu", COMPARISONS),
                    "target": shapes.decimal("Chỉ tiêu"),
                    "unit": shapes.text("Đơn vị tính", "Ví dụ: %, ngày, hồ sơ.", maxLength=40),
                    "owner": shapes.text("Đơn vị chịu trách nhiệm"),
                    "due": shapes.day("Hạn đạt"),
                    "measure": shapes.text(
                        "Cách đo",
                        "Ví dụ: số hồ sơ giải quyết đúng hạn chia tổng số hồ sơ đã giải quyết.",
                        lines=3,
                    ),
                    "source": shapes.text("Lấy số liệu từ đâu", "Ví dụ: sổ theo dõi hồ sơ."),
                    "actions": shapes.text("Biện pháp thực hiện", lines=3),
                    **{
                        code: shapes.decimal(f"Kết quả {label.lower()}")
                        for code, label in QUARTERS.items()
                    },
                    "note": shapes.text("Ghi chú", lines=2),
                },
            ),
        },
    }
)


def reached(row: Body) -> str:
    """Say «Đạt» or «Chưa đạt» by the latest result; "" where nothing was measured yet."""
    results = [row[code] for code in QUARTERS if row.get(code)]
    if not results or not row.get("target") or not row.get("comparison"):
        return ""
    got, wanted = Decimal(results[-1]), Decimal(row["target"])
    good = {"at_least": got >= wanted, "at_most": got <= wanted, "equal": got == wanted}
    return "Đạt" if good[row["comparison"]] else "Chưa đạt"


def target(row: Body) -> str:
    """Write the target in words: «≥ 98 %»."""
    if not row.get("target"):
        return ""
    sign = _SIGNS.get(row.get("comparison", ""), "")
    return " ".join(part for part in (sign, number(row["target"]), row.get("unit", "")) if part)


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that every objective can be measured, and that somebody answers for it by a day."""
    found = [] if body.get("year") else [Problem("/year", "Chưa ghi năm của mục tiêu.")]
    given = body.get("objectives", [])
    if not given:
        found.append(Problem("/objectives", "Chưa có mục tiêu nào. Hãy thêm ít nhất một dòng."))
    for index, row in enumerate(given):
        name = f"Mục tiêu {index + 1}"
        for field, words in _NEEDED.items():
            if not row.get(field):
                where = pointer("objectives", index, field)
                found.append(Problem(where, f"{name} chưa {words}."))
        due = row.get("due", "")
        if due and body.get("year") and not due.startswith(f"{body['year']}-"):
            text = f"{name} có hạn {day(due)}, ngoài năm {body['year']}."
            where = pointer("objectives", index, "due")
            found.append(Problem(where, text, severity="warning"))
    if body.get("policy") and context.resolve(body["policy"]) is None:
        text = "Chính sách chất lượng đã chọn không còn hiệu lực. Hãy chọn lại."
        found.append(Problem("/policy", text, severity="warning"))
    return found


_NEEDED = {
    "objective": "ghi nội dung",
    "comparison": "chọn cách so với chỉ tiêu",
    "target": "có chỉ tiêu bằng số",
    "measure": "ghi cách đo (bấm Chi tiết ở cuối dòng)",
    "owner": "ghi đơn vị chịu trách nhiệm",
    "due": "có hạn đạt",
}


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the table of the year; results stand in it once there are any."""
    policy = context.resolve(body["policy"]) if body.get("policy") else None
    rows = body.get("objectives", [])
    return sheet(
        "Mục tiêu chất lượng",
        context,
        [
            SheetSection(text=f"Năm {body['year']}" if body.get("year") else ""),
            SheetSection(
                "Chính sách chất lượng", text=f"{policy.code} {policy.title}" if policy else ""
            ),
            table(
                "Mục tiêu và kết quả",
                ("Mục tiêu", "Chỉ tiêu", "Chịu trách nhiệm", "Hạn đạt", *QUARTERS.values(),
                 "Đánh giá", "Ghi chú"),
                [
                    (row.get("objective", ""), target(row), row.get("owner", ""),
                     day(row.get("due")), *(number(row.get(code)) for code in QUARTERS),
                     reached(row), row.get("note", ""))
                    for row in rows
                ],
                nothing="Chưa có mục tiêu nào.",
            ),
            table(
                "Cách đo và biện pháp thực hiện",
                ("Mục tiêu", "Cách đo", "Nguồn số liệu", "Biện pháp"),
                [
                    (row.get("objective", ""), row.get("measure", ""), row.get("source", ""),
                     row.get("actions", ""))
                    for row in rows
                ],
            ),
        ],
    )  # fmt: skip


def next_year(body: Body) -> Body:
    """Return the objectives of the year after: a year later, without what was reached."""
    moved = years.moved(SCHEMA, body)
    if body.get("year"):
        moved["year"] = body["year"] + 1
    moved["objectives"] = [
        {name: value for name, value in row.items() if name not in (*QUARTERS, "note")}
        for row in moved.get("objectives", [])
    ]
    return moved


KIND = Kind(
    code="objectives",
    label="Mục tiêu chất lượng",
    label_plural="Mục tiêu chất lượng",
    picture="flag",
    schema=SCHEMA,
    problems=problems,
    render=render,
    framed=True,
    code_prefix="MTCL",
    review_months=0,
    next_year=next_year,
)
