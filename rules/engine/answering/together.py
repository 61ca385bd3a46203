"""Many rules as one source, which reads each field of their dossier once.

A rule whose fields all have plain answers is decided there, the others by themselves.
"""

from collections.abc import Callable, Sequence
from typing import Any

from rules.engine.answering.plain import KNOWN, Answer, NoTemplate, PlainWriter, fields
from rules.engine.answering.writing import load
from rules.engine.parse import Node, Variable
from rules.engine.types import Type

Answers = Callable[[Any], list[Any]]


def together(rules: Sequence[tuple[Node | None, Answer]]) -> Answers:
    """Return a function that gives the values of all the rules, in their order.

    A rule is its tree, None where it is never plain, and what decides it by itself.
    """
    answers = [answer for _, answer in rules]

    def each(data: Any) -> list[Any]:
        return [answer(data) for answer in answers]

    text, constants = write(rules)
    try:
        space = load(text, {**KNOWN, **constants, "slow": each})
    # Python itself may give up on brackets within brackets.
    except (RecursionError, MemoryError, SyntaxError):
        return each
    function: Answers = space["rules"]
    return function


def write(rules: Sequence[tuple[Node | None, Answer]]) -> tuple[str, dict[str, Any]]:
    """Return the source of all the rules, and the constants that it names."""
    writer = _Together()
    for tree, answer in rules:
        writer.rule(tree, writer.constant(answer))
    return writer.text(), writer.constants


class _Together(PlainWriter):
    """Lines of many rules; `asked` are the locals of a field: its answer, and if it is plain."""

    indent = "    "

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[tuple[str, Type], tuple[str, str]] = {}
        self.results: list[str] = []

    def rule(self, tree: Node | None, alone: str) -> None:
        """Write how one rule is decided; `alone` is what decides it by itself."""
        result = self.local()
        self.results.append(result)
        begun = len(self.lines)
        try:
            if tree is None:
                raise NoTemplate
            named = {one.name: self.ask(one) for one in fields(tree)}
            self.read = {name: answer for name, (answer, _) in named.items()}
            plain = " and ".join([is_plain for _, is_plain in named.values()])
            self.lines += [f" if {plain or True}:", "  try:", "   while True:"]
            self.block(tree, self.indent)
            self.lines += [
                f"  except Incalculable: {result} = {alone}(data)",
                f" else: {result} = {alone}(data)",
            ]
        except NoTemplate:
            del self.lines[begun:]
            self.lines.append(f" {result} = {alone}(data)")

    def ask(self, node: Variable) -> tuple[str, str]:
        """Return the locals of a field: the answer, and whether it is plain."""
        # Rules of different inputs may call different fields by one name.
        key = (node.name, node.type)
        if key not in self.asked:
            answer, is_plain = self.local(), self.local()
            test = self.test(node, answer)
            self.asked[key] = answer, is_plain
            self.first.append(f" {answer} = data.get({self.constant(node.name)})")
            self.first.append(f" {is_plain} = {test}")
            if node.type.family == "text":
                self.first.append(f" if {is_plain}: {answer} = normal({answer})")
        return self.asked[key]

    def load(self, node: Node, indent: str) -> None:
        """Read nothing: all fields are read before the first rule."""

    def finish(self, said: str, indent: str) -> None:
        """Write the end of a way: all ways of a rule end behind the loop that runs once."""
        self.lines += [f"{indent}{self.results[-1]} = {said}", f"{indent}break"]

    def text(self) -> str:
        """Return the source of all the rules."""
        head = ["def rules(data):", " if type(data) is not dict: return slow(data)"]
        last = f" return [{', '.join(self.results)}]"
        return "\n".join([*head, *self.first, *self.lines, last])
