"""Kind «catalogue» (danh mục dùng chung): codes and labels that forms offer as choices."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import shapes
from registry.kinds.base import Context, Kind
from registry.kinds.ids import new_id
from registry.kinds.pasting import PastedRows, not_taken
from registry.kinds.sheet import SheetSection, months, sheet, table
from registry.problems import Problem, pointer
from registry.readers import days
from registry.vietnamese import fold

_TEXTS: dict[str, Any] = {
    "type": "object",
    "title": "Cột khác",
    "x-editor": "texts",
    "x-each": "/columns",
    "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,64}$"},
    "additionalProperties": {"type": "string", "maxLength": 2000},
}

SCHEMA: dict[str, Any] = shapes.body(
    {
        "Danh mục": {
            "purpose": shapes.text("Dùng để làm gì", lines=2),
            "columns": shapes.rows(
                "Cột khác",
                "Cột",
                ["label"],
                {"label": shapes.text("Tên cột", maxLength=200)},
                description="Ngoài mã và tên, mỗi dòng của danh mục còn ghi gì.",
                maxItems=10,
            ),
            "rows": shapes.rows(
                "Các dòng",
                "Dòng",
                ["code", "label", "values", "valid_from", "valid_to"],
                {
                    "code": shapes.text(
                        "Mã", "Biểu mẫu lưu mã này; mã đã dùng thì không đổi.", maxLength=64
                    ),
                    "label": shapes.text("Tên", maxLength=500),
                    "values": _TEXTS,
                    "valid_from": shapes.day("Dùng từ ngày"),
                    "valid_to": shapes.day("Thôi dùng từ ngày"),
                },
                **{"x-parser": "rows", "maxItems": 5000},
                description="Dán từ Excel: mã, tên, các cột khác, dùng từ ngày, thôi dùng từ ngày.",
            ),
        },
    }
)

Row = dict[str, Any]


def rows_on(body: Body, day: date) -> list[Row]:
    """List the rows with code and label that are used on a day, in their order."""
    on = day.isoformat()
    return [
        row
        for row in body.get("rows", [])
        if row.get("code")
        and row.get("label")
        and (not row.get("valid_from") or row["valid_from"] <= on)
        and (not row.get("valid_to") or on < row["valid_to"])
    ]


def problems(body: Body, context: Context) -> list[Problem]:
    """Check that every row has code and label, and that one code means one thing on any day."""
    given = body.get("rows", [])
    found = [] if given else [Problem("/rows", "Danh mục chưa có dòng nào. Hãy thêm các dòng.")]
    by_code: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for index, row in enumerate(given):
        for name, words in (("code", "mã"), ("label", "tên")):
            if not row.get(name):
                found.append(
                    Problem(pointer("rows", index, name), f"Dòng {index + 1} chưa có {words}.")
                )
        start, end = row.get("valid_from", ""), row.get("valid_to", "")
        if start and end and end <= start:
            text = f"Dòng {index + 1}: ngày thôi dùng không đứng sau ngày bắt đầu dùng."
            found.append(Problem(pointer("rows", index, "valid_to"), text))
        if row.get("code"):
            by_code[row["code"]].append((index, row))
    for code, same in by_code.items():
        same.sort(key=lambda pair: pair[1].get("valid_from", ""))
        for (_, before), (index, after) in pairwise(same):
            if not before.get("valid_to") or after.get("valid_from", "") < before["valid_to"]:
                text = f"Mã “{code}” có ở hai dòng cùng một thời gian. Hãy bỏ bớt hoặc đổi mã."
                found.append(Problem(pointer("rows", index, "code"), text))
    found += [
        Problem(pointer("columns", index, "label"), f"Cột {index + 1} chưa có tên.")
        for index, column in enumerate(body.get("columns", []))
        if not column.get("label")
    ]
    return found


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the catalogue as a table."""
    columns = body.get("columns", [])
    return sheet(
        "Danh mục",
        context,
        [
            SheetSection("Mục đích", text=body.get("purpose", "")),
            table(
                "Nội dung",
                ("Mã", "Tên", *(column.get("label", "") for column in columns), "Thời gian dùng"),
                [
                    (
                        row.get("code", ""),
                        row.get("label", ""),
                        *(row.get("values", {}).get(column["id"], "") for column in columns),
                        months(row.get("valid_from"), row.get("valid_to")),
                    )
                    for row in body.get("rows", [])
                ],
                nothing="Chưa có dòng nào.",
            ),
        ],
    )


def rows_from_cells(cells: list[list[str]], body: Body) -> PastedRows:
    """Read pasted rows: code, label, the further columns, used from, used until.

    A leading column of row numbers and a row of column names are skipped; cells beyond the columns
    are said.
    """
    numbered = bool(cells) and all(
        len(row) > 2 and row[0].strip(" .)").isdigit() for row in cells if not _is_head(row)
    )
    consecutive = [row[0].strip(" .)") for row in cells if not _is_head(row)]
    numbered = numbered and consecutive == [str(n) for n in range(1, len(consecutive) + 1)]
    columns = [column["id"] for column in body.get("columns", [])]
    made, beyond = [], []
    for row in cells:
        if _is_head(row):
            continue
        texts = [" ".join(cell.split()) for cell in (row[1:] if numbered else row)]
        texts += [""] * (4 + len(columns) - len(texts))
        item: Row = {"id": new_id(), "code": texts[0], "label": texts[1]}
        values = dict(zip(columns, texts[2:], strict=False))
        item["values"] = {key: value for key, value in values.items() if value}
        start, end = texts[2 + len(columns) : 4 + len(columns)]
        item |= {"valid_from": _day(start), "valid_to": _day(end)}
        made.append({key: value for key, value in item.items() if value})
        beyond += texts[4 + len(columns) :]
    return PastedRows(made, [not_taken(beyond)])


def _day(text: str) -> str:
    try:
        return days.day_of(text).isoformat()
    except ValueError:
        return text


def _is_head(row: list[str]) -> bool:
    """A row of column names, as the first row of a copied table is."""
    words = {fold(" ".join(cell.split())) for cell in row[:3]}
    return bool(words & {"ma", "ma so"}) and "ten" in " ".join(words).split()


KIND = Kind(
    code="catalogue",
    label="Danh mục dùng chung",
    label_plural="Danh mục dùng chung",
    picture="table",
    schema=SCHEMA,
    problems=problems,
    render=render,
    parsers={"rows": rows_from_cells},
    framed=True,
    code_prefix="DM",
)
