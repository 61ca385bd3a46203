"""A rule as Python source, for the answers that nearly everybody gives.

The source reads each field that it needs; where one is missing, of another type or written in an
unusual way, the general source decides (general.py), which knows all ways. So it may be quick
without saying anything of its own. It is put together from the templates below and from nothing
else: texts, names and numbers of a rule stand in its namespace, under names that are given.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeGuard

from rules.engine.answering.answer_values import is_missing
from rules.engine.answering.running import ABSENT, Trace
from rules.engine.answering.writing import Writer, load
from rules.engine.functions.moments import is_date
from rules.engine.outcomes import Incalculable
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, normal, of_one_type
from rules.engine.values import LARGEST, key_of

Answer = Callable[[Any], Any]


def _refuse() -> None:
    """Raises Incalculable for a number that is too large; the general source says what it means."""
    raise Incalculable


# What of Python the source may name, besides the constants of its rule (k0, k1, …).
KNOWN: dict[str, Any] = {
    "type": type, "dict": dict, "int": int, "bool": bool, "str": str, "len": len, "max": max,
    "min": min, "is_missing": is_missing, "is_date": is_date, "normal": normal, "key_of": key_of,
    "Incalculable": Incalculable, "KeyError": KeyError, "refuse": _refuse, "LARGEST": LARGEST,
    "ABSENT": ABSENT, "Trace": Trace,
}  # fmt: skip
_SIGNS = {"===": "==", "!==": "!="}
# Longer texts cost steps of the budget, which the general source counts.
_SHORT = 99
# What makes an answer a plain value of its type; `{v}` is the answer, `{k}` the options.
_PLAIN = {
    "number": "type({v}) is int",
    "yes_no": "type({v}) is bool",
    "one_of": "type({v}) is str and {v} in {k}",
    "date": "type({v}) is str and is_date({v})",
    "text": f"type({{v}}) is str and {{v}} and len({{v}}) <= {_SHORT}",
}


class NoTemplate(Exception):
    """The rule has a part for which there is no template."""


def plain(tree: Node, slow: Answer, kind: "type[PlainWriter] | None" = None) -> Answer | None:
    """Return a function that answers as `slow` does, sooner; None where the rule has no templates.

    `slow` is asked for all answers that are not plain. The writer of another `kind` writes more
    than the answer.
    """
    try:
        text, constants = write(tree, kind)
        answer: Answer = load(text, {**KNOWN, **constants, "slow": slow})["rule"]
    # Python itself may give up on brackets within brackets.
    except (NoTemplate, RecursionError, MemoryError, SyntaxError):
        return None
    return answer


def write(tree: Node, kind: "type[PlainWriter] | None" = None) -> tuple[str, dict[str, Any]]:
    """Return the source of a checked tree, and the constants that it names.

    Raises NoTemplate.
    """
    writer = (kind or PlainWriter)()
    writer.block(tree, writer.indent)
    writer.end()
    head = ["def rule(data):", " if type(data) is not dict: return slow(data)", *writer.first]
    # A field that is not there, a number that is too large.
    tail = [" except (KeyError, Incalculable): return slow(data)", *writer.last]
    return "\n".join([*head, " try:", *writer.lines, *tail]), writer.constants


class PlainWriter(Writer):
    """Lines of a rule; `read` are the fields that were read on the way to where it writes."""

    indent = "  "

    def __init__(self) -> None:
        super().__init__()
        self.first: list[str] = []
        self.lines: list[str] = []
        self.last: list[str] = []
        self.read: dict[str, str] = {}

    def block(self, node: Node, indent: str) -> None:
        """Write what ends in the value of a node."""
        if not (isinstance(node, Call) and node.family == "choice"):
            self.load(node, indent)
            self.finish(self.value(node), indent)
            return
        parts = node.arguments
        for condition, result in zip(parts[0:-1:2], parts[1::2], strict=False):
            self.load(condition, indent)
            self.lines.append(f"{indent}if {self.value(condition)}:")
            before = dict(self.read)
            self.block(result, indent + " ")
            self.read = before
        if len(parts) % 2:
            self.block(parts[-1], indent)
        else:
            self.finish("None", indent)

    def finish(self, said: str, indent: str) -> None:
        """Write the end of a way through the rule: its value."""
        self.lines.append(f"{indent}return {said}")

    def end(self) -> None:
        """Write what stands around the lines."""

    def load(self, node: Node, indent: str) -> None:
        """Read every field that a node names and nobody has read yet."""
        for one in fields(node):
            if one.name in self.read:
                continue
            name = self.local()
            test = self.test(one, name)
            self.read[one.name] = name
            self.lines.append(f"{indent}{name} = data[{self.constant(one.name)}]")
            self.lines.append(f"{indent}if not ({test}): return slow(data)")
            if one.type.family == "text":
                self.lines.append(f"{indent}{name} = normal({name})")

    def test(self, node: Variable, name: str) -> str:
        """Return the test whether the answer to a field, in the local `name`, is plain."""
        family = node.type.family
        seen = not node.outer and node.default is None and _is_plain_name(node.name)
        if not seen or family not in _PLAIN:
            raise NoTemplate
        options = ""
        if family == "one_of":
            # "" is no answer, even where an option is called so.
            options = self.constant(frozenset(option for option, _ in node.type.options) - {""})
        return _PLAIN[family].format(v=name, k=options)

    def value(self, node: Node) -> str:
        """Return the expression of a node whose fields were read."""
        match node:
            case Literal(value=value) if value is None or type(value) in _LITERALS:
                return self.literal(value)
            case Variable():
                return self.read[node.name]
            case Call() if node.family in _TEMPLATES:
                return _TEMPLATES[node.family](self, node)
        raise NoTemplate

    # ---- one template for each family of operators

    def compared(self, node: Call) -> str:
        plain_type = node.arguments[0].type.family in _PLAIN
        if len(node.arguments) != 2 or not plain_type or not of_one_type(node):
            raise NoTemplate
        left, right = map(self.value, node.arguments)
        return f"({left} {_SIGNS.get(node.operator, node.operator)} {right})"

    def joined(self, node: Call) -> str:
        return f"({f' {node.operator} '.join(map(self.value, node.arguments))})"

    def negated(self, node: Call) -> str:
        return f"(not {'' if node.operator == '!' else 'not '}{self.value(node.arguments[0])})"

    def chosen(self, node: Call) -> str:
        parts = [self.value(part) for part in node.arguments]
        if len(parts) % 2 == 0:
            parts.append("None")
        said = parts[-1]
        for index in range(len(parts) - 3, -1, -2):
            said = f"({parts[index + 1]} if {parts[index]} else {said})"
        return said

    def reckoned(self, node: Call) -> str:
        if not node.arguments or not all(map(_is_whole, node.arguments)):
            raise NoTemplate
        parts = [self.value(part) for part in node.arguments]
        if node.operator in ("min", "max"):
            return f"{node.operator}({', '.join(parts)})" if len(parts) > 1 else parts[0]
        if node.operator == "-" and len(parts) == 1:
            return self.fitting(f"-{parts[0]}")
        if node.operator not in ("+", "-", "*"):
            raise NoTemplate
        # A sum begins with 0 + its first part, a product with 1 times it: that one may be too
        # large alone.
        said = parts[0] if node.operator == "-" else self.fitting(parts[0])
        for part in parts[1:]:
            said = self.fitting(f"{said} {node.operator} {part}")
        return said

    def fitting(self, said: str) -> str:
        """Write the sum or product `said`, refused where it is too large."""
        name = self.local()
        return f"({name} if -LARGEST < ({name} := {said}) < LARGEST else refuse())"

    def belonging(self, node: Call) -> str:
        needle, haystack = node.arguments
        if isinstance(haystack, Sequence) and needle.type.family in ("number", "text", "one_of"):
            kinds: set[type] = {int, Decimal} if needle.type.family == "number" else {str}
            return f"({self.value(needle)} in {self.constant(_values(haystack, kinds))})"
        if haystack.type.family == "text" and _is_text(needle) and isinstance(haystack, Variable):
            return f"({self.value(needle)} in {self.value(haystack)})"
        raise NoTemplate

    def likened(self, node: Call) -> str:
        left, right = node.arguments
        if node.operator == "alike" and _is_text(left) and isinstance(right, Variable):
            left, right = right, left
        if isinstance(left, Variable) and left.type.family == "text":
            if node.operator == "alike" and _is_text(right):
                return f"(key_of({self.value(left)}) == {self.constant(key_of(right.value))})"
            if isinstance(right, Sequence):
                keys = frozenset(map(key_of, _values(right, {str})))
                return f"(key_of({self.value(left)}) in {self.constant(keys)})"
        elif _is_text(left) and isinstance(right, Variable) and right.type.family == "text":
            return f"({self.constant(key_of(left.value))} in key_of({self.value(right)}))"
        raise NoTemplate

    def present(self, node: Call) -> str:
        (field,) = node.arguments
        if not isinstance(field, Variable) or not _is_plain_name(field.name):
            raise NoTemplate
        return f"(not is_missing(data.get({self.constant(field.name)})))"

    def coalesced(self, node: Call) -> str:
        # A plain answer is one: the first field decides.
        if not node.arguments or not isinstance(node.arguments[0], Variable):
            raise NoTemplate
        return self.value(node.arguments[0])

    def absent(self, node: Call) -> str:
        if node.operator != "missing":
            raise NoTemplate
        (only, *more) = node.arguments or (Sequence((), node.pointer),)
        names = only.items if isinstance(only, Sequence) and not more else node.arguments
        parts = []
        for name in names:
            if not _is_text(name) or not _is_plain_name(name.value):
                raise NoTemplate
            key = self.constant(name.value)
            parts.append(f"([{key}] if is_missing(data.get({key})) else [])")
        return f"({' + '.join(parts)})" if parts else "[]"


_LITERALS = frozenset({bool, int, str, Decimal})
_TEMPLATES: dict[str, Callable[[PlainWriter, Call], str]] = {
    "equal": PlainWriter.compared,
    "order": PlainWriter.compared,
    "logic": PlainWriter.joined,
    "not": PlainWriter.negated,
    "choice": PlainWriter.chosen,
    "arithmetic": PlainWriter.reckoned,
    "member": PlainWriter.belonging,
    "alike": PlainWriter.likened,
    "missing": PlainWriter.absent,
    "presence": PlainWriter.present,
    "coalesce": PlainWriter.coalesced,
}


def fields(node: Node) -> list[Variable]:
    """Return the fields that a node reads, in the order in which they stand."""
    if isinstance(node, Variable):
        return [node]
    # `exists` asks whether there is an answer, whatever it is.
    if not isinstance(node, Call) or node.family == "presence":
        return []
    return [one for part in node.arguments for one in fields(part)]


def _is_plain_name(name: str) -> bool:
    """Whether the name leads to a field itself, not into it or to a place of a list."""
    return name != "" and "." not in name and not name.isdecimal()


def _is_text(node: Node) -> TypeGuard[Literal]:
    """Whether it is a text that is written out in the rule."""
    return isinstance(node, Literal) and type(node.value) is str


def _is_whole(node: Node) -> bool:
    """Whether the value is an integer wherever the answers are plain."""
    match node:
        case Literal(value=value):
            return type(value) is int
        case Variable():
            return node.type.family == "number"
        case Call():
            return node.family == "arithmetic"
    return False


def _values(node: Sequence, types: set[type]) -> frozenset[Any]:
    """The values of a list that is written out in the rule, all of these types."""
    values = [item.value for item in node.items if isinstance(item, Literal)]
    if len(values) != len(node.items) or not {type(value) for value in values} <= types:
        raise NoTemplate
    return frozenset(values)
