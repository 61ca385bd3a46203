"""A table's body, read once: its columns with their types, its rows, what is wrong with columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from registry.canonical import Body
from registry.problems import Problem, pointer
from rules.engine.types import ANY, DATE, DECISION_INSTANT, Field, Scope, Type, fields_of

MOST_ROWS, MOST_COLUMNS = 2_000, 50
# Cells that say something, in conditions and results together.
MOST_CELLS = 20_000
MOST_VALUES, MOST_TEXT, MOST_DIGITS = 200, 2_000, 20

Policy = Literal["first", "unique", "collect", "sum", "min", "max"]
POLICIES: dict[Policy, str] = {
    "first": "Lấy dòng đầu tiên khớp",
    "unique": "Chỉ một dòng được khớp",
    "collect": "Lấy mọi dòng khớp",
    "sum": "Cộng các dòng khớp",
    "min": "Lấy giá trị nhỏ nhất trong các dòng khớp",
    "max": "Lấy giá trị lớn nhất trong các dòng khớp",
}
# What each policy reckons with; nothing where it takes results as they are.
RECKONED: dict[Policy, frozenset[str]] = {
    "sum": frozenset({"number", "money"}),
    "min": frozenset({"number", "money", "date"}),
    "max": frozenset({"number", "money", "date"}),
}
# «Ngày xét», the instant at which is decided, stands in every table: its day is asked about.
DAY_OF_DECISION = Field("Ngày xét", DATE)
# Types whose fields a condition may ask about.
ASKED = frozenset({"text", "number", "date", "yes_no", "one_of", "many_of"})
RESULTS = ("text", "number", "money", "date", "yes_no", "one_of")


@dataclass(frozen=True)
class Column:
    """A column: of conditions, with the field that it asks about, or of results, with its type."""

    id: str
    place: int
    label: str
    field: Field
    name: str = ""
    group: str = ""
    hidden: bool = False

    @property
    def type(self) -> Type:
        """The type of its values."""
        return self.field.type

    @property
    def of_decision(self) -> bool:
        """Whether it asks about the day of «Ngày xét»."""
        return self.field is DAY_OF_DECISION

    @property
    def unit(self) -> str:
        """What its numbers count."""
        return "đồng" if self.type.name == "money" else self.field.unit


@dataclass(frozen=True)
class Row:
    """A row: cells by the ids of their columns, where it stands, whether it is switched off."""

    id: str
    place: int
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    off: bool = False
    note: str = ""

    @property
    def number(self) -> int:
        """As people count."""
        return self.place + 1


@dataclass(frozen=True)
class Table:
    """A table over the fields of its scope."""

    policy: Policy
    conditions: tuple[Column, ...]
    results: tuple[Column, ...]
    rows: tuple[Row, ...]
    scope: Scope

    @cached_property
    def live(self) -> tuple[Row, ...]:
        """The rows that are in use."""
        return tuple(row for row in self.rows if not row.off)

    def numbered(self, ids: tuple[str, ...]) -> str:
        """Name rows by their numbers: «dòng 3, 7»."""
        places = {row.id: row.number for row in self.rows}
        return f"dòng {', '.join(str(places[one]) for one in ids)}"


def table_of(body: Body, inputs: Mapping[str, Any] | None) -> Table:
    """Read a body whose shape fits the schema; what a draft lacks is taken as empty."""
    scope = fields_of(inputs or {}) or {}
    return Table(
        body.get("policy", "first"),
        tuple(_condition(entry, at, scope) for at, entry in enumerate(body.get("conditions", []))),
        tuple(_result(entry, at) for at, entry in enumerate(body.get("results", []))),
        tuple(
            Row(
                entry["id"],
                at,
                entry.get("when", {}),
                entry.get("then", {}),
                entry.get("off") is True,
                entry.get("note", ""),
            )
            for at, entry in enumerate(body.get("rows", []))
        ),
        scope,
    )


def _condition(entry: Mapping[str, Any], place: int, scope: Mapping[str, Field]) -> Column:
    name = entry.get("field", "")
    other = DAY_OF_DECISION if name == DECISION_INSTANT else Field(name, ANY)
    field = scope.get(name, other)
    label = entry.get("label") or field.label or f"Cột {place + 1}"
    return Column(
        entry["id"], place, label, field, name, entry.get("group", ""), entry.get("hidden") is True
    )


def _result(entry: Mapping[str, Any], place: int) -> Column:
    label = entry.get("label") or f"Kết quả {place + 1}"
    field = fields_of({"": {**entry, "label": label}})
    assert field is not None
    return Column(
        entry["id"],
        place,
        label,
        field[""],
        "",
        entry.get("group", ""),
        entry.get("hidden") is True,
    )


def size_problem(body: Body) -> Problem | None:
    """Say what of a table is beyond its limits, counted before anything is read; else None."""
    rows = body.get("rows", [])
    columns = len(body.get("conditions", [])) + len(body.get("results", []))
    if len(rows) > MOST_ROWS:
        text = f"Bảng có {len(rows)} dòng; nhiều nhất {MOST_ROWS} dòng. Hãy chia thành nhiều bảng."
        return Problem("/rows", text, "size")
    if columns > MOST_COLUMNS:
        text = f"Bảng có {columns} cột; nhiều nhất {MOST_COLUMNS} cột. Hãy chia thành nhiều bảng."
        return Problem("/conditions", text, "size")
    count = 0
    for row in rows:
        cells = [*row.get("when", {}).values(), *row.get("then", {}).values()]
        count += sum(len(cell) if isinstance(cell, list) else 1 for cell in cells)
        if count > MOST_CELLS:
            text = f"Bảng có quá nhiều ô (tối đa {MOST_CELLS:,} giá trị).".replace(",", ".")
            return Problem("/rows", f"{text} Hãy chia thành nhiều bảng.", "size")
    return None


def column_problems(table: Table) -> list[Problem]:
    """Find what is wrong with columns alone: no field, one that is not there, the wrong type."""
    found: list[Problem] = []
    for column in table.conditions:
        at = pointer("conditions", column.place)
        if not column.name:
            text = f"Cột điều kiện {column.place + 1} chưa chọn thông tin để xét."
            found.append(Problem(f"{at}/field", text, "required"))
        elif column.name not in (table.scope or {}) and not column.of_decision:
            text = f"Không có trường «{column.name}» (cột «{column.label}»). Hãy chọn lại."
            found.append(Problem(f"{at}/field", text, "unknown-field"))
        elif column.type.family not in ASKED:
            text = f"«{column.label}» ({column.type.label}) không xét trong bảng được."
            found.append(Problem(f"{at}/field", text, "type"))
    wanted = RECKONED.get(table.policy)
    for column in table.results:
        at = pointer("results", column.place)
        if column.type is ANY:
            found.append(
                Problem(f"{at}/type", f"Chưa chọn kiểu của kết quả «{column.label}».", "required")
            )
        elif wanted and column.type.name not in wanted:
            text = (
                f"«{column.label}» là {column.type.label} nên không tính được theo cách"
                f" «{POLICIES[table.policy]}». Hãy đổi kiểu của cột, hoặc đổi cách lấy kết quả."
            )
            found.append(Problem(f"{at}/type", text, "type"))
        elif column.type.name == "one_of" and not column.type.options:
            text = f"Kết quả «{column.label}» chưa có lựa chọn nào."
            found.append(Problem(f"{at}/options", text, "required"))
    return found
