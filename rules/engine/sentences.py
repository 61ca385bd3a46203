"""A rule said in Vietnamese, derived from its tree, never stored: what holds and what does not."""

from collections.abc import Callable, Mapping
from typing import Any

from rules.engine.check import check
from rules.engine.expressions import (
    Saying,
    choice,
    collected,
    expression,
    field,
    grouped,
    literal,
    names_of,
    rows_of,
)
from rules.engine.functions.known import NOTHING, Known
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, named_fields, parse
from rules.engine.types import ANY, Scope, fields_of

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


def describe(logic: Any, inputs: Mapping[str, Any] | None = None, known: Known = NOTHING) -> str:
    """Say the rule as a Vietnamese sentence without a full stop; never raise, never show JSON.

    A rule that can't be read gives the sentence that says what is wrong with it.
    """
    if logic is None or logic == {}:
        return "Chưa đặt điều kiện"
    scope = fields_of(inputs)
    tree, problems = parse(logic)
    if problems:
        return f"Chưa đọc được điều kiện: {problems[0].message}"
    tree, _ = check(tree, scope, known)
    return saying(scope).statement(tree)


def answer(value: Any) -> str:
    """Say the result of a rule as people read it: Đúng, Sai, Chưa đủ dữ liệu, or the value."""
    if value is UNKNOWN:
        return "Chưa đủ dữ liệu"
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, list | tuple):
        return ", ".join(answer(item) for item in value) or "(trống)"
    return literal(value, ANY)


def saying(scope: Scope) -> Saying:
    """Return the `Saying` for parts of a rule over these fields."""
    return Saying(scope, _statement)


def _statement(node: Node, say: Saying, *, denied: bool = False) -> str:
    """A part of a rule as a statement that holds or, when `denied`, does not hold."""
    if isinstance(node, Literal):
        held = bool(node.value) is not denied
        return "luôn đúng" if held else "luôn sai"
    if isinstance(node, Variable):
        if node.type.family == "yes_no":
            return f"{field(node, say)} là {'Không' if denied else 'Có'}"
        return f"{field(node, say)} {'bằng 0 hoặc trống' if denied else 'có giá trị'}"
    if isinstance(node, Sequence):
        return f"danh sách ({expression(node, say)}) {'trống' if denied else 'không trống'}"
    found = _CONDITIONS.get(node.family)
    if found:
        return found(node, say, denied)
    return f"{expression(node, say)} {'bằng 0 hoặc trống' if denied else 'khác 0 và không trống'}"


def _logic(node: Call, say: Saying, denied: bool) -> str:
    if denied:
        return f"không phải là ({_statement(node, say)})"
    return f" {OPERATORS[node.operator].label} ".join(
        grouped(argument, say) if len(node.arguments) > 1 else _statement(argument, say)
        for argument in node.arguments
    )


def _negation(node: Call, say: Saying, denied: bool) -> str:
    if node.operator == "rule":
        other = f"điều kiện «{node.title}»" if node.title else "một điều kiện khác"
        return f"{'không ' if denied else ''}đáp ứng {other}"
    return _statement(node.arguments[0], say, denied=denied is not (node.operator == "!"))


def _choice(node: Call, say: Saying, denied: bool) -> str:
    words = choice(node, say)
    return f"không phải là ({words})" if denied else words


def _equal(node: Call, say: Saying, denied: bool) -> str:
    same = (node.operator in ("==", "===")) is not denied
    if len(node.arguments) > 2:
        if denied:
            return f"không phải là ({_statement(node, say)})"
        words = "; ".join(expression(argument, say) for argument in node.arguments)
        return f"{words} {'bằng nhau' if same else 'đôi một liền nhau thì khác nhau'}"
    left, right = node.arguments
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
    subject = expression(left, say)
    value = _value_beside(left, right, say)
    family = left.type.family
    if family == "yes_no" and isinstance(right, Literal) and isinstance(right.value, bool):
        return f"{subject} là {'Có' if right.value is same else 'Không'}"
    if family == "date" and isinstance(right, Literal):
        return f"{subject} {'là' if same else 'không phải là'} ngày {value}"
    if family in ("one_of", "text", "yes_no"):
        return f"{subject} {'là' if same else 'khác'} {value}"
    return f"{subject} {'bằng' if same else 'khác'} {value}"


def _value_beside(left: Node, right: Node, say: Saying) -> str:
    if isinstance(left, Variable) and isinstance(right, Literal):
        return literal(right.value, right.type, left.field.unit)
    if isinstance(left, Call) and left.operator == "year" and isinstance(right, Literal):
        return str(right.value)
    return expression(right, say)


