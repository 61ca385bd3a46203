"""A repeating table: rows of cells, each cell with a simple type of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from formbuilder.fields.base import (
    Field,
    FieldType,
    Parsed,
    Relative,
    Schema,
    limit,
    limit_problems,
    option_problems,
)
from formbuilder.fields.cccd import CCCD
from formbuilder.fields.choice import ONE_OF, YES_NO
from formbuilder.fields.date import DATE
from formbuilder.fields.money import MONEY
from formbuilder.fields.number import NUMBER
from formbuilder.fields.phone import PHONE
from formbuilder.fields.text import LONG_TEXT, TEXT
from registry.problems import Problem

CELL_TYPES = {
    cell.code: cell for cell in (TEXT, LONG_TEXT, DATE, NUMBER, MONEY, ONE_OF, YES_NO, CCCD, PHONE)
}
MOST_ROWS = 200
Row = dict[str, Any]


def columns(definition: Field) -> list[tuple[Field, FieldType]]:
    """The columns that have an id, with their types."""
    return [
        (column, CELL_TYPES.get(column.get("type", "text"), TEXT))
        for column in definition.get("columns", [])
        if column.get("id")
    ]


def row_limits(definition: Field) -> tuple[int, int]:
    """(fewest, most) rows."""
    low, high = limit(definition, "min"), limit(definition, "max")
    return (
        max(0, int(low)) if low is not None else 0,
        min(MOST_ROWS, max(1, int(high))) if high is not None else MOST_ROWS,
    )


def read_rows(
    definition: Field, posted: Iterable[Mapping[str, list[str]]]
) -> tuple[list[Row], list[Row], Relative]:
    """Posted rows {column id: texts} to (answer, all rows as shown, problems by pointer).

    The answer has no blank rows; the shown rows keep them, so that a new row stays on screen.
    Pointers count rows of the answer.
    """
    kept: list[Row] = []
    shown: list[Row] = []
    found: Relative = {}
    for cells in posted:
        row: Row = {}
        trouble: Relative = {}
        for column, cell in columns(definition):
            value, problem = cell.parse(column, cells.get(column["id"], []))
            if value is not None:
                row[column["id"]] = value
            if problem:
                trouble[column["id"]] = problem
        shown.append(row)
        if row:
            found |= {f"/{len(kept)}/{name}": text for name, text in trouble.items()}
            kept.append(row)
    return kept, shown, found | _count_problem(definition, len(kept))


def _count_problem(definition: Field, count: int) -> Relative:
    fewest, most = row_limits(definition)
    if count and count < fewest:
        return {"": f"Cần ít nhất {fewest} dòng."}
    return {"": f"Nhiều nhất {most} dòng."} if count > most else {}


def check(definition: Field, value: Any) -> Relative:
    """Every cell of every row, and the number of rows."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return {"": "Bảng không đúng dạng. Hãy nhập lại."}
    known = {column["id"]: (column, cell) for column, cell in columns(definition)}
    found: Relative = {}
    for index, row in enumerate(value):
        for name, answer in row.items():
            if name not in known:
                found[f"/{index}/{name}"] = "Bảng không có cột này."
                continue
            column, cell = known[name]
            trouble = cell.problems_of(column, answer)
            found |= {f"/{index}/{name}{below}": text for below, text in trouble.items()}
    return found | _count_problem(definition, len(value))


def missing_cells(definition: Field, value: Any) -> Relative:
    """Required cells without an answer, in rows that are there."""
    return {
        f"/{index}/{column['id']}": "Ô này chưa được điền."
        for index, row in enumerate(value if isinstance(value, list) else [])
        for column, _ in columns(definition)
        if column.get("required") and isinstance(row, dict) and column["id"] not in row
    }


def schema(definition: Field) -> Schema:
    """An array of objects, one property a column."""
    fewest, most = row_limits(definition)
    return {
        "type": "array",
        "minItems": fewest,
        "maxItems": most,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                column["id"]: {
                    "title": column.get("label", ""),
                    "x-type": cell.code,
                    **cell.schema(column),
                }
                for column, cell in columns(definition)
            },
        },
    }


def display(definition: Field, value: Any) -> str:
    """One line a row: «Họ và tên: Lê An; Năm sinh: 1990»."""
    return "\n".join(
        "; ".join(
            f"{column.get('label', '')}: {cell.display(column, row[column['id']])}"
            for column, cell in columns(definition)
            if column["id"] in row
        )
        for row in (value if isinstance(value, list) else [])
        if isinstance(row, dict)
    )


def problems(definition: Field, where: str) -> list[Problem]:
    """A table needs columns, each with a label and, for choices, options."""
    given = list(definition.get("columns", []))
    found = limit_problems(definition, where)
    if not given:
        found.append(Problem(f"{where}/columns", "Bảng chưa có cột nào. Hãy thêm cột.", "columns"))
    ids = [column.get("id") for column in given]
    if len(ids) != len(set(ids)):
        found.append(Problem(f"{where}/columns", "Có hai cột trùng mã.", "columns"))
    for index, column in enumerate(given):
        place = f"{where}/columns/{index}"
        if not column.get("label"):
            found.append(Problem(f"{place}/label", "Cột chưa có tên.", "label"))
        if column.get("type") == "one_of":
            found += option_problems(column, place)
    return found


def _parse(definition: Field, texts: list[str]) -> Parsed:
    raise TypeError("a table is read with read_rows")


TABLE = FieldType(
    code="table",
    label="Bảng nhiều dòng",
    words=("bảng nhiều dòng", "bảng", "bảng lặp", "danh sách nhiều dòng", "table"),
    schema=schema,
    parse=_parse,
    edit=display,
    display=display,
    control="table",
    shape="table",
    in_table=False,
    problems=problems,
    check=check,
)
