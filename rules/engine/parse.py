"""From JSON Logic to a tree of nodes, each knowing where it stands in the JSON."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, TypeGuard

from registry.problems import Problem, pointer
from rules.engine.operators import OPERATORS
from rules.engine.suggestions import meant
from rules.engine.types import ANY, DECISION_INSTANT, RESERVED, UNNAMED, Field, Type

MAX_DEPTH = 50
MAX_NODES = 5_000


@dataclass(frozen=True)
class Literal:
    """A value written in the rule."""

    value: Any
    pointer: str
    type: Type = ANY


@dataclass(frozen=True)
class Variable:
    """The value of a field; `default` stands in where the field has none."""

    name: str
    pointer: str
    default: "Node | None" = None
    field: Field = UNNAMED
    # Of the rule itself, also where a row of a table is looked at.
    outer: bool = False
    # The way to it as `val` writes it, step by step; a name of `var` is split at its dots.
    path: tuple[str, ...] | None = None

    @property
    def type(self) -> Type:
        """The type of the field."""
        return self.field.type


@dataclass(frozen=True)
class Sequence:
    """A list written in the rule."""

    items: tuple["Node", ...]
    pointer: str
    type: Type = ANY


@dataclass(frozen=True)
class Call:
    """An operator on its arguments."""

    operator: str
    arguments: tuple["Node", ...]
    pointer: str
    type: Type = ANY
    # What people call the thing that was found under a written name.
    title: str = ""

    @property
    def family(self) -> str:
        """The family of the operator, see operators.py."""
        return OPERATORS[self.operator].family


Node = Literal | Variable | Sequence | Call


def normal(text: str) -> str:
    """Return the text composed (NFC) and without NUL: equal words are equal however typed."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return unicodedata.normalize("NFC", text.replace("\x00", ""))


def parse(logic: Any, *, lenient: bool = False) -> tuple[Node, list[Problem]]:
    """Return the tree of `logic` and what can't be read; unread parts become an empty literal.

    `lenient` takes an object that is no operation as a value, as json-logic-js does.
    """
    problem = _too_big(logic)
    if problem:
        return Literal(None, ""), [problem]
    problems: list[Problem] = []
    return _node(logic, "", problems, lenient), problems


def _too_big(logic: Any) -> Problem | None:
    """Depth and size, counted without recursion: the rule may be nested to break us."""
    open_parts: list[tuple[Any, int]] = [(logic, 1)]
    count = 0
    while open_parts:
        value, depth = open_parts.pop()
        count += 1
        if depth > 2 * MAX_DEPTH:
            return Problem("", f"Điều kiện lồng nhau quá sâu (tối đa {MAX_DEPTH} tầng)", "depth")
        if count > MAX_NODES:
            return Problem("", f"Điều kiện quá dài (tối đa {MAX_NODES} thành phần)", "size")
        if isinstance(value, dict):
            open_parts.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, (list, tuple)):
            open_parts.extend((item, depth + 1) for item in value)
    return None


def _node(logic: Any, where: str, problems: list[Problem], lenient: bool) -> Node:
    if isinstance(logic, (list, tuple)):
        items = [
            _node(item, f"{where}/{index}", problems, lenient) for index, item in enumerate(logic)
        ]
        return Sequence(tuple(items), where)
    if not isinstance(logic, dict):
        return _literal(logic, where, problems)
    if len(logic) != 1:
        if lenient:
            return Literal(logic, where)
        names = ", ".join(f"«{name}»" for name in list(logic)[:5])
        message = (
            f"Mỗi phép toán chỉ được có một tên, ở đây có {len(logic)}: {names}"
            if logic
            else "Chưa đặt điều kiện"
        )
        problems.append(Problem(where, message, "shape"))
        return Literal(None, where)
    code, given = next(iter(logic.items()))
    operator = OPERATORS.get(code) if isinstance(code, str) else None
    if operator is None or operator.internal:
        problems.append(
            Problem(where + pointer(code), _unknown(code, problems), "unknown-operator")
        )
        return Literal(None, where)
    # {"op": x} is short for {"op": [x]}.
    listed = isinstance(given, (list, tuple))
    arguments = list(given) if listed else [given]
    most = len(arguments) if operator.most is None else operator.most
    if not operator.least <= len(arguments) <= most:
        problems.append(
            Problem(
                where + pointer(code),
                f"Phép toán «{code}» ({operator.label}) cần {_count(operator.least, operator.most)}"
                f" thành phần, ở đây có {len(arguments)}",
                "arguments",
            )
        )
        return Literal(None, where)
    below = where + _step(code)
    nodes = tuple(
        [
            _node(item, f"{below}/{index}" if listed else below, problems, lenient)
            for index, item in enumerate(arguments)
        ]
    )
    if code in ("var", "outer"):
        return _variable(code, nodes, where, problems)
    if code in ("val", "exists"):
        return _at_path(code, nodes, where, problems)
    return _fold(code, nodes, where) if operator.family == "fold" else Call(code, nodes, where)


@cache
def _step(code: str) -> str:
    """The pointer to what an operator is given; there are as many as there are operators."""
    return pointer(code)


def _unknown(code: Any, told: list[Problem]) -> str:
    if code in ("today", "now"):
        return (
            f"Không có phép toán «{code}»: điều kiện không đọc ngày hôm nay, hãy dùng"
            f" «{RESERVED[DECISION_INSTANT].label}» (var {DECISION_INSTANT})"
        )
    written = (operator.code for operator in OPERATORS.values() if not operator.internal)
    return f"Không có phép toán «{code}»{meant(code, written, told)}"


