"""Types of a parsed rule: literals take the type they are compared with, clashes are found."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from registry.problems import Problem
from rules.engine.checking.at import Check, fit, is_number, name_of, no_field
from rules.engine.checking.comparing import equal, order
from rules.engine.checking.functions import function
from rules.engine.functions.known import NOTHING, Known, OtherRule
from rules.engine.operators import OPERATORS
from rules.engine.parse import (
    MAX_NODES,
    Call,
    Literal,
    Node,
    Sequence,
    Variable,
    moved,
    named_fields,
    parse,
    size,
    walk,
)
from rules.engine.types import (
    ANY,
    DATE,
    EMPTY,
    INSTANT,
    LIST,
    MONEY,
    NUMBER,
    RESERVED,
    TEXT,
    YES_NO,
    Field,
    Scope,
    Type,
    fields_of,
)
from rules.engine.values import number

_RESULTS = {
    "yes_no": YES_NO,
    "number": NUMBER,
    "amount": NUMBER,
    "text": TEXT,
    "list": LIST,
    "any": ANY,
    "nothing": EMPTY,
    "date": DATE,
    "instant": INSTANT,
}
_DEEPEST = 5
_DAYS = frozenset({"date", "partial_date"})
_MANY = frozenset({"table", "many_of", "list"})


def check(
    node: Node, scope: Scope, known: Known = NOTHING, chain: tuple[str, ...] = ()
) -> tuple[Node, list[Problem]]:
    """Return the tree with types, and every problem of unknown fields and clashing types.

    Without a scope nothing is known about the fields, and only what the rule itself says
    (a date compared with a number) can clash. `known` are the catalogues and rules that it may
    name.
    """
    problems: list[Problem] = []
    return _checked(node, Check(scope, problems, scope, known, chain)), problems


def _checked(node: Node, at: Check) -> Node:
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
            if node.operator == "rule":
                return _other_rule(node, at)
            arguments = tuple([_checked(argument, at) for argument in node.arguments])
            operator = OPERATORS[node.operator]
            node = Call(node.operator, arguments, node.pointer, _RESULTS[operator.gives])
            rule = _BY_FAMILY.get(operator.family)
            return rule(node, at) if rule else node


def _literal(node: Literal, at: Check) -> Literal:
    """A literal with its type; a number becomes exact."""
    value = node.value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
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
    if isinstance(value, (int, float, Decimal)):
        return NUMBER
    return TEXT if isinstance(value, str) else ANY


def _variable(node: Variable, at: Check) -> Variable:
    default = _checked(node.default, at) if node.default is not None else None
    field, outer = _field(node, at)
    if default is not None:
        default = fit(default, field.type, at, f"«{field.label}»")
    return replace(node, default=default, field=field, outer=outer)


def _field(node: Variable, at: Check) -> tuple[Field, bool]:
    """The field, and whether it is one of the rule itself.

    What stands in every rule's inputs is seen from everywhere, unless a field is called so.
    """
    name, scope = node.name, at.outer if node.outer else at.scope
    field = scope.get(name) if scope is not None else None
    if field is None and name in RESERVED:
        return RESERVED[name], True
    if field is None:
        field = Field(name, ANY)
        if scope is not None:
            at.report(node, no_field(name, scope, at), "unknown-field")
    return field, node.outer


def _named(node: Call, at: Check) -> Call:
    """`missing`: the fields that are asked about must exist."""
    if at.scope is not None:
        for name, where in named_fields(node):
            if name not in at.scope:
                message = no_field(name, at.scope, at)
                at.problems.append(Problem(where, message, "unknown-field"))
    return node


def _computed_variable(node: Call, at: Check) -> Call:
    if at.scope is not None:
        at.report(node, "Tên trường phải được ghi trực tiếp, không được tính ra", "unknown-field")
    return node


# ---- numbers, words, membership, branches


def _arithmetic(node: Call, at: Check) -> Call:
    arguments = tuple(_as_number(argument, at) for argument in node.arguments)
    money = any(argument.type.name == "money" for argument in arguments)
    by_ratio = node.operator == "/" and all(item.type.name == "money" for item in arguments)
    return replace(node, arguments=arguments, type=MONEY if money and not by_ratio else NUMBER)


def _as_number(node: Node, at: Check) -> Node:
    if isinstance(node, Literal) and isinstance(node.value, str) and is_number(node.value):
        return replace(node, value=number(node.value, True), type=NUMBER)
    if node.type.family not in ("number", "any"):
        at.report(node, f"{name_of(node)} ({node.type.label}) không phải là số để tính")
    return node


def _words(node: Call, at: Check) -> Call:
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


def _member(node: Call, at: Check) -> Call:
    needle, haystack = node.arguments
    if isinstance(haystack, Sequence):
        if needle.type.family in _MANY:
            at.report(needle, f"{name_of(needle)} chọn được nhiều mục; hãy xét từng mục")
        elif isinstance(needle, Variable) and needle.type is not ANY:
            items = tuple(fit(item, needle.type, at, name_of(needle)) for item in haystack.items)
            haystack = replace(haystack, items=items)
    elif haystack.type.family == "many_of":
        needle = fit(needle, haystack.type, at, name_of(haystack))
    elif haystack.type.family == "text":
        if needle.type.family not in ("text", "any"):
            at.report(needle, f"{name_of(needle)} không phải là văn bản để tìm")
    elif haystack.type.family not in ("any", "list"):
        at.report(
            haystack,
            f"{name_of(haystack)} ({haystack.type.label}) không phải danh sách hay văn bản",
        )
    return replace(node, arguments=(needle, haystack))


def _alike(node: Call, at: Check) -> Call:
    left, right = node.arguments
    if isinstance(right, Sequence) and node.operator == "alike_in":
        items = tuple(_as_text(item, at, name_of(left)) for item in right.items)
        right = replace(right, items=items)
    else:
        right = _as_text(right, at, name_of(left))
    return replace(node, arguments=(_as_text(left, at, name_of(right)), right))


def _as_text(node: Node, at: Check, name: str) -> Node:
    if isinstance(node, Literal) and node.value is not None:
        return fit(node, TEXT, at, name)
    if node.type.family not in ("text", "any"):
        at.report(node, f"{name_of(node)} ({node.type.label}) không phải là văn bản để so sánh")
    return node


def _choice(node: Call, at: Check) -> Call:
    results = [*node.arguments[1::2]]
    if len(node.arguments) % 2:
        results.append(node.arguments[-1])
    types = {result.type for result in results if result.type is not EMPTY}
    return replace(node, type=types.pop() if len(types) == 1 else ANY)


def _coalesce(node: Call, at: Check) -> Call:
    types = {part.type for part in node.arguments if part.type is not EMPTY}
    return replace(node, type=types.pop() if len(types) == 1 else ANY)


# ---- what another rule answers


def _other_rule(node: Call, at: Check) -> Call:
    """The tree of the rule that is named stands in its place, checked over its own fields."""
    (name,) = node.arguments
    uid = name.value if isinstance(name, Literal) else None
    found = at.known.rules.get(uid) if isinstance(uid, str) else None
    if found is None:
        at.report(
            name,
            "Không tìm thấy điều kiện này: cần đã ban hành, còn hiệu lực hoặc trình cùng bộ",
            "reference",
        )
        return replace(node, type=YES_NO)
    wrong = _cannot_stand(str(uid), found, at)
    tree, problems = parse(found.logic)
    at.budget[0] -= size(tree)
    if at.budget[0] < 0:
        wrong = f"Các điều kiện lồng vào đây dài quá {MAX_NODES} thành phần"
    if not wrong and not problems:
        inner = replace(
            at,
            problems=problems,
            scope=fields_of(found.inputs),
            outer=fields_of(found.inputs),
            chain=(*at.chain, str(uid)),
        )
        tree = _checked(tree, inner)
        wrong = "" if problems else _other_fields(tree, at)
    if wrong or problems:
        words = wrong or problems[0].message
        at.report(name, words if wrong else f"Điều kiện «{found.title}»: {words}", "rule")
        return replace(node, type=YES_NO, title=found.title)
    return Call("rule", (moved(tree, node.pointer + "/rule/>"),), node.pointer, YES_NO, found.title)


def _cannot_stand(uid: str, found: OtherRule, at: Check) -> str:
    if at.outer is None:
        return "Chưa biết các mục của biểu mẫu nên chưa xét được điều kiện khác"
    if at.in_rows:
        return "Điều kiện khác chỉ ghi được ở ngoài các dòng của bảng"
    if uid in at.chain:
        names = [at.known.rules[one].title for one in (*at.chain[at.chain.index(uid) :], uid)]
        return f"Các điều kiện dựa vòng tròn vào nhau: {' → '.join(f'«{name}»' for name in names)}"
    if len(at.chain) >= _DEEPEST:
        return f"Điều kiện «{found.title}» nằm quá sâu: chỉ lồng được {_DEEPEST} điều kiện"
    return ""


def _other_fields(tree: Node, at: Check) -> str:
    """Why the fields that another rule reads are not the same here; "" where they are."""
    for node in walk(tree, into_loops=False):
        if not isinstance(node, Variable) or node.name in ("", *RESERVED):
            continue
        here = (at.outer or {}).get(node.name)
        if here is None:
            return f"Điều kiện này hỏi «{node.field.label}», ở đây không có mục đó"
        if here.type != node.type:
            return f"Điều kiện này hỏi «{node.field.label}» theo kiểu khác với mục đó ở đây"
    return ""


_BY_FAMILY: dict[str, Callable[[Call, Check], Call]] = {
    "variable": _computed_variable,
    "missing": _named,
    "equal": equal,
    "order": order,
    "arithmetic": _arithmetic,
    "words": _words,
    "member": _member,
    "alike": _alike,
    "choice": _choice,
    "coalesce": _coalesce,
    "function": function,
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


def _loop(node: Call, at: Check) -> Call:
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
