"""A part of a rule said as a value: numbers, days, fields, sums, rows."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.engine.functions.known import Catalogue
from rules.engine.functions.moments import ZONE, is_partial_date, moment
from rules.engine.operators import OPERATORS
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, named_fields
from rules.engine.types import Field, Scope, Type

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_LONGEST_WORD = 200


@dataclass(frozen=True, slots=True)
class Saying:
    """What a sentence is about, and how it says a part that holds or doesn't.

    Values hold conditions («nếu … thì …») and conditions hold values; only sentences know both.
    """

    scope: Scope
    condition: Callable[[Node, "Saying"], str]

    def statement(self, node: Node) -> str:
        """Say a part of the rule as a statement."""
        return self.condition(node, self)


def literal(value: Any, type_: Type, unit: str = "") -> str:
    """Write a value in Vietnamese by its type: 5.000.000 đồng, 01/07/2026, “Trực tiếp”."""
    if value is None:
        return "trống"
    if type_.family == "catalogue":
        return f"danh mục «{value.title}»" if isinstance(value, Catalogue) else "danh mục đã chọn"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float | Decimal):
        shown = _digits(value)
        unit = "đồng" if type_.name == "money" else unit
        return f"{shown} {unit}" if unit else shown
    if isinstance(value, str):
        if type_.family in ("date", "partial_date") and is_partial_date(value):
            return "/".join(reversed(value.split("-")))
        if type_.family == "instant":
            return f"{moment(value).astimezone(ZONE):%H:%M ngày %d/%m/%Y}"
        return f"“{type_.option_label(value)[:_LONGEST_WORD]}”"
    if isinstance(value, list | tuple):
        return ", ".join(literal(item, type_, unit) for item in value[:20]) or "danh sách trống"
    return "một giá trị"


def _digits(value: int | float | Decimal) -> str:
    if isinstance(value, int) and abs(value) >= 10**50:
        return f"số có {int(abs(value).bit_length() * 0.30103) + 1} chữ số"
    plain = format(Decimal(str(value)), ",f")
    return plain.replace(",", " ").replace(".", ",").replace(" ", ".")


def expression(node: Node, say: Saying) -> str:
    """Say a part of a rule as a value."""
    match node:
        case Literal():
            return literal(node.value, node.type)
        case Variable():
            return field(node, say)
        case Sequence():
            return ", ".join(expression(item, say) for item in node.items) or "danh sách trống"
        case Call():
            found = _EXPRESSIONS.get(node.family)
            return found(node, say) if found else f"kết quả của ({say.statement(node)})"


def field(node: Variable, say: Saying) -> str:
    """Return the name of a field, with what stands in for it where it is empty."""
    label = node.field.label or "giá trị đang xét"
    if node.default is None:
        return f"«{label}»"
    if isinstance(node.default, Sequence) and not node.default.items:
        nothing = "không có dòng nào" if node.type.name == "table" else "không chọn mục nào"
        return f"«{label}» (để trống nghĩa là {nothing})"
    return f"«{label}» (nếu để trống thì lấy {expression(node.default, say)})"


def _sum(node: Call, say: Saying) -> str:
    code = node.operator
    parts = [_operand(argument, say) for argument in node.arguments]
    if code in ("min", "max"):
        return f"{OPERATORS[code].label} trong ({'; '.join(parts)})"
    if code == "%":
        return f"phần dư của {parts[0]} chia cho {' rồi chia cho '.join(parts[1:])}"
    if len(parts) == 1:
        return {"-": f"−{parts[0]}", "/": f"1 ÷ {parts[0]}"}.get(code, parts[0])
    return f" {_SIGNS[code]} ".join(parts) or "0"


def _operand(node: Node, say: Saying) -> str:
    words = expression(node, say)
    several = isinstance(node, Call) and node.family == "arithmetic" and len(node.arguments) > 1
    return f"({words})" if several else words


def _words(node: Call, say: Saying) -> str:
    parts = [expression(argument, say) for argument in node.arguments]
    if node.operator == "cat":
        return f"{' ghép với '.join(parts)}" or "văn bản trống"
    length = f", dài {parts[2]} ký tự" if len(parts) > 2 else ""
    return f"phần của {parts[0]} từ vị trí {parts[1]}{length}"


def _called(node: Call, say: Saying) -> str:
    operator = OPERATORS[node.operator]
    parts = node.arguments
    words = (
        operator.says_more if len(parts) > operator.least and operator.says_more else operator.says
    )
    return words.format(*(_operand_beside(part, parts, say) for part in parts))


def _operand_beside(node: Node, parts: tuple[Node, ...], say: Saying) -> str:
    """A literal beside an amount of money is one of money too; several sums stand in brackets."""
    if isinstance(node, Literal) and node.type.name == "number" and parts[0].type.name == "money":
        return literal(node.value, parts[0].type)
    if isinstance(node, Call) and node.operator == "filter":
        return rows_of(node, say)
    return _operand(node, say)


def _coalesced(node: Call, say: Saying) -> str:
    first, *others = [expression(argument, say) for argument in node.arguments] or ["trống"]
    return f"{first} (nếu để trống thì lấy {', rồi '.join(others)})" if others else first


def choice(node: Call, say: Saying) -> str:
    """Say an `if`: «nếu … thì …, nếu không thì …»."""
    parts = node.arguments
    said = [
        f"{'nếu' if index == 0 else 'nếu không mà'} {grouped(parts[index], say)}"
        f" thì {_result(parts[index + 1], say)}"
        for index in range(0, len(parts) - 1, 2)
    ]
    if len(parts) % 2:
        last = _result(parts[-1], say)
        said.append(f"nếu không thì {last}" if said else last)
    return ", ".join(said) or "trống"


def _result(node: Node, say: Saying) -> str:
    """What a branch of «nếu … thì …» comes to."""
    said_as_condition = isinstance(node, Call) and node.type.family == "yes_no"
    return grouped(node, say) if said_as_condition else expression(node, say)


def rows_of(node: Node, say: Saying) -> str:
    """Name the rows that a loop goes over, with the condition by which they were filtered."""
    if isinstance(node, Call) and node.operator == "filter":
        test = say.statement(node.arguments[1])
        return f"{rows_of(node.arguments[0], say)} (chỉ tính dòng có {test})"
    return expression(node, say)


def collected(node: Call, say: Saying) -> str:
    """Say what a loop gathers from the rows."""
    if node.operator == "filter":
        return f"các dòng của {rows_of(node, say)}"
    if node.operator == "map":
        rows, body = node.arguments
        return f"{expression(body, say)} trên từng dòng của {rows_of(rows, say)}"
    return f"kết quả của ({say.statement(node)})"


def _reduced(node: Call, say: Saying) -> str:
    rows, body, first = node.arguments
    column = _summed_column(body)
    if column is not None and isinstance(first, Literal) and first.value == 0:
        return f"tổng «{column.label}» của {rows_of(rows, say)}"
    return (
        f"kết quả tính lần lượt trên từng dòng của {rows_of(rows, say)} theo"
        f" {expression(body, say)}, bắt đầu từ {expression(first, say)}"
    )


def _summed_column(body: Node) -> Field | None:
    """The column that is added up, when the body is `accumulator + current.<column>`."""
    if not (isinstance(body, Call) and body.operator == "+" and len(body.arguments) == 2):
        return None
    names = {item.name: item for item in body.arguments if isinstance(item, Variable)}
    if "accumulator" not in names or len(names) != 2:
        return None
    column = next(item for name, item in names.items() if name != "accumulator")
    if not column.name.startswith("current"):
        return None
    # Without known columns the field is labelled by its whole path.
    return Field(column.field.label.removeprefix("current."), column.type)


def _missing_value(node: Call, say: Saying) -> str:
    return f"các mục còn để trống trong {names_of(node, say)}"


def grouped(node: Node, say: Saying) -> str:
    """Say a condition inside another one: in brackets when it joins several itself."""
    words = say.statement(node)
    return f"({words})" if _joins(node) else words


def _joins(node: Node) -> bool:
    while isinstance(node, Call) and node.operator == "!!":
        node = node.arguments[0]
    if not isinstance(node, Call):
        return False
    return node.family == "choice" or (node.family == "logic" and len(node.arguments) > 1)


def names_of(node: Call, say: Saying) -> str:
    """Return the names of the fields that `missing` asks about."""
    fields = say.scope or {}
    names = [
        f"«{fields[name].label if name in fields else name}»" for name, _ in named_fields(node)
    ]
    return ", ".join(names) or "các trường được tính ra"


_EXPRESSIONS: dict[str, Callable[[Call, Saying], str]] = {
    "variable": lambda node, say: "giá trị của trường có tên được tính ra",
    "arithmetic": _sum,
    "words": _words,
    "choice": choice,
    "coalesce": _coalesced,
    "merge": lambda node, say: (
        "danh sách gộp " + (", ".join(expression(item, say) for item in node.arguments) or "trống")
    ),
    "loop": collected,
    "reduce": _reduced,
    "missing": _missing_value,
    "function": _called,
}