def _fold(code: str, nodes: tuple[Node, ...], where: str) -> Call:
    """{"sum": [rows, value, condition]} as the sum of the values of the rows that pass."""
    rows, *rest = nodes
    value = rest.pop(0) if code != "count" else None
    if rest:
        rows = Call("filter", (rows, rest[0]), where)
    if value is not None:
        rows = Call("map", (rows, value), where)
    return Call(f"{code} of", (rows,), where)


def _count(least: int, most: int | None) -> str:
    if most is None:
        return f"ít nhất {least}"
    return str(least) if least == most else f"từ {least} đến {most}"


def _literal(value: Any, where: str, problems: list[Problem]) -> Literal:
    if isinstance(value, str):
        return Literal(normal(value), where)
    if value is None or isinstance(value, (bool, int, Decimal)):
        return Literal(value, where)
    if isinstance(value, float) and math.isfinite(value):
        return Literal(value, where)
    problems.append(Problem(where, "Giá trị này không dùng được trong điều kiện", "shape"))
    return Literal(None, where)


def _variable(code: str, arguments: tuple[Node, ...], where: str, problems: list[Problem]) -> Node:
    name = arguments[0] if arguments else Literal("", where)
    default = arguments[1] if len(arguments) > 1 else None
    if isinstance(name, Literal) and isinstance(name.value, (str, int, type(None))):
        text = "" if name.value is None else str(name.value)
        return Variable(text, where, default, Field(text, ANY), outer=code == "outer")
    if code == "outer":
        message = "Tên trường phải được ghi trực tiếp, không được tính ra"
        problems.append(Problem(where, message, "unknown-field"))
    return Call("var", arguments, where)


def _at_path(code: str, steps: tuple[Node, ...], where: str, problems: list[Problem]) -> Node:
    """`val` and `exists`, which are given the way to a field step by step."""
    path = tuple(str(step.value) for step in steps if _is_step(step))
    if len(path) == len(steps):
        field = Variable(".".join(path), where, None, Field(".".join(path), ANY), path=path)
        return field if code == "val" else Call(code, (field,), where)
    if code == "val" and len(steps) == 1 and isinstance(steps[0], Call | Variable):
        return Call("var", steps, where)
    message = (
        "Đường dẫn tới trường phải là tên ghi trực tiếp; từ trong một dòng của bảng, thông tin bên"
        " ngoài được đọc bằng «outer»"
    )
    problems.append(Problem(where + _step(code), message, "unknown-field"))
    return Literal(None, where)


def _is_step(node: Node) -> TypeGuard[Literal]:
    return isinstance(node, Literal) and type(node.value) in (str, int)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node."""
    match node:
        case Call():
            return node.arguments
        case Sequence():
            return node.items
        case Variable(default=default) if default is not None:
            return (default,)
        case _:
            return ()


def moved(node: Node, below: str) -> Node:
    """Return the same tree with its places below another one."""
    where = below + node.pointer
    match node:
        case Call():
            parts = tuple([moved(part, below) for part in node.arguments])
            return replace(node, arguments=parts, pointer=where)
        case Sequence():
            return replace(node, items=tuple([moved(i, below) for i in node.items]), pointer=where)
        case Variable(default=default) if default is not None:
            return replace(node, default=moved(default, below), pointer=where)
        case _:
            return replace(node, pointer=where)


def walk(node: Node, *, into_loops: bool = True) -> Iterator[Node]:
    """Give every node of the tree, a node before those below it.

    Without `into_loops`, of the parts that see one row of a table only what they name of the rule
    itself is given.
    """
    yield node
    below = children(node)
    if not into_loops and isinstance(node, Call) and node.family in ("loop", "reduce"):
        body = walk(below[1])
        yield from (one for one in body if isinstance(one, Variable) and one.outer)
        below = below[:1] + below[2:]
    for child in below:
        yield from walk(child, into_loops=into_loops)


def of_one_type(node: Call) -> bool:
    """Tell whether all operands of a checked comparison are known to be of one type and never null,
    so that Python compares their values rightly."""
    families = {argument.type.family for argument in node.arguments}
    known = len(families) == 1 and not families & {"any", "empty", "list"}
    return known and not any(map(_may_be_null, node.arguments))


def _may_be_null(node: Node) -> bool:
    """Whether null comes out of it where data suffice: a branch that is not there, or says so."""
    match node:
        case Literal():
            return node.value is None
        case Variable():
            return node.default is not None and _may_be_null(node.default)
        case Call(family="choice"):
            given = (*node.arguments[1::2], *node.arguments[-1:])
            return len(node.arguments) % 2 == 0 or any(map(_may_be_null, given))
        case Call(family="coalesce"):
            return not node.arguments or _may_be_null(node.arguments[-1])
        case Call(family="logic"):
            return any(map(_may_be_null, node.arguments))
    return False


def size(node: Node) -> int:
    """Count the nodes of the tree."""
    return sum(1 for _ in walk(node))


def named_fields(node: Call) -> list[tuple[str, str]]:
    """Return (field, pointer) of the names written out in `missing` and `missing_some`."""
    parts = node.arguments if node.operator == "missing" else node.arguments[1:]
    found: list[tuple[str, str]] = []
    for part in parts:
        for item in part.items if isinstance(part, Sequence) else (part,):
            if isinstance(item, Literal) and isinstance(item.value, (str, int)):
                found.append((str(item.value), item.pointer))
    return found
