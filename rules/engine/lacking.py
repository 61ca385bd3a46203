"""Which data hinder a decision: the names of the fields for «chưa đủ dữ liệu: thiếu …»."""

from collections.abc import Iterator
from typing import Any

from rules.engine.answering.answer_values import finder, is_missing
from rules.engine.compile import CompiledRule
from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Literal, Node, Sequence, Variable, children, walk


def lacking(rule: CompiledRule, data: Any) -> list[str]:
    """Return the names of the fields without which the rule does not decide on these answers.

    Each once, in the order of the rule; [] where it decides. A field whose answer is not exact
    enough (a year, where the day matters) or with which nothing can be reckoned is one of them. A
    part that is known, or was not asked, hinders nobody. Raises RuleError as the rule itself does.
    """
    values = {id(node): value for node, value in rule.trace(data)}
    return list(dict.fromkeys(_hindering(rule.tree, values, {} if data is None else data)))


def _hindering(node: Node, values: dict[int, Any], data: Any) -> Iterator[str]:
    if isinstance(node, Literal):
        return
    if isinstance(node, Sequence):
        for part in node.items:
            yield from _hindering(part, values, data)
        return
    if values.get(id(node)) is not UNKNOWN:
        return
    if isinstance(node, Variable):
        yield node.field.label
        return
    if node.family in ("loop", "reduce"):
        rows, body, *rest = node.arguments
        below = [name for part in (rows, *rest) for name in _hindering(part, values, data)]
        below = below or list(_in_rows(rows, body, values.get(id(rows)), data))
    else:
        below = [name for part in children(node) for name in _hindering(part, values, data)]
    yield from below or _named_below(node)


def _in_rows(rows: Node, body: Node, given: Any, data: Any) -> Iterator[str]:
    """The columns that are empty in some row; fields of the rule itself that rows are held to."""
    table = next((f" ({one.field.label})" for one in walk(rows) if isinstance(one, Variable)), "")
    for one in walk(body):
        if not isinstance(one, Variable) or one.default is not None:
            continue
        find = finder(one.name.removeprefix("current."))
        if one.outer:
            if is_missing(find(data)):
                yield one.field.label
        elif isinstance(given, list | tuple) and any(is_missing(find(row)) for row in given):
            yield f"{one.field.label}{table}"


def _named_below(node: Node) -> Iterator[str]:
    return (one.field.label for one in walk(node) if isinstance(one, Variable) and one.field.label)
