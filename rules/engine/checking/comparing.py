"""Comparisons: both sides of one type, a literal as the type of what stands beside it."""

from dataclasses import replace
from itertools import pairwise

from rules.engine.checking.at import Check, fit, name_of
from rules.engine.parse import Call, Literal, Node
from rules.engine.types import ANY, YES_NO

DAYS = frozenset({"date", "partial_date"})


def equal(node: Call, at: Check) -> Call:
    """Check `==`, `===` and their negations."""
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
    return _sure_of_days(replace(node, arguments=arguments))


def order(node: Call, at: Check) -> Call:
    """Check `<`, `<=`, `>` and `>=`."""
    arguments = _matched(node.arguments, at)
    for argument in arguments:
        if argument.type.family not in ("number", *DAYS, "instant", "any"):
            at.report(
                argument,
                f"{name_of(argument)} ({argument.type.label}) không so sánh lớn, nhỏ được;"
                " chỉ số và ngày mới so sánh được",
            )
            return replace(node, arguments=arguments)
    _same_family(arguments, at)
    return _sure_of_days(Call(node.operator, arguments, node.pointer, node.type))


def _sure_of_days(node: Call) -> Call:
    """A comparison in which a day may be known in part: pairs, each of which says what is sure."""
    arguments = node.arguments
    if not any(argument.type.family == "partial_date" for argument in arguments):
        return node
    code = f"{node.operator.replace('===', '==').replace('!==', '!=')} partly"
    pairs = tuple(Call(code, pair, node.pointer, YES_NO) for pair in pairwise(arguments))
    return pairs[0] if len(pairs) == 1 else Call("and", pairs, node.pointer, YES_NO)


def _matched(arguments: tuple[Node, ...], at: Check) -> tuple[Node, ...]:
    """Literals turned into the type of what they are compared with."""
    leader = next(
        (item for item in arguments if not isinstance(item, Literal) and item.type is not ANY),
        None,
    )
    if leader is None:
        return arguments
    name = name_of(leader)
    return tuple(
        fit(item, leader.type, at, name) if isinstance(item, Literal) else item
        for item in arguments
    )


def _same_family(arguments: tuple[Node, ...], at: Check) -> None:
    known = [item for item in arguments if item.type.family not in ("any", "empty")]
    for item in known[1:]:
        families = {item.type.family, known[0].type.family}
        if len(families) > 1 and not families <= DAYS:
            hint = "; hãy dùng phép «day_of» để lấy ngày của thời điểm"
            at.report(
                item,
                f"Không so sánh được {name_of(known[0])} ({known[0].type.label})"
                f" với {name_of(item)} ({item.type.label})"
                f"{hint if 'instant' in families and families & DAYS else ''}",
            )
