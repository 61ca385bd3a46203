"""Types of a parsed rule: literals take the type they are compared with, clashes are found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from registry.problems import Problem
from rules.engine.operators import OPERATORS
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, named_fields
from rules.engine.signature import Parameter
from rules.engine.types import (
    ANY,
    EMPTY,
    LIST,
    MONEY,
    NUMBER,
    TEXT,
    YES_NO,
    Field,
    Scope,
    Type,
)
from rules.engine.values import number

_RESULTS = {
    "yes_no": YES_NO,
    "number": NUMBER,
    "amount": NUMBER,
    "text": TEXT,
    "list": LIST,
    "any": ANY,
}
_MANY = frozenset({"table", "many_of", "list"})


@dataclass(frozen=True)
class _Check:
    """Where checking stands: the fields in sight, and the problems found so far."""

    scope: Scope
    problems: list[Problem]

    def report(self, node: Node, message: str, keyword: str = "type") -> None:
        self.problems.append(Problem(node.pointer, message, keyword))

    def inside(self, scope: Scope) -> "_Check":
        return replace(self, scope=scope)


def check(node: Node, scope: Scope) -> tuple[Node, list[Problem]]:
    """Return the tree with types, and every problem of unknown fields and clashing types.

    Without a scope nothing is known about the fields, and only what the rule itself says
    (a date compared with a number) can clash.
    """
    problems: list[Problem] = []
    return _checked(node, _Check(scope, problems)), problems


def _checked(node: Node, at: _Check) -> Node:
    match node:
        case Literal():
            return _literal(node, at)
        case Sequence():
            return Sequence(tuple([_checked(item, at) for item in node.items]), node.pointer, LIST)
        case Variable():
            return _variable(node, at)
        case Call():
            if node.family in ("loop", "reduce"):
                return _loop(node, at)
            arguments = tuple([_checked(argument, at) for argument in node.arguments])
            operator = OPERATORS[node.operator]
            node = Call(node.operator, arguments, node.pointer, _RESULTS[operator.gives])
            rule = _BY_FAMILY.get(operator.family)
            return rule(node, at) if rule else node


def _literal(node: Literal, at: _Check) -> Literal:
    """A literal with its type; a number becomes exact."""
    value = node.value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        try:
            value = number(value, True)
        except ValueError as error:
            at.report(node, str(error), "size")
    return Literal(value, node.pointer, _type_of(value))


def _type_of(value: Any) -> Type:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, int | float | Decimal):
        return NUMBER
    return TEXT if isinstance(value, str) else ANY


def _variable(node: Variable, at: _Check) -> Variable:
    default = _checked(node.default, at) if node.default is not None else None
    field = _field(node.name, node, at)
    if default is not None:
        default = _fit(default, field.type, at, f"«{field.label}»")
    return Variable(node.name, node.pointer, default, field)


def _field(name: str, node: Node, at: _Check) -> Field:
    if at.scope is None:
        return Field(name, ANY)
    field = at.scope.get(name)
    if field is None:
        at.report(node, f"Không có trường «{name}»", "unknown-field")
        return Field(name, ANY)
    return field


def _named(node: Call, at: _Check) -> Call:
    """`missing`: the fields that are asked about must exist."""
    if at.scope is not None:
        for name, where in named_fields(node):
            if name not in at.scope:
                at.problems.append(Problem(where, f"Không có trường «{name}»", "unknown-field"))
    return node


def _computed_variable(node: Call, at: _Check) -> Call:
    if at.scope is not None:
        at.report(node, "Tên trường phải được ghi trực tiếp, không được tính ra", "unknown-field")
    return node


# ---- comparison


def _equal(node: Call, at: _Check) -> Call:
    arguments = _matched(node.arguments, at)
    for argument in arguments:
        family = argument.type.family
        if family == "empty":
            at.report(
                argument,
                "Không so sánh với giá trị trống được; hãy dùng «để trống» hoặc «đã có giá trị»",
            )
        elif family == "many_of":
            at.report(argument, f"{name_of(argument)} chọn được nhiều mục; hãy dùng phép «có chọn»")
        elif family in ("table", "list"):
            at.report(argument, f"{name_of(argument)} là danh sách, không so sánh bằng được")
    _same_family(arguments, at)
    return replace(node, arguments=arguments)


def _order(node: Call, at: _Check) -> Call:
    arguments = _matched(node.arguments, at)
    for argument in arguments:
        if argument.type.family not in ("number", "date", "any"):
            at.report(
                argument,
                f"{name_of(argument)} ({argument.type.label}) không so sánh lớn, nhỏ được;"
                " chỉ số và ngày mới so sánh được",
            )
            return replace(node, arguments=arguments)
    _same_family(arguments, at)
    return Call(node.operator, arguments, node.pointer, node.type)


def _matched(arguments: tuple[Node, ...], at: _Check) -> tuple[Node, ...]:
    """Literals turned into the type of what they are compared with."""
    leader = next(
        (item for item in arguments if not isinstance(item, Literal) and item.type is not ANY),
        None,
    )
    if leader is None:
        return arguments
    name = name_of(leader)
    return tuple(
        _fit(item, leader.type, at, name) if isinstance(item, Literal) else item
        for item in arguments
    )


def _same_family(arguments: tuple[Node, ...], at: _Check) -> None:
    known = [item for item in arguments if item.type.family not in ("any", "empty")]
    for item in known[1:]:
        if item.type.family != known[0].type.family:
            at.report(
                item,
                f"Không so sánh được {name_of(known[0])} ({known[0].type.label})"
                f" với {name_of(item)} ({item.type.label})",
            )


def _fit(node: Node, type_: Type, at: _Check, name: str) -> Node:
    """A literal as a value of this type; a clash is reported once and then lets go of the type."""
    if not isinstance(node, Literal) or node.value is None:
        return node
    clash, keyword = _clash(node.value, type_), "type"
    if clash == "":
        exact = type_.family == "number"
        value = number(node.value, True) if exact else node.value
        return Literal(value, node.pointer, type_)
    if type_.family in ("one_of", "many_of"):
        keyword = "option"
    at.report(node, f"{name} {clash.format(_shown(node.value))}", keyword)
    return replace(node, type=ANY)


def _clash(value: Any, type_: Type) -> str:
    """Why a value is none of this type, with a place for the value; "" when it is one."""
    match type_.family:
        case "number" if isinstance(value, bool) or not _is_number(value):
            return "là số, không so sánh với {} được"
        case "date" if not is_date(value):
            return "là ngày; {} không phải ngày dạng năm-tháng-ngày"
        case "yes_no" if not isinstance(value, bool):
            return "chỉ có Có hoặc Không, không so sánh với {} được"
        case "text" if not isinstance(value, str):
            return "là văn bản, không so sánh với {} được"
        case "one_of" | "many_of" if value not in [option for option, _ in type_.options]:
            return "không có lựa chọn {}"
    return ""


def _is_number(value: Any) -> bool:
    try:
        return value != "" and number(value, True) is not None
    except ValueError:
        return False


def is_date(value: Any) -> bool:
    """Tell whether the value is a calendar date written year-month-day."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return f"“{str(value)[:60]}”"


