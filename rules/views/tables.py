"""What the decision table's screen asks: its cells read, its columns, what lacks a row."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from registry.canonical import Body, canonical
from registry.problems import Problem, errors
from rules import input_types
from rules.asking.pages import LARGEST, context_of, page_of
from rules.engine import INPUT_TYPES
from rules.inputs import Inputs
from rules.kinds import body_in
from rules.services import inputs_of
from rules.tables import problems as checks
from rules.tables.analysis import Analysis, analyse
from rules.tables.cells import unread
from rules.tables.columns import proposed
from rules.tables.grids.imported import said as citation_words
from rules.tables.grids.imported import written
from rules.tables.grids.pasted import paste
from rules.tables.grids.sheets import FileError, SheetError, load
from rules.tables.grids.workbooks import export
from rules.tables.reading import cell_of, value_of
from rules.tables.shape import ASKED, POLICIES, RESULTS, Column, Table, table_of

Told = dict[str, Any]
PARTS = ("policy", "conditions", "results", "rows")
MOST_GAPS = 3


@require_POST
def table(request: HttpRequest) -> JsonResponse:
    """Read a table as it stands on the page.

    Body: {"kind", "body": page state}, with "pasted": [[text]] a copied table that goes behind its
    rows, with "workbook": base64 an Excel file whose rows take the place of its own, with "export":
    title the table is given as one: {"workbook"}. A cell {"typed": text} that can be read becomes
    what it says, others stay as they are.
    Answer: {"table": policy, conditions, results, rows; "columns", "cells": {row: {column: {"text",
    "unread"}}}, "problems", "rows": {row: {"words", "tone"}}, "cover", "fields", "proposed",
    "types", "policies", "basis", "said"}.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Bảng quá lớn."}, status=400)
    try:
        asked = json.loads(request.body)
        _, body = page_of(asked)
        inputs = inputs_of(body, context_of(request)) or {}
        said: list[str] = []
        if title := asked.get("export"):
            content = export(str(title)[:200], body, inputs)
            return JsonResponse({"workbook": base64.b64encode(content).decode()})
        if sent := asked.get("workbook"):
            body, said = _sent(base64.b64decode(str(sent), validate=True), body, inputs)
        elif pasted := asked.get("pasted"):
            found = paste([[str(cell) for cell in row] for row in pasted], body, inputs)
            body, said = found.body, [_pasted(len(found.body.get("rows", [])), body), *found.said]
        body = _read(body, inputs)
        return JsonResponse({**_told(body, inputs), "said": " ".join(said)})
    except (SheetError, FileError) as error:
        return JsonResponse({"error": str(error)}, status=422)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được bảng."}, status=400)


def _sent(content: bytes, body: Body, inputs: Inputs) -> tuple[Body, list[str]]:
    """The body with the rows of a workbook, and what is said of it. Raises SheetError, FileError.

    A table without columns takes those of a workbook that was made here.
    """
    if not body.get("conditions") and not body.get("results") and (kept := body_in(content)):
        body = {**body, **{name: kept[name] for name in PARTS if name in kept}}
    found = load(content, body, inputs)
    counts = (("thêm", found.added), ("sửa", found.changed), ("bỏ", found.removed))
    changes = ", ".join(f"{what} {count} dòng" for what, count in counts if count)
    return found.body, [f"Đã nhập từ Excel: {changes or 'không có gì khác'}.", *found.said]


def _pasted(now: int, before: Body) -> str:
    added = now - len(before.get("rows", []))
    return f"Đã dán {added} dòng." if added else "Không có dòng nào để dán."


def _read(body: Body, inputs: Inputs) -> Body:
    """The body with every typed cell read that has one sure reading."""
    known = table_of(body, inputs)
    rows = []
    for row in body.get("rows", []):
        when = _cells(row.get("when", {}), known.conditions, cell_of)
        then = _cells(row.get("then", {}), known.results, value_of)
        rows.append({**row, "when": when, "then": then})
    read: Body = canonical({**body, "rows": rows})
    return read


def _cells(cells: dict[str, Any], columns: Sequence[Column], read: Any) -> dict[str, Any]:
    found = dict(cells)
    for column in columns:
        if text := unread(found.get(column.id)):
            value = read(text, column)
            if value is None:
                del found[column.id]
            else:
                found[column.id] = value
    return found


def _told(body: Body, inputs: Inputs) -> Told:
    known = table_of(body, inputs)
    wrong = checks.problems(body, inputs)
    sound = known.conditions and known.results and known.live and not errors(wrong)
    found = analyse(known) if sound else None
    return {
        "table": {name: body.get(name, "first" if name == "policy" else []) for name in PARTS},
        "columns": [_column(one) for one in (*known.conditions, *known.results)],
        "cells": {row.id: _texts(row.when, row.then, known) for row in known.rows},
        "problems": [told for one in wrong if (told := _problem(one, known))],
        "rows": {},
        "cover": _cover(found) if found else None,
        "fields": [
            [name, entry["label"]]
            for name, entry in inputs.items()
            if entry["type"] in ASKED or entry["type"] == "money"
        ],
        "proposed": proposed(inputs, (one.name for one in known.conditions)),
        "types": [[name, INPUT_TYPES[name].capitalize()] for name in RESULTS],
        "policies": [[code, label] for code, label in POLICIES.items()],
        "basis": [[one["id"], citation_words(one)] for one in body.get("legal_basis", [])],
    }


def _column(column: Column) -> Told:
    type_ = input_types.TYPES.get(column.type.name)
    return {
        "id": column.id,
        "label": column.label,
        "type": column.type.name,
        "options": list(type_.choices if type_ else ()) or list(column.type.options),
        "unit": column.unit,
    }


def _texts(when: Any, then: Any, known: Table) -> dict[str, str]:
    """Each cell as it is typed."""
    return {
        column.id: written(cells[column.id], column, side)
        for side, cells, columns in (
            ("when", when, known.conditions),
            ("then", then, known.results),
        )
        for column in columns
        if column.id in cells
    }


def _problem(problem: Problem, known: Table) -> Told | None:
    """A problem at its row and column; what is about the whole table stands elsewhere."""
    parts = problem.pointer.split("/")
    if len(parts) < 3 or parts[1] != "rows" or not parts[2].isdecimal():
        return None
    return {
        "row": known.rows[int(parts[2])].id,
        "column": parts[4] if len(parts) > 4 else "",
        "severity": problem.severity,
        "message": problem.message,
    }


def _cover(found: Analysis) -> Told:
    return {
        "cases": found.cases,
        "covered": found.covered,
        "gaps": [{"said": gap.said, "when": gap.when} for gap in found.gaps[:MOST_GAPS]],
        "notes": list(_notes(found)),
    }


def _notes(found: Analysis) -> Iterator[str]:
    if len(found.gaps) > MOST_GAPS or found.more_gaps:
        yield "Còn trường hợp khác chưa có dòng, sẽ hiện dần khi ông/bà thêm dòng."
    yield from found.notes