def _order(node: Call, say: Saying, denied: bool) -> str:
    code = node.operator
    if len(node.arguments) > 2:
        if denied:
            return f"không phải là ({_statement(node, say)})"
        return _between(node, say)
    left, right = node.arguments
    if denied:
        code = _OPPOSITE[code]
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right, code = right, left, _FLIPPED[code]
    return f"{expression(left, say)} {_compared(code, left, right, say)}"


def _compared(code: str, left: Node, right: Node, say: Saying) -> str:
    words = _ORDER_WORDS["number"][code]
    if left.type.family in ("date", "instant"):
        words = _ORDER_WORDS["date"][code]
        if left.type.family == "instant" or not isinstance(right, Literal):
            words = words.removesuffix(" ngày")
    return f"{words} {_value_beside(left, right, say)}"


def _between(node: Call, say: Saying) -> str:
    """`{"<": [1, x, 5]}`: x lies between."""
    low, middle, high, *rest = node.arguments
    if rest or node.operator not in ("<", "<="):
        pairs = zip(node.arguments, node.arguments[1:], strict=False)
        return " và ".join(
            f"{expression(a, say)} {_compared(node.operator, a, b, say)}" for a, b in pairs
        )
    least, most = _value_beside(middle, low, say), _value_beside(middle, high, say)
    day = "ngày " if middle.type.family == "date" else ""
    if node.operator == "<=":
        return f"{expression(middle, say)} từ {day}{least} đến {day}{most}"
    return (
        f"{expression(middle, say)} {_compared('>', middle, low, say)}"
        f" và {_compared('<', middle, high, say)}"
    )


def _member(node: Call, say: Saying, denied: bool) -> str:
    needle, haystack = node.arguments
    if isinstance(haystack, Sequence):
        items = expression(haystack, say)
        return f"{expression(needle, say)} {'không thuộc' if denied else 'là một trong'}: {items}"
    verb = "chọn" if haystack.type.family == "many_of" else "chứa"
    return (
        f"{expression(haystack, say)} {'không' if denied else 'có'} {verb}"
        f" {_value_beside(haystack, needle, say)}"
    )


def _alike(node: Call, say: Saying, denied: bool) -> str:
    if node.operator == "alike_in":
        return _member(node, say, denied)
    left, right = node.arguments
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
    verb = "khác" if denied else "là"
    return f"{expression(left, say)} {verb} {_value_beside(left, right, say)}"


_QUANTIFIERS = {
    "some": "có ít nhất một dòng của {rows} mà {test}",
    "all": "mọi dòng của {rows} đều có {test}",
    "none": "không có dòng nào của {rows} mà {test}",
}


def _quantified(node: Call, say: Saying, denied: bool) -> str:
    rows, body = node.arguments
    if node.operator in ("filter", "map"):
        words = collected(node, say)
        return f"không có {words}" if denied else f"có {words}"
    operator = node.operator
    if denied and operator in ("some", "none"):
        operator, denied = {"some": "none", "none": "some"}[operator], False
    words = _QUANTIFIERS[operator].format(rows=rows_of(rows, say), test=grouped(body, say))
    return f"không phải là ({words})" if denied else words


def _missing(node: Call, say: Saying, denied: bool) -> str:
    names = names_of(node, say)
    if node.operator == "missing_some":
        need = expression(node.arguments[0], say)
        verb = "đã có" if denied else "chưa có"
        return f"{verb} đủ {need} mục trong số {names}"
    several = len(named_fields(node)) > 1
    if denied:
        return f"{names} {'đều ' if several else ''}đã có giá trị"
    return f"{names} {'có mục ' if several else ''}để trống"


def _presence(node: Call, say: Saying, denied: bool) -> str:
    return f"{expression(node.arguments[0], say)} {'để trống' if denied else 'đã có giá trị'}"


def _stop(node: Call, say: Saying, denied: bool) -> str:
    return f"không tính được ({expression(node.arguments[0], say)})"


def _function(node: Call, say: Saying, denied: bool) -> str:
    words = expression(node, say)
    if node.type.family == "yes_no":
        return f"không phải là ({words})" if denied else words
    return f"{words} {'bằng 0 hoặc trống' if denied else 'khác 0 và không trống'}"


_CONDITIONS: dict[str, Callable[[Call, Saying, bool], str]] = {
    "logic": _logic,
    "not": _negation,
    "choice": _choice,
    "equal": _equal,
    "order": _order,
    "member": _member,
    "alike": _alike,
    "loop": _quantified,
    "missing": _missing,
    "presence": _presence,
    "stop": _stop,
    "function": _function,
}
