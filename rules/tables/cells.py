"""Cells of conditions as parts of a rule, each knowing its place in the table's body.

A cell is absent (không xét), a value, a list of values (any of them), a range {"from", "to",
"above", "below"}, {"not": one of these}, or {"typed": text} of a draft, which nobody could read.
Numbers are integers or decimal strings, days 2026-12-31, choices ids of options.
"""

from collections.abc import Callable
from typing import Any

from registry.problems import Problem, pointer
from registry.readers import numbers
from rules.engine.check import check
from rules.engine.functions.moments import is_date
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, normal
from rules.engine.types import DATE, LIST, RESERVED, TEXT, YES_NO
from rules.engine.values import number
from rules.tables.shape import MOST_DIGITS, Column, Table

Writer = Callable[[Any, str], Literal]
ENDS = {"from": ">=", "above": ">", "to": "<=", "below": "<"}
_LOW, _HIGH = ("from", "above"), ("to", "below")


def is_range(cell: Any) -> bool:
    """Tell whether a cell is a range."""
    return isinstance(cell, dict) and bool(set(cell) & set(ENDS))


def unread(cell: Any) -> str:
    """Return the words of a cell that nobody could read; "" for any other."""
    return str(cell["typed"]) if isinstance(cell, dict) and "typed" in cell else ""


def variable(column: Column, where: str) -> Node:
    """Return the value that a column asks about, read at this place."""
    if column.of_decision:
        instant = Variable(column.name, where, None, RESERVED[column.name], outer=True)
        return Call("day_of", (instant,), where, DATE)
    return Variable(column.name, where, None, column.field)


class _Misfit(Exception):
    """A value is none of its column's type; the checker of rules says why."""


def node_of(cell: Any, column: Column, where: str, literal: Writer) -> Node:
    """Return the part of a rule that a readable cell stands for; `literal` writes its values."""
    if isinstance(cell, dict) and "not" in cell:
        inside = node_of(cell["not"], column, f"{where}/not", literal)
        return Call("!", (inside,), where, YES_NO)
    value = variable(column, where)
    if is_range(cell):
        tests: list[Node] = [
            Call(ENDS[end], (value, literal(limit, f"{where}/{end}")), where, YES_NO)
            for end, limit in cell.items()
        ]
        return tests[0] if len(tests) == 1 else Call("and", tuple(tests), where, YES_NO)
    if column.type.family == "many_of":
        return _chosen(cell, value, where, literal)
    alike = column.type.family == "text"
    if isinstance(cell, list):
        items = tuple(literal(item, f"{where}/{at}") for at, item in enumerate(cell))
        code = "alike_in" if alike else "in"
        return Call(code, (value, Sequence(items, where, LIST)), where, YES_NO)
    return Call("alike" if alike else "==", (value, literal(cell, where)), where, YES_NO)


def _chosen(cell: Any, value: Node, where: str, literal: Writer) -> Node:
    """Of several choices one of these is among those that were made."""
    if not isinstance(cell, list):
        return Call("in", (literal(cell, where), value), where, YES_NO)
    parts = tuple(
        Call("in", (literal(item, f"{where}/{at}"), value), where, YES_NO)
        for at, item in enumerate(cell)
    )
    return parts[0] if len(parts) == 1 else Call("or", parts, where, YES_NO)


def checked(cell: Any, column: Column, where: str, table: Table) -> tuple[Node, list[Problem]]:
    """Return the typed part of a rule for a cell that says something, and what is wrong with it.

    Values that are plainly of the column's type are written typed at once; all others, and what a
    function gives, are for the checker of rules. Both make the same tree.
    """
    wrong = _shape_problem(cell, column, where)
    if wrong:
        return Literal(False, where, YES_NO), [wrong]
    try:
        if column.of_decision:
            raise _Misfit
        return node_of(cell, column, where, _typed(column)), _upside_down(cell, column, where)
    except _Misfit:
        node, problems = check(node_of(cell, column, where, _plain), table.scope)
    return node, problems or _upside_down(cell, column, where)


def _plain(value: Any, where: str) -> Literal:
    return Literal(normal(value) if isinstance(value, str) else value, where)


def _typed(column: Column) -> Writer:
    family, type_ = column.type.family, column.type
    options = {option for option, _ in type_.options}

    def literal(value: Any, where: str) -> Literal:
        if isinstance(value, str):
            value = normal(value)
        match family:
            case "number" if type(value) is int or (
                type(value) is str and numbers.STORED.fullmatch(value)
            ):
                return Literal(number(value, True), where, type_)
            case "date" if is_date(value):
                return Literal(value, where, type_)
            case "yes_no" if type(value) is bool:
                return Literal(value, where, type_)
            case "one_of" | "many_of" if type(value) is str and value in options:
                return Literal(value, where, type_)
            case "text" if type(value) is str:
                return Literal(value, where, TEXT)
        raise _Misfit

    return literal


def _shape_problem(cell: Any, column: Column, where: str) -> Problem | None:
    said = unread(cell)
    if said:
        text = (
            f"«{column.label}»: chưa hiểu ô «{said[:80]}». Hãy viết lại, ví dụ «{_example(column)}»"
        )
        return Problem(where, f"{text}, hoặc để trống nếu không xét.", "unread")
    inside = cell["not"] if isinstance(cell, dict) and "not" in cell else cell
    if is_range(inside) and column.type.family not in ("number", "date"):
        text = f"«{column.label}» ({column.type.label}) không xét theo khoảng được"
        return Problem(where, f"{text}; chỉ số, số tiền và ngày mới có khoảng.", "type")
    values = inside if isinstance(inside, list) else [inside]
    if column.type.family == "number" and any(map(_too_long, values)):
        return Problem(
            where, f"«{column.label}»: số quá dài (tối đa {MOST_DIGITS} chữ số).", "size"
        )
    return None


def _too_long(value: Any) -> bool:
    return isinstance(value, int | str) and len(str(value).lstrip("-")) > MOST_DIGITS + 12


def _example(column: Column) -> str:
    match column.type.family:
        case "number":
            return "từ 1 đến 60"
        case "date":
            return "từ 01/01/2026 đến 31/12/2026"
        case "yes_no":
            return "Có"
        case "one_of" | "many_of" if column.type.options:
            return column.type.options[0][1]
    return "một văn bản"


def _upside_down(cell: Any, column: Column, where: str) -> list[Problem]:
    inside = cell["not"] if isinstance(cell, dict) and "not" in cell else cell
    if not is_range(inside):
        return []
    low = next((inside[end] for end in _LOW if end in inside), None)
    high = next((inside[end] for end in _HIGH if end in inside), None)
    if sum(end in inside for end in _LOW) > 1 or sum(end in inside for end in _HIGH) > 1:
        text = f"«{column.label}»: một đầu của khoảng được ghi hai lần. Hãy bỏ bớt một."
        return [Problem(where, text, "range")]
    if low is None or high is None:
        return []
    a, b = ordered(low, column), ordered(high, column)
    closed = "from" in inside and "to" in inside
    if a < b or (closed and a == b):
        return []
    text = f"«{column.label}»: khoảng bị ngược, không giá trị nào nằm trong đó. Hãy đổi hai đầu."
    return [Problem(where, text, "range")]


def ordered(value: Any, column: Column) -> Any:
    """Return a value of a column in the form in which it is compared."""
    return number(value, True) if column.type.family == "number" else value


def place(row: int, column: Column, side: str = "when") -> str:
    """Return the pointer of a cell."""
    return pointer("rows", row, side, column.id)