def name_of(node: Node) -> str:
    """Name a part of a rule in a message: the field, the value, or "kết quả của phép …"."""
    match node:
        case Variable():
            return f"«{node.field.label or 'giá trị'}»"
        case Literal():
            return _shown(node.value) if node.value is not None else "giá trị trống"
        case Sequence():
            return "danh sách"
        case Call():
            return f"kết quả của phép «{OPERATORS[node.operator].label}»"


# ---- numbers, words, membership, branches


def _arithmetic(node: Call, at: _Check) -> Call:
    arguments = tuple(_as_number(argument, at) for argument in node.arguments)
    money = any(argument.type.name == "money" for argument in arguments)
    by_ratio = node.operator == "/" and all(item.type.name == "money" for item in arguments)
    return replace(node, arguments=arguments, type=MONEY if money and not by_ratio else NUMBER)


def _as_number(node: Node, at: _Check) -> Node:
    if isinstance(node, Literal) and isinstance(node.value, str) and _is_number(node.value):
        return replace(node, value=number(node.value, True), type=NUMBER)
    if node.type.family not in ("number", "any"):
        at.report(node, f"{name_of(node)} ({node.type.label}) không phải là số để tính")
    return node


def _words(node: Call, at: _Check) -> Call:
    if node.operator == "substr":
        first, *positions = node.arguments
        if first.type.family not in ("text", "any"):
            at.report(first, f"{name_of(first)} không phải là văn bản")
        positions = [_as_number(position, at) for position in positions]
        return replace(node, arguments=(first, *positions))
    for argument in node.arguments:
        if argument.type.family in _MANY and not isinstance(argument, Sequence):
            at.report(argument, f"{name_of(argument)} là danh sách, không ghép vào văn bản được")
    return node


