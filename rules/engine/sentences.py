"""A rule said in Vietnamese, always derived from its tree, never stored."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rules.engine.check import check, is_date
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, named_fields, parse
from rules.engine.types import ANY, Field, Scope, Type, fields_of

_ORDER_WORDS = {
    "number": {
        "<": "nhỏ hơn",
        "<=": "nhỏ hơn hoặc bằng",
        ">": "lớn hơn",
        ">=": "lớn hơn hoặc bằng",
    },
    "date": {
        "<": "trước ngày",
        "<=": "không muộn hơn ngày",
        ">": "sau ngày",
        ">=": "không sớm hơn ngày",
    },
}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_LONGEST_WORD = 200


def describe(logic: Any, inputs: Mapping[str, Any] | None = None) -> str:
    """The rule as a Vietnamese sentence without a full stop; never raises, never shows JSON.

    A rule that can't be read gives the sentence that says what is wrong with it.
    """
    if logic is None or logic == {}:
        return "Chưa đặt điều kiện"
    scope = fields_of(inputs)
    tree, problems = parse(logic)
    if problems:
        return f"Chưa đọc được điều kiện: {problems[0].message}"
    tree, _ = check(tree, scope)
    return condition(tree, scope)


def answer(value: Any) -> str:
    """The result of a rule as people read it: Đúng, Sai, Chưa đủ dữ liệu, or the value."""
    if value is UNKNOWN:
        return "Chưa đủ dữ liệu"
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, list | tuple):
        return ", ".join(answer(item) for item in value) or "(trống)"
    return literal(value, ANY)


# ---- values


def literal(value: Any, type_: Type, unit: str = "") -> str:
    """A value as its type is written in Vietnamese: 5.000.000 đồng, 01/07/2026, “Trực tiếp”."""
    if value is None:
        return "trống"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float | Decimal):
        shown = _digits(value)
        unit = "đồng" if type_.name == "money" else unit
        return f"{shown} {unit}" if unit else shown
    if isinstance(value, str):
        if type_.family == "date" and is_date(value):
            return f"{value[8:]}/{value[5:7]}/{value[:4]}"
        return f"“{type_.option_label(value)[:_LONGEST_WORD]}”"
    if isinstance(value, list | tuple):
        return ", ".join(literal(item, type_, unit) for item in value[:20]) or "danh sách trống"
    return "một giá trị"


def _digits(value: int | float | Decimal) -> str:
    if isinstance(value, int) and abs(value) >= 10**50:
        return f"số có {int(abs(value).bit_length() * 0.30103) + 1} chữ số"
    plain = format(Decimal(str(value)), ",f")
    return plain.replace(",", " ").replace(".", ",").replace(" ", ".")


def expression(node: Node, scope: Scope) -> str:
    """A part of a rule as a value."""
    match node:
        case Literal():
            return literal(node.value, node.type)
        case Variable():
            return _field(node, scope)
        case Sequence():
            return ", ".join(expression(item, scope) for item in node.items) or "danh sách trống"
        case Call():
            say = _EXPRESSIONS.get(node.family)
            return say(node, scope) if say else f"kết quả của ({condition(node, scope)})"


def _field(node: Variable, scope: Scope) -> str:
    label = node.field.label or "giá trị đang xét"
    if node.default is None:
        return f"«{label}»"
    return f"«{label}» (nếu để trống thì lấy {expression(node.default, scope)})"


def _sum(node: Call, scope: Scope) -> str:
    code = node.operator
    parts = [_operand(argument, scope) for argument in node.arguments]
    if code in ("min", "max"):
        return f"{OPERATORS[code].label} trong ({'; '.join(parts)})"
    if code == "%":
        return f"phần dư của {parts[0]} chia cho {' rồi chia cho '.join(parts[1:])}"
    if len(parts) == 1:
        return {"-": f"−{parts[0]}", "/": f"1 ÷ {parts[0]}"}.get(code, parts[0])
    return f" {_SIGNS[code]} ".join(parts) or "0"


def _operand(node: Node, scope: Scope) -> str:
    words = expression(node, scope)
    several = isinstance(node, Call) and node.family == "arithmetic" and len(node.arguments) > 1
    return f"({words})" if several else words


def _words(node: Call, scope: Scope) -> str:
    parts = [expression(argument, scope) for argument in node.arguments]
    if node.operator == "cat":
        return f"{' ghép với '.join(parts)}" or "văn bản trống"
    length = f", dài {parts[2]} ký tự" if len(parts) > 2 else ""
    return f"phần của {parts[0]} từ vị trí {parts[1]}{length}"


def _choice_value(node: Call, scope: Scope) -> str:
    parts = node.arguments
    said = [
        f"{'nếu' if index == 0 else 'nếu không mà'} {_grouped(parts[index], scope)}"
        f" thì {_result(parts[index + 1], scope)}"
        for index in range(0, len(parts) - 1, 2)
    ]
    if len(parts) % 2:
        last = _result(parts[-1], scope)
        said.append(f"nếu không thì {last}" if said else last)
    return ", ".join(said) or "trống"


def _result(node: Node, scope: Scope) -> str:
    """What a branch of «nếu … thì …» comes to."""
    said_as_condition = isinstance(node, Call) and node.type.family == "yes_no"
    return _grouped(node, scope) if said_as_condition else expression(node, scope)


def _rows(node: Node, scope: Scope) -> str:
    if isinstance(node, Call) and node.operator == "filter":
        test = condition(node.arguments[1], scope)
        return f"{_rows(node.arguments[0], scope)} (chỉ tính dòng có {test})"
    return expression(node, scope)


def _collected(node: Call, scope: Scope) -> str:
    if node.operator == "filter":
        return f"các dòng của {_rows(node, scope)}"
    if node.operator == "map":
        rows, body = node.arguments
        return f"{expression(body, scope)} trên từng dòng của {_rows(rows, scope)}"
    return f"kết quả của ({condition(node, scope)})"


def _reduced(node: Call, scope: Scope) -> str:
    rows, body, first = node.arguments
    column = _summed_column(body)
    if column is not None and isinstance(first, Literal) and first.value == 0:
        return f"tổng «{column.label}» của {_rows(rows, scope)}"
    return (
        f"kết quả tính lần lượt trên từng dòng của {_rows(rows, scope)} theo"
        f" {expression(body, scope)}, bắt đầu từ {expression(first, scope)}"
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


def _missing_value(node: Call, scope: Scope) -> str:
    return f"các mục còn để trống trong {_names(node, scope)}"


_EXPRESSIONS: dict[str, Callable[[Call, Scope], str]] = {
    "variable": lambda node, scope: "giá trị của trường có tên được tính ra",
    "arithmetic": _sum,
    "words": _words,
    "choice": _choice_value,
    "merge": lambda node, scope: (
        "danh sách gộp "
        + (", ".join(expression(item, scope) for item in node.arguments) or "trống")
    ),
    "loop": _collected,
    "reduce": _reduced,
    "missing": _missing_value,
}


# ---- conditions


def condition(node: Node, scope: Scope, *, denied: bool = False) -> str:
    """A part of a rule as a statement that holds or, when `denied`, does not hold."""
    if isinstance(node, Literal):
        held = bool(node.value) is not denied
        return "luôn đúng" if held else "luôn sai"
    if isinstance(node, Variable):
        if node.type.family == "yes_no":
            return f"{_field(node, scope)} là {'Không' if denied else 'Có'}"
        return f"{_field(node, scope)} {'bằng 0 hoặc trống' if denied else 'có giá trị'}"
    if isinstance(node, Sequence):
        return f"danh sách ({expression(node, scope)}) {'trống' if denied else 'không trống'}"
    say = _CONDITIONS.get(node.family)
    if say:
        return say(node, scope, denied)
    return f"{expression(node, scope)} {'bằng 0 hoặc trống' if denied else 'khác 0 và không trống'}"


def _grouped(node: Node, scope: Scope) -> str:
    """A condition inside another one: in brackets when it joins several itself."""
    words = condition(node, scope)
    return f"({words})" if _joins(node) else words


def _joins(node: Node) -> bool:
    while isinstance(node, Call) and node.operator == "!!":
        node = node.arguments[0]
    if not isinstance(node, Call):
        return False
    return node.family == "choice" or (node.family == "logic" and len(node.arguments) > 1)


def _logic(node: Call, scope: Scope, denied: bool) -> str:
    if denied:
        return f"không phải là ({condition(node, scope)})"
    return f" {OPERATORS[node.operator].label} ".join(
        _grouped(argument, scope) if len(node.arguments) > 1 else condition(argument, scope)
        for argument in node.arguments
    )


def _negation(node: Call, scope: Scope, denied: bool) -> str:
    return condition(node.arguments[0], scope, denied=denied is not (node.operator == "!"))


def _choice(node: Call, scope: Scope, denied: bool) -> str:
    words = _choice_value(node, scope)
    return f"không phải là ({words})" if denied else words


def _equal(node: Call, scope: Scope, denied: bool) -> str:
    same = (node.operator in ("==", "===")) is not denied
    if len(node.arguments) > 2:
        if denied:
            return f"không phải là ({condition(node, scope)})"
        words = "; ".join(expression(argument, scope) for argument in node.arguments)
        return f"{words} {'bằng nhau' if same else 'đôi một liền nhau thì khác nhau'}"
    left, right = node.arguments
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
    subject = expression(left, scope)
    value = _value_beside(left, right, scope)
    family = left.type.family
    if family == "yes_no" and isinstance(right, Literal) and isinstance(right.value, bool):
        return f"{subject} là {'Có' if right.value is same else 'Không'}"
    if family == "date" and isinstance(right, Literal):
        return f"{subject} {'là' if same else 'không phải là'} ngày {value}"
    if family in ("one_of", "text", "yes_no"):
        return f"{subject} {'là' if same else 'khác'} {value}"
    return f"{subject} {'bằng' if same else 'khác'} {value}"


def _value_beside(left: Node, right: Node, scope: Scope) -> str:
    if isinstance(left, Variable) and isinstance(right, Literal):
        return literal(right.value, right.type, left.field.unit)
    return expression(right, scope)


def _order(node: Call, scope: Scope, denied: bool) -> str:
    code = node.operator
    if len(node.arguments) > 2:
        if denied:
            return f"không phải là ({condition(node, scope)})"
        return _between(node, scope)
    left, right = node.arguments
    if denied:
        code = _OPPOSITE[code]
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right, code = right, left, _FLIPPED[code]
    return f"{expression(left, scope)} {_compared(code, left, right, scope)}"


def _compared(code: str, left: Node, right: Node, scope: Scope) -> str:
    words = _ORDER_WORDS["number"][code]
    if left.type.family == "date":
        words = _ORDER_WORDS["date"][code]
        if not isinstance(right, Literal):
            words = words.removesuffix(" ngày")
    return f"{words} {_value_beside(left, right, scope)}"


def _between(node: Call, scope: Scope) -> str:
    """`{"<": [1, x, 5]}`: x lies between."""
    low, middle, high, *rest = node.arguments
    if rest or node.operator not in ("<", "<="):
        pairs = zip(node.arguments, node.arguments[1:], strict=False)
        return " và ".join(
            f"{expression(a, scope)} {_compared(node.operator, a, b, scope)}" for a, b in pairs
        )
    least, most = _value_beside(middle, low, scope), _value_beside(middle, high, scope)
    day = "ngày " if middle.type.family == "date" else ""
    if node.operator == "<=":
        return f"{expression(middle, scope)} từ {day}{least} đến {day}{most}"
    return (
        f"{expression(middle, scope)} {_compared('>', middle, low, scope)}"
        f" và {_compared('<', middle, high, scope)}"
    )


def _member(node: Call, scope: Scope, denied: bool) -> str:
    needle, haystack = node.arguments
    if isinstance(haystack, Sequence):
        items = expression(haystack, scope)
        return f"{expression(needle, scope)} {'không thuộc' if denied else 'là một trong'}: {items}"
    verb = "chọn" if haystack.type.family == "many_of" else "chứa"
    return (
        f"{expression(haystack, scope)} {'không' if denied else 'có'} {verb}"
        f" {_value_beside(haystack, needle, scope)}"
    )


def _alike(node: Call, scope: Scope, denied: bool) -> str:
    if node.operator == "alike_in":
        return _member(node, scope, denied)
    left, right = node.arguments
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
    verb = "khác" if denied else "là"
    return f"{expression(left, scope)} {verb} {_value_beside(left, right, scope)}"


_QUANTIFIERS = {
    "some": "có ít nhất một dòng của {rows} mà {test}",
    "all": "mọi dòng của {rows} đều có {test}",
    "none": "không có dòng nào của {rows} mà {test}",
}


def _quantified(node: Call, scope: Scope, denied: bool) -> str:
    rows, body = node.arguments
    if node.operator in ("filter", "map"):
        words = _collected(node, scope)
        return f"không có {words}" if denied else f"có {words}"
    operator = node.operator
    if denied and operator in ("some", "none"):
        operator, denied = {"some": "none", "none": "some"}[operator], False
    words = _QUANTIFIERS[operator].format(rows=_rows(rows, scope), test=_grouped(body, scope))
    return f"không phải là ({words})" if denied else words


def _missing(node: Call, scope: Scope, denied: bool) -> str:
    names = _names(node, scope)
    if node.operator == "missing_some":
        need = expression(node.arguments[0], scope)
        verb = "đã có" if denied else "chưa có"
        return f"{verb} đủ {need} mục trong số {names}"
    several = len(named_fields(node)) > 1
    if denied:
        return f"{names} {'đều ' if several else ''}đã có giá trị"
    return f"{names} {'có mục ' if several else ''}để trống"


def _names(node: Call, scope: Scope) -> str:
    fields = scope or {}
    names = [
        f"«{fields[name].label if name in fields else name}»" for name, _ in named_fields(node)
    ]
    return ", ".join(names) or "các trường được tính ra"


_CONDITIONS: dict[str, Callable[[Call, Scope, bool], str]] = {
    "logic": _logic,
    "not": _negation,
    "choice": _choice,
    "equal": _equal,
    "order": _order,
    "member": _member,
    "alike": _alike,
    "loop": _quantified,
    "missing": _missing,
}
