"""What is wrong with a table (errors bar issuing it), and what is doubtful (warnings)."""

from collections.abc import Iterator
from typing import Any

from registry.canonical import Body
from registry.problems import Problem, errors, pointer, warning
from registry.readers import numbers
from rules.engine.functions.moments import is_date
from rules.inputs import Inputs
from rules.tables.analysis import MOST_TOLD, Analysis, analyse
from rules.tables.cells import place, unread
from rules.tables.shape import Column, Table, column_problems, size_problem, table_of
from rules.tables.tree import Cells


def source_problems(body: Body, inputs: Inputs | None) -> Iterator[Problem]:
    """Check where the inputs come from: one form, or the table itself."""
    if inputs is None:
        text = "Không tìm thấy biểu mẫu này: cần đã ban hành, còn hiệu lực hoặc trình cùng bộ."
        yield Problem("/form", text, "reference")
    elif body.get("form") and body.get("inputs"):
        text = "Bảng đã dựa vào biểu mẫu nên không dùng các thông tin khai ở đây."
        yield Problem("/inputs", text, "unused", "warning")
    elif not body.get("form") and not body.get("inputs"):
        text = "Hãy chọn biểu mẫu hoặc khai các thông tin đầu vào của bảng."
        yield Problem("/form", text, "required")


def problems(body: Body, inputs: Inputs) -> list[Problem]:
    """Find what is wrong with columns and cells; where nothing is, what the analysis finds."""
    wrong = size_problem(body)
    if wrong:
        return [wrong]
    table = table_of(body, inputs)
    found = [*_lacking(body, table), *column_problems(table)]
    if errors(found):
        return found
    found += [*Cells(table).problems, *_result_problems(body, table)]
    return found if errors(found) else [*found, *_doubts(table, analyse(table))]


def _lacking(body: Body, table: Table) -> Iterator[Problem]:
    if not body.get("policy"):
        yield Problem("/policy", "Chưa chọn cách lấy kết quả.", "required")
    if not table.conditions:
        yield Problem("/conditions", "Bảng chưa có cột điều kiện nào.", "required")
    if not table.results:
        yield Problem("/results", "Bảng chưa có cột kết quả nào.", "required")
    if not table.live:
        yield Problem("/rows", "Bảng chưa có dòng nào được dùng.", "required")
    for at, entry in enumerate(body.get("results", [])):
        if not entry.get("label"):
            text = f"Cột kết quả {at + 1} chưa có tên."
            yield Problem(pointer("results", at, "label"), text, "required")


def _result_problems(body: Body, table: Table) -> Iterator[Problem]:
    known = {one["id"] for one in body.get("legal_basis", [])}
    columns = {column.id for column in (*table.conditions, *table.results)}
    left = 0
    for row, entry in zip(table.rows, body.get("rows", []), strict=True):
        left += sum(1 for name in (*row.when, *row.then) if name not in columns)
        for column in table.results:
            where = place(row.place, column, "then")
            if column.id in row.then:
                text = _result_problem(row.then[column.id], column)
                if text:
                    yield Problem(where, text, "type")
            elif not row.off:
                yield warning(where, f"Dòng {row.number} chưa ghi «{column.label}».")
        if entry.get("basis") and entry["basis"] not in known:
            yield warning(
                pointer("rows", row.place, "basis"),
                f"Căn cứ của dòng {row.number} không còn trong «Cơ sở pháp lý». Hãy chọn lại.",
            )
    if left:
        yield warning("/rows", f"{left} ô thuộc cột đã bỏ nên không còn được xét.")


def _result_problem(value: Any, column: Column) -> str:
    """Why a value is none of its column's type; "" when it is one."""
    said = unread(value) or str(value)
    match column.type.name:
        case "number":
            good = not isinstance(value, bool) and bool(numbers.STORED.fullmatch(said))
        case "money":
            good = type(value) is int
        case "date":
            good = is_date(value)
        case "yes_no":
            good = isinstance(value, bool)
        case "one_of":
            good = value in [option for option, _ in column.type.options]
        case _:
            good = isinstance(value, str)
    if good and not unread(value):
        return ""
    return f"«{column.label}» là {column.type.label}; chưa hiểu «{said[:80]}». Hãy viết lại."


def _doubts(table: Table, found: Analysis) -> Iterator[Problem]:
    places = {row.id: row.place for row in table.rows}

    def at(row: str) -> str:
        return pointer("rows", places[row])

    for row in found.never[:MOST_TOLD]:
        yield warning(at(row), f"Dòng {places[row] + 1} không khớp được với câu trả lời nào.")
    twice = dict.fromkeys(row for _, row in found.duplicates)
    for first, row in found.duplicates[:MOST_TOLD]:
        yield warning(at(row), f"Dòng {places[row] + 1} trùng hoàn toàn với {_row(table, first)}.")
    for row, above in list(found.unreachable.items())[:MOST_TOLD]:
        if row not in twice:
            yield warning(
                at(row),
                f"Dòng {places[row] + 1} không bao giờ được dùng vì {table.numbered(above)} đứng"
                " trên đã lấy hết các trường hợp của nó. Hãy chuyển lên trên, hoặc xóa.",
            )
    for one in found.overlaps:
        yield Problem(
            at(one.rows[1]),
            f"Dòng {places[one.rows[1]] + 1} trùng với {_row(table, one.rows[0])} ở trường hợp:"
            f" {one.said}. Hãy sửa để chỉ một dòng khớp, hoặc chọn «Lấy dòng đầu tiên khớp».",
            "overlap",
        )
    for gap in found.gaps[:5]:
        yield warning("/rows", gap.said)
    if found.gaps[5:] or found.more_gaps:
        yield warning("/rows", f"Còn nhiều trường hợp khác chưa có dòng. {found.said}")
    for column in found.unused:
        condition = next(one for one in table.conditions if one.id == column)
        yield warning(
            pointer("conditions", condition.place),
            f"Không dòng nào xét «{condition.label}». Hãy điền vào các dòng, hoặc bỏ cột.",
        )
    if not found.complete:
        yield warning("/rows", " ".join(found.notes))


def _row(table: Table, row: str) -> str:
    return table.numbered((row,))
