"""Cells, rows and results of a table as people read them in Vietnamese."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from registry.readers import days, numbers
from rules.engine.sentences import saying
from rules.tables.cells import unread
from rules.tables.shape import Column, Row, Table
from rules.tables.tree import Cells, row_tree

NOTHING = "–"
_ENDS = {
    "number": {"from": "từ", "above": "trên", "to": "đến", "below": "dưới"},
    "date": {"from": "từ", "above": "sau", "to": "đến", "below": "trước"},
}
Written = Callable[[Any], str]


def value_words(value: Any, column: Column, *, typed: bool = False) -> str:
    """Write one value by its column's type; `typed` as it is typed, without groups and unit."""
    if isinstance(value, dict):
        return unread(value)
    match column.type.family:
        case "number" if not isinstance(value, bool):
            return _number(value, column, typed)
        case "date":
            return days.shown(str(value))
        case "one_of" | "many_of":
            return column.type.option_label(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return str(value)


def _number(value: Any, column: Column, typed: bool) -> str:
    text = str(value)
    if not numbers.STORED.fullmatch(text):
        return text
    if typed:
        # Money is written in groups: that has one reading.
        return numbers.write(Decimal(text)) if column.type.name == "money" else numbers.typed(text)
    said = numbers.write(Decimal(text))
    return f"{said} {column.unit}" if column.unit else said


def cell_words(cell: Any, column: Column, *, typed: bool = False) -> str:
    """Write a cell of a condition in a few words; "" where it says nothing."""
    return _cell(cell, column, lambda value: value_words(value, column, typed=typed))


def _cell(cell: Any, column: Column, written: Written) -> str:
    if cell is None:
        return ""
    if unread(cell):
        return unread(cell)
    if isinstance(cell, dict) and "not" in cell:
        inside = cell["not"]
        return f"{'ngoài' if isinstance(inside, dict) else 'khác'} {_cell(inside, column, written)}"
    if isinstance(cell, dict):
        return _range(cell, column, written)
    if isinstance(cell, list):
        return "; ".join(map(written, cell))
    return written(cell)


def _range(cell: dict[str, Any], column: Column, written: Written) -> str:
    words = _ENDS.get(column.type.family, _ENDS["number"])
    low = next((end for end in ("from", "above") if end in cell), "")
    high = next((end for end in ("to", "below") if end in cell), "")
    said = [f"{words[end]} {written(cell[end])}" for end in (low, high) if end]
    unit = f" {column.unit}" if column.unit else ""
    if len(said) == 2 and high == "to":
        # «từ 1 đến 60 ngày»: the unit once.
        return f"{said[0].removesuffix(unit)} {said[1]}"
    return ", ".join(said)


def condition_words(row: Row, table: Table, cells: Cells | None = None) -> str:
    """Say when a row hits, derived from its tree; without a full stop."""
    if not any(column.id in row.when for column in table.conditions):
        return "Mọi trường hợp"
    for column in table.conditions:
        if said := unread(row.when.get(column.id)):
            return f"«{column.label}»: chưa hiểu ô «{said[:80]}»"
    return saying(table.scope).statement(row_tree(row, table, cells))


def result_words(row: Row, table: Table) -> str:
    """Say what follows from a row: «Mức thu» là 8.000 đồng."""
    said = [
        f"«{column.label}» là {value_words(row.then[column.id], column)}"
        for column in table.results
        if column.id in row.then
    ]
    return ", ".join(said) or "chưa ghi kết quả"


def sentence(row: Row, table: Table, cells: Cells | None = None) -> str:
    """Say a whole row: Nếu … thì …."""
    condition = condition_words(row, table, cells)
    if condition == "Mọi trường hợp":
        return f"{condition}: {result_words(row, table)}."
    return f"Nếu {condition} thì {result_words(row, table)}."
