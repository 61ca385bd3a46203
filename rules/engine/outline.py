"""A rule read as an indented Vietnamese list, from the same tree and words as its sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.engine.check import check
from rules.engine.expressions import Saying, expression
from rules.engine.functions.known import NOTHING, Known
from rules.engine.parse import Call, Node, parse
from rules.engine.sentences import saying
from rules.engine.types import fields_of

_HEADS = {"and": "Tất cả các điều sau đều đúng", "or": "Ít nhất một trong các điều sau đúng"}


@dataclass(frozen=True)
class Outline:
    """One line of the list, and what stands indented below it."""

    words: str
    parts: tuple["Outline", ...] = ()


def outline(logic: Any, inputs: Mapping[str, Any] | None = None, known: Known = NOTHING) -> Outline:
    """Return the rule as lines within lines, each without a full stop; never raise.

    A rule that can't be read gives one line that says what is wrong with it.
    """
    if logic is None or logic == {}:
        return Outline("Chưa đặt điều kiện")
    tree, problems = parse(logic)
    if problems:
        return Outline(f"Chưa đọc được điều kiện: {problems[0].message}")
    scope = fields_of(inputs)
    tree, _ = check(tree, scope, known)
    return _line(tree, saying(scope))


def _line(node: Node, say: Saying, before: str = "") -> Outline:
    """The lines of a part; `before` begins its first one («Nếu …»)."""
    while isinstance(node, Call) and node.operator == "!!":
        node = node.arguments[0]
    if isinstance(node, Call) and node.operator in _HEADS and len(node.arguments) > 1:
        parts = tuple(_line(one, say) for one in node.arguments)
        return Outline(_begun(before, _HEADS[node.operator]), parts)
    if isinstance(node, Call) and node.family == "not" and _is_joined(node.arguments[0]):
        return Outline(_begun(before, "Điều sau không đúng"), (_line(node.arguments[0], say),))
    if isinstance(node, Call) and node.family == "choice" and len(node.arguments) > 1:
        return Outline(
            _begun(before, "Xét lần lượt, dừng ở điều đúng đầu tiên"), tuple(_cases(node, say))
        )
    condition = isinstance(node, Call) and node.type.family == "yes_no"
    words = say.statement(node) if condition or not before else expression(node, say)
    return Outline(_begun(before, words))


def _cases(node: Call, say: Saying) -> Iterator[Outline]:
    """«Nếu …: …» for each branch, «Còn lại: …» for what is left."""
    given = node.arguments
    for condition, result in zip(given[0:-1:2], given[1::2], strict=False):
        test = _line(condition, say, "Nếu")
        if not test.parts and not _is_deep(result):
            yield Outline(f"{test.words}: {_result(result, say)}")
            continue
        yield Outline(test.words, (*test.parts, _line(result, say, "thì")))
    if len(given) % 2:
        last = given[-1]
        if _is_deep(last):
            yield _line(last, say, "Còn lại:")
        else:
            yield Outline(f"Còn lại: {_result(last, say)}")


def _result(node: Node, say: Saying) -> str:
    condition = isinstance(node, Call) and node.type.family == "yes_no"
    return say.statement(node) if condition else expression(node, say)


def _is_deep(node: Node) -> bool:
    return _is_joined(node) or (isinstance(node, Call) and node.family == "choice")


def _is_joined(node: Node) -> bool:
    return isinstance(node, Call) and node.operator in _HEADS and len(node.arguments) > 1


def _begun(before: str, words: str) -> str:
    if not before:
        return words[:1].upper() + words[1:]
    return f"{before} {words[:1].lower()}{words[1:]}"
