"""A repeating table: rows of cells, each cell with a simple type of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from formbuilder.fields.base import (
    Field,
    FieldType,
    Paper,
    Parsed,
    Relative,
    Row,
    Rows,
    Schema,
    limit,
    limit_problems,
)
from formbuilder.fields.known import cell_types, find, settings_schema, type_choice
from formbuilder.fields.settings import ID, LIMITS, Setting
from formbuilder.fields.text import TEXT
from registry.problems import Problem

MOST_ROWS = 200
# Empty rows that a blank table offers to a pen.
BLANK_ROWS = 3


def _columns_schema() -> Schema:
    types = cell_types()
    return {
        "type": "array",
        "title": "Các cột của bảng",
        "x-editor": "grid",
        "x-columns": ["label", "type", "required"],
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id"],
            "properties": {
                "id": ID,
                "label": {"type": "string", "title": "Tên cột", "maxLength": 200},
                "type": type_choice(types),
                "required": {"type": "boolean", "title": "Bắt buộc"},
                **settings_schema(types, column=True),
            },
        },
    }


COLUMNS = Setting("columns", 30, _columns_schema)


def cell_type(column: Field) -> FieldType | None:
    """Return the type of a column; None where it names none that stands in a table."""
    found = find(column.get("type", TEXT.code))
    return found if found is not None and found.in_table else None


def columns(definition: Field) -> list[tuple[Field, FieldType]]:
    """Return the columns that have an id, with their types."""
    return [
        (column, cell_type(column) or TEXT)
        for column in definition.get("columns", [])
        if column.get("id")
    ]


def row_limits(definition: Field) -> tuple[int, int]:
    """Return how many rows there may be: (fewest, most)."""
    low, high = limit(definition, "min"), limit(definition, "max")
    return (
        max(0, int(low)) if low is not None else 0,
        min(MOST_ROWS, max(1, int(high))) if high is not None else MOST_ROWS,
    )


def read_rows(
    definition: Field, posted: Iterable[Mapping[str, list[str]]]
) -> tuple[list[Row], list[Row], Relative]:
    """Turn posted rows {column id: texts} into (answer, all rows as shown, problems by pointer).

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
    """Check every cell of every row, and the number of rows."""
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
    """Return the required cells without an answer, in rows that are there."""
    return {
        f"/{index}/{column['id']}": "Ô này chưa được điền."
        for index, row in enumerate(value if isinstance(value, list) else [])
        for column, _ in columns(definition)
        if column.get("required") and isinstance(row, dict) and column["id"] not in row
    }


def schema(definition: Field) -> Schema:
    """Return the schema of an array of objects, one property a column."""
    fewest, most = row_limits(definition)
    return {
        "type": "array",
        "minItems": fewest,
        "maxItems": most,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {column["id"]: cell.node(column) for column, cell in columns(definition)},
        },
    }


def display(definition: Field, value: Any) -> str:
    """Write one line a row: «Họ và tên: Lê An; Năm sinh: 1990»."""
    return "\n".join(
        "; ".join(
            f"{column.get('label', '')}: {cell.display(column, row[column['id']])}"
            for column, cell in columns(definition)
            if column["id"] in row
        )
        for row in (value if isinstance(value, list) else [])
        if isinstance(row, dict)
    )


def paper(definition: Field, value: Any) -> Paper:
    """Lay out the rows below the names of the columns; empty rows where nothing is filled in."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    cells = columns(definition)
    printed = tuple(
        tuple(
            cell.display(column, row[column["id"]]) if column["id"] in row else ""
            for column, cell in cells
        )
        for row in rows
    )
    return Paper(
        columns=tuple(str(column.get("label", "")) for column, _ in cells),
        rows=printed or (("",) * len(cells),) * BLANK_ROWS,
    )


def problems(definition: Field, where: str) -> list[Problem]:
    """Check that a table has columns, each with a label and what its type needs."""
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
        cell = cell_type(column)
        if cell is not None:
            found += cell.problems(column, place)
    return found


def _parse(definition: Field, texts: list[str]) -> Parsed:
    raise TypeError("a table is read with read_rows")


def _listed(named: list[Row]) -> Row:
    return {"columns": [{**row, "type": TEXT.code} for row in named]}


TABLE = FieldType(
    code="table",
    label="Bảng nhiều dòng",
    place=110,
    words=("bảng nhiều dòng", "bảng", "bảng lặp", "danh sách nhiều dòng", "table"),
    schema=schema,
    rule="table",
    parse=_parse,
    edit=display,
    display=display,
    control="table",
    in_table=False,
    rows=Rows(columns, row_limits, read_rows, missing_cells),
    settings=(COLUMNS, *LIMITS),
    listed=_listed,
    problems=problems,
    check=check,
    paper=paper,
)