def _member(node: Call, at: _Check) -> Call:
    needle, haystack = node.arguments
    if isinstance(haystack, Sequence):
        if needle.type.family in _MANY:
            at.report(needle, f"{name_of(needle)} chọn được nhiều mục; hãy xét từng mục")
        elif isinstance(needle, Variable) and needle.type is not ANY:
            items = tuple(_fit(item, needle.type, at, name_of(needle)) for item in haystack.items)
            haystack = replace(haystack, items=items)
    elif haystack.type.family == "many_of":
        needle = _fit(needle, haystack.type, at, name_of(haystack))
    elif haystack.type.family == "text":
        if needle.type.family not in ("text", "any"):
            at.report(needle, f"{name_of(needle)} không phải là văn bản để tìm")
    elif haystack.type.family not in ("any", "list"):
        at.report(
            haystack,
            f"{name_of(haystack)} ({haystack.type.label}) không phải danh sách hay văn bản",
        )
    return replace(node, arguments=(needle, haystack))


def _alike(node: Call, at: _Check) -> Call:
    left, right = node.arguments
    if isinstance(right, Sequence) and node.operator == "alike_in":
        items = tuple(_as_text(item, at, name_of(left)) for item in right.items)
        right = replace(right, items=items)
    else:
        right = _as_text(right, at, name_of(left))
    return replace(node, arguments=(_as_text(left, at, name_of(right)), right))


def _as_text(node: Node, at: _Check, name: str) -> Node:
    if isinstance(node, Literal) and node.value is not None:
        return _fit(node, TEXT, at, name)
    if node.type.family not in ("text", "any"):
        at.report(node, f"{name_of(node)} ({node.type.label}) không phải là văn bản để so sánh")
    return node


def _choice(node: Call, at: _Check) -> Call:
    results = [*node.arguments[1::2]]
    if len(node.arguments) % 2:
        results.append(node.arguments[-1])
    types = {result.type for result in results if result.type is not EMPTY}
    return replace(node, type=types.pop() if len(types) == 1 else ANY)


def _function(node: Call, at: _Check) -> Call:
    operator = OPERATORS[node.operator]
    arguments = tuple(
        _taken(argument, operator.parameter(index), operator.label, at)
        for index, argument in enumerate(node.arguments)
    )
    money = operator.gives == "amount" and any(item.type.name == "money" for item in arguments)
    return replace(node, arguments=arguments, type=MONEY if money else node.type)


def _taken(node: Node, parameter: Parameter, label: str, at: _Check) -> Node:
    """An operand of a function, a literal as the type that the function takes."""
    if isinstance(node, Literal) and node.value is not None:
        return _fit(node, Type(parameter.literal), at, f"Phép «{label}»: thành phần này")
    if parameter.accepts and node.type.family not in {*parameter.accepts, "any"}:
        at.report(
            node,
            f"Phép «{label}» cần {parameter.asked}, nhưng {name_of(node)} là {node.type.label}",
        )
    return node


_BY_FAMILY: dict[str, Callable[[Call, _Check], Call]] = {
    "variable": _computed_variable,
    "missing": _named,
    "equal": _equal,
    "order": _order,
    "arithmetic": _arithmetic,
    "words": _words,
    "member": _member,
    "alike": _alike,
    "choice": _choice,
    "function": _function,
}


# ---- rows of a table


def row_scope(rows: Node, scope: Scope) -> Scope:
    """Return the fields that may be named inside a loop over `rows`: the columns of the table."""
    if scope is None:
        return None
    if rows.type.name == "table":
        return rows.type.columns
    if isinstance(rows, Call) and rows.operator == "filter":
        return row_scope(rows.arguments[0], scope)
    if rows.type.name == "many_of":
        return {"": Field("mục", Type("one_of", rows.type.options))}
    return None


def _loop(node: Call, at: _Check) -> Call:
    rows, body, *rest = node.arguments
    rows = _checked(rows, at)
    if rows.type.family not in {*_MANY, "any", "empty"}:
        at.report(rows, f"{name_of(rows)} ({rows.type.label}) không phải là bảng hay danh sách")
    scope = row_scope(rows, at.scope)
    if node.family == "reduce":
        scope = _reduce_scope(scope)
    arguments = (rows, _checked(body, at.inside(scope)), *(_checked(item, at) for item in rest))
    return replace(node, arguments=arguments, type=_RESULTS[OPERATORS[node.operator].gives])


def _reduce_scope(row: Scope) -> Scope:
    if row is None:
        return None
    fields: Mapping[str, Field] = {
        "accumulator": Field("kết quả trước đó", ANY),
        **{f"current.{name}" if name else "current": field for name, field in row.items()},
    }
    return {"current": Field("dòng", ANY), **fields}
