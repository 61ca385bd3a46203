"""Functions of our own: every operand fits what the function takes."""

from dataclasses import replace

from rules.engine.checking.at import Check, fit, name_of
from rules.engine.functions.known import Catalogue
from rules.engine.functions.moments import instant
from rules.engine.operators import OPERATORS
from rules.engine.parse import Call, Literal, Node, Variable
from rules.engine.signature import Parameter
from rules.engine.suggestions import meant
from rules.engine.types import CATALOGUE, INSTANT, MONEY, RESERVED, Type


def function(node: Call, at: Check) -> Call:
    """Check a function of our own, and lay in what its caller gives."""
    operator = OPERATORS[node.operator]
    arguments = tuple(
        _taken(argument, operator.parameter(index), operator.label, at)
        for index, argument in enumerate(node.arguments)
    )
    if node.operator == "lookup":
        arguments = _looked_up(arguments, at)
    if operator.given:
        given = RESERVED[operator.given]
        arguments += (Variable(operator.given, node.pointer, None, given, outer=True),)
    money = operator.gives == "amount" and any(map(_is_money, arguments))
    return replace(node, arguments=arguments, type=MONEY if money else node.type)


def _is_money(node: Node) -> bool:
    """Whether it is money, or a list of what is money in each row."""
    if isinstance(node, Call) and node.operator == "map":
        node = node.arguments[1]
    return node.type.name == "money"


def _looked_up(arguments: tuple[Node, ...], at: Check) -> tuple[Node, ...]:
    """The column of a catalogue, by its id or its name, must be there."""
    catalogue, code, column = arguments
    found = catalogue.value if isinstance(catalogue, Literal) else None
    if not isinstance(found, Catalogue) or not isinstance(column, Literal):
        return arguments
    names = {label: name for name, label in found.columns.items()}
    name = column.value if column.value in found.columns else names.get(column.value)
    if name is None:
        words = f"Danh mục «{found.title}» không có cột «{column.value}»"
        at.report(
            column,
            words + meant(column.value, [*names, *found.columns], at.problems),
            "unknown-column",
        )
        return arguments
    type_ = Type("one_of", tuple(found.columns.items()))
    return catalogue, code, Literal(name, column.pointer, type_)


def _taken(node: Node, parameter: Parameter, label: str, at: Check) -> Node:
    """An operand of a function, a literal as the type that the function takes."""
    if parameter.literal == "catalogue":
        return _catalogue(node, at)
    if isinstance(node, Literal) and "instant" in parameter.accepts and instant(node.value):
        return Literal(instant(node.value), node.pointer, INSTANT)
    if isinstance(node, Literal) and node.value is not None:
        return fit(node, Type(parameter.literal), at, f"Phép «{label}»: thành phần này")
    if parameter.accepts and node.type.family not in {*parameter.accepts, "any"}:
        at.report(
            node,
            f"Phép «{label}» cần {parameter.asked}, nhưng {name_of(node)} là {node.type.label}",
        )
    return node


def _catalogue(node: Node, at: Check) -> Node:
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        at.report(node, "Mã định danh của danh mục phải được ghi trực tiếp", "reference")
        return node
    found = at.known.catalogues.get(node.value)
    if found is None:
        at.report(
            node,
            "Không tìm thấy danh mục này: cần đã ban hành, còn hiệu lực hoặc trình cùng bộ",
            "reference",
        )
    return Literal(found or node.value, node.pointer, CATALOGUE)
