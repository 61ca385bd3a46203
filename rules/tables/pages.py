"""A table as people read and print it: Nếu and Thì side by side, and every row as a sentence."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import Context
from rules.services import inputs_of
from rules.tables.grids.imported import basis_words
from rules.tables.shape import POLICIES, Column, Table, table_of
from rules.tables.tree import Cells
from rules.tables.words import NOTHING, cell_words, sentence, value_words

# More sentences than these nobody reads.
MOST_SENTENCES = 200


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the table; hidden columns are left out and named below it."""
    table = table_of(body, inputs_of(body, context))
    conditions = [column for column in table.conditions if not column.hidden]
    results = [column for column in table.results if not column.hidden]
    noted = any(entry.get("note") for entry in body.get("rows", []))
    based = any(_basis(entry, body) for entry in body.get("rows", []))
    cells = Cells(table) if len(table.live) <= MOST_SENTENCES else None
    return render_to_string(
        "rules/table.html",
        {
            "policy": POLICIES[table.policy],
            "form": _form(body, context),
            "conditions": conditions,
            "results": results,
            "groups": [*_groups(conditions), *_groups(results)],
            "grouped": any(column.group for column in (*conditions, *results)),
            "noted": noted,
            "based": based,
            "rows": [
                {
                    "number": row.number,
                    "off": row.off,
                    "when": [_condition(row.when.get(one.id), one) for one in conditions],
                    "then": [_result(row.then.get(one.id), one) for one in results],
                    "basis": _basis(entry, body),
                    "note": row.note,
                }
                for row, entry in zip(table.rows, body.get("rows", []), strict=True)
            ],
            "hidden": _hidden(table),
            "sentences": [(row.number, sentence(row, table, cells)) for row in table.live]
            if cells
            else [],
            "law": [
                str(one.get("text") or one.get("title", "")) for one in body.get("legal_basis", [])
            ],
            "note": body.get("note", ""),
        },
    )


def _groups(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Columns side by side that have one heading above them."""
    return [
        {"label": label, "span": len(list(of_it))}
        for label, of_it in groupby(columns, key=lambda column: column.group)
    ]


def _condition(cell: Any, column: Column) -> str:
    return cell_words(cell, column) or NOTHING


def _result(value: Any, column: Column) -> str:
    return value_words(value, column) if value is not None else NOTHING


def _basis(entry: Body, body: Body) -> str:
    parts = (str(entry.get("provision", "")), basis_words(entry, body))
    return ", ".join(part for part in parts if part)


def _form(body: Body, context: Context) -> str:
    if not body.get("form"):
        return ""
    form = context.resolve(body["form"])
    if form is None:
        return "Chưa tìm thấy biểu mẫu của bảng."
    return "Xét theo biểu mẫu: " + " ".join(part for part in (form.code, form.title) if part)


def _hidden(table: Table) -> str:
    """Name the columns that are left out: those of conditions decide like others."""
    return ", ".join(
        f"«{column.label}»" for column in (*table.conditions, *table.results) if column.hidden
    )
