"""A rule as Python source, for whatever it is given: missing, misspelt, decimal, rows, texts.

Like the source for plain answers it is put together from the templates below and from nothing
else. A part that sees one row, or stands too deep for Python's reader, is a function of its own.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rules.engine.answering.answer_values import field_of, way
from rules.engine.answering.helpers import helpers
from rules.engine.answering.running import ABSENT, Mode, Run, Seen
from rules.engine.answering.writing import Writer, load
from rules.engine.functions import caller
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, of_one_type, size, walk

Answer = Callable[[Any], Any]

_SIGNS = {"===": "==", "!==": "!="}
_COMPARING = {
    "==": "equal", "!=": "unequal", "===": "same", "!==": "other",
    "<": "less", "<=": "at_most", ">": "more", ">=": "at_least",
}  # fmt: skip
# Python reads 200 brackets within brackets; a level of a rule is five of them at most.
_LEVELS = 25
# More branches of a choice stand below one another instead of within one another.
_BRANCHES = 8


def general(tree: Node, mode: Mode) -> Answer:
    """Return what answers by a checked tree, whatever it is given."""
    function = _function(tree, mode)

    def answer(data: Any) -> Any:
        given = {} if data is None and mode.strict else data
        return function(given, Run(given))

    return answer


def general_traced(tree: Node, mode: Mode) -> Callable[[Any], Seen]:
    """Return what tells what every field and operation outside loops gave."""
    function = _function(tree, mode, traced=True)

    def seen(data: Any) -> Seen:
        given = {} if data is None and mode.strict else data
        run = Run(given)
        function(given, run)
        return run.seen

    return seen


def _function(tree: Node, mode: Mode, *, traced: bool = False) -> Callable[[Any, Run], Any]:
    text, constants, main = write(tree, mode, traced=traced)
    function: Callable[[Any, Run], Any] = load(text, {**helpers(mode), **constants})[main]
    return function


def write(tree: Node, mode: Mode, *, traced: bool = False) -> tuple[str, dict[str, Any], str]:
    """Return the source of a checked tree, the constants that it names, its main function."""
    writer = _Writer(tree, mode, traced)
    main = writer.function(tree)
    return "\n".join(writer.written), writer.constants, main


# What is read: a field, the way to it, and whether of the rule itself.
Read = tuple[str, tuple[str, ...] | None, bool]


def _read(node: Variable) -> Read:
    return node.name, node.path, node.outer


@dataclass
class _Function:
    """The function that is being written: its lines, and for fields the local that keeps each and
    what reads it."""

    lines: list[str]
    kept: dict[Read, tuple[str, str]]
    level: int = 0


def _as_it_is(said: str) -> str:
    return said


class _Writer(Writer):
    """Functions of a rule; `here` is the one that is written just now."""

    def __init__(self, tree: Node, mode: Mode, traced: bool) -> None:
        super().__init__()
        self.mode, self.strict, self.traced = mode, mode.strict, traced
        self.in_row = False
        self.written: list[str] = []
        self.here = _Function([], {})
        # A field that is named once needs no local.
        self.uses = Counter([_read(node) for node in walk(tree) if isinstance(node, Variable)])

    # ---- functions and statements

    def function(self, node: Node, *, in_row: bool = False) -> str:
        """Write a function that gives the value of a node; return its name."""
        outer, outer_row = self.here, self.in_row
        self.here, self.in_row = _Function([], {}), in_row or outer_row
        self.block(node, " ", _as_it_is)
        name = f"f{self.locals}"
        self.locals += 1
        self.written.append(f"def {name}(data, run):")
        if self.here.kept:
            self.written.append(
                f" {' = '.join(name for name, _ in self.here.kept.values())} = ABSENT"
            )
        self.written += self.here.lines
        self.here, self.in_row = outer, outer_row
        return name

    def block(self, node: Node, indent: str, wrapped: Callable[[str], str]) -> None:
        """Write what ends in the value of a node."""
        lines = self.here.lines
        if not (isinstance(node, Call) and node.family == "choice"):
            lines.append(f"{indent}return {wrapped(self.value(node))}")
            return

        def around(said: str) -> str:
            return wrapped(self.noted(node, said))

        parts = node.arguments
        for condition, result in zip(parts[0:-1:2], parts[1::2], strict=False):
            held, name = self.decided(condition)
            lines.append(f"{indent}if {held}:")
            self.block(result, indent + " ", around)
            if self.strict:
                lines.append(f"{indent}if {name} is UNKNOWN: return {around('UNKNOWN')}")
        if len(parts) % 2:
            self.block(parts[-1], indent, around)
        else:
            lines.append(f"{indent}return {around('None')}")

    # ---- expressions

    def value(self, node: Node) -> str:
        """Return the expression of a node."""
        match node:
            case Literal(value=value):
                return self.literal(value)
            case Sequence():
                return self.sequence(node)
        if self.here.level == _LEVELS:
            return f"{self.function(node)}(data, run)"
        self.here.level += 1
        if isinstance(node, Variable):
            said = self.noted(node, self.field(node))
        elif node.family == "choice" and len(node.arguments) > 2 * _BRANCHES:
            said = f"{self.function(node)}(data, run)"
        else:
            said = self.noted(node, _TEMPLATES[node.family](self, node))
        self.here.level -= 1
        return said

    def noted(self, node: Node, said: str) -> str:
        if not self.traced or self.in_row:
            return said
        return f"note(run, {self.constant(node)}, {said})"

    def decided(self, node: Node) -> tuple[str, str]:
        """The test whether a condition holds, and the local that has its value afterwards."""
        name = self.local()
        said = f"({name} := {self.value(node)})"
        return (f"{said} is True" if self.is_yes_or_no(node) else f"yes({said})"), name

    def values(self, nodes: tuple[Node, ...]) -> str:
        return f"[{', '.join(map(self.value, nodes))}]"

    def sequence(self, node: Sequence) -> str:
        if all(isinstance(item, Literal) for item in node.items):
            return self.constant([item.value for item in node.items if isinstance(item, Literal)])
        said = self.values(node.items)
        return f"listed({said})" if self.strict else said

    def field(self, node: Variable) -> str:
        # Fields of the rule itself are seen from the rows of a table too.
        data = "run.answers" if node.outer else "data"
        if node.default is not None:
            name = self.local()
            given = f"({name} := {self.reader(node, ABSENT)}({data}))"
            return f"({name} if {given} is not ABSENT else {self.value(node.default)})"
        nothing = UNKNOWN if self.strict else None
        key = _read(node)
        if self.uses[key] == 1:
            return f"{self.reader(node, nothing)}({data})"
        if key not in self.here.kept:
            self.here.kept[key] = (self.local(), self.reader(node, nothing))
        name, read = self.here.kept[key]
        return f"({name} if {name} is not ABSENT else ({name} := {read}({data})))"

    def reader(self, node: Variable, nothing: Any) -> str:
        return self.constant(field_of(node, self.mode, nothing, in_row=self.in_row))

    def is_yes_or_no(self, node: Node) -> bool:
        """Whether nothing but True, False and UNKNOWN comes out of it."""
        match node:
            case Literal(value=value):
                return type(value) is bool
            case Variable():
                # As published, an answer of another type is null.
                return self.strict and node.type.family == "yes_no" and node.default is None
            case Call(family="logic"):
                return all(map(self.is_yes_or_no, node.arguments))
            case Call():
                return node.family in _TESTS or node.operator in ("some", "all", "none")
        return False

    # ---- one template for each family of operators

    def compared(self, node: Call) -> str:
        """Two values of one known type by Python's own sign, others each with the next."""
        first, *rest = node.arguments
        a = self.local()
        given = f"({a} := {self.value(first)}) is UNKNOWN"
        if self.strict and of_one_type(node) and len(rest) == 1:
            sign = _SIGNS.get(node.operator, node.operator)
            if isinstance(rest[0], Literal):
                return f"(UNKNOWN if {given} else {a} {sign} {self.value(rest[0])})"
            b = self.local()
            # Both are computed, even where the first is UNKNOWN.
            other = f"({b} := {self.value(rest[0])}) is UNKNOWN"
            return f"(UNKNOWN if ({given}) | ({other}) else {a} {sign} {b})"
        holds, where = _COMPARING[node.operator], self.constant(node.pointer)
        steps = []
        left = a
        for part in rest[:-1]:
            right = self.local()
            steps.append(f"{holds}({left}, {right} := {self.value(part)}, {where})")
            left = right
        steps.append(f"{holds}({left}, {self.value(rest[-1])}, {where})")
        if len(steps) > 1:
            held = self.local()
            fails = " or ".join(f"({held} := {step}) is not True" for step in steps)
            steps = [f"{held} if {fails} else True"]
        return f"(UNKNOWN if {given} else {steps[0]})"

    def joined(self, node: Call) -> str:
        """`and`, `or`: the value that decides; UNKNOWN only where no known part does (Kleene)."""
        parts = node.arguments
        if len(parts) == 1:
            return self.value(parts[0])
        decided = self.local()
        tests, names = [], []
        for part in parts:
            name = self.local()
            names.append(name)
            said = f"({name} := {self.value(part)})"
            if self.is_yes_or_no(part):
                tests.append(f"({decided} := {said}) is {node.operator == 'or'}")
            else:
                tests.append(f"{'yes' if node.operator == 'or' else 'no'}({decided} := {said})")
        said = f"{decided} if {' or '.join(tests)}"
        if self.strict:
            unknown = " or ".join(f"{name} is UNKNOWN" for name in names)
            said = f"{said} else UNKNOWN if {unknown}"
        return f"({said} else {decided})"

    def negated(self, node: Call) -> str:
        """`!`, `!!`, and `rule`, in whose place the tree of that rule stands."""
        (part,) = node.arguments
        if node.operator != "!" and self.is_yes_or_no(part):
            return self.value(part)
        name = self.local()
        held = name if self.is_yes_or_no(part) else f"yes({name})"
        said = f"not {held}" if node.operator == "!" else held
        return f"(UNKNOWN if ({name} := {self.value(part)}) is UNKNOWN else {said})"

    def chosen(self, node: Call) -> str:
        """The branch taken alone is computed, so a condition may guard a division."""
        parts = node.arguments
        said = ""
        for condition, result in zip(parts[0:-1:2], parts[1::2], strict=False):
            held, name = self.decided(condition)
            said += f"{self.value(result)} if {held} else "
            if self.strict:
                said += f"UNKNOWN if {name} is UNKNOWN else "
        return f"({said}{self.value(parts[-1]) if len(parts) % 2 else None})"

    def reckoned(self, node: Call) -> str:
        code, where = self.constant(node.operator), self.constant(node.pointer)
        return f"calculated({code}, {self.values(node.arguments)}, {where})"

    def worded(self, node: Call) -> str:
        said = f"{self.values(node.arguments)}, {self.constant(node.pointer)})"
        return f"joined(run, {said}" if node.operator == "cat" else f"cut({said}"

    def merged(self, node: Call) -> str:
        where = self.constant(node.pointer)
        if not self.strict:
            return f"merged(run, {where}, {self.values(node.arguments)})"
        names = [self.local() for _ in node.arguments]
        unknown = " or ".join(
            f"({name} := {self.value(part)}) is UNKNOWN"
            for name, part in zip(names, node.arguments, strict=True)
        )
        said = f"merged(run, {where}, [{', '.join(names)}])"
        return f"(UNKNOWN if {unknown} else {said})" if names else said

    def belonging(self, node: Call) -> str:
        needle, haystack = map(self.value, node.arguments)
        written = isinstance(node.arguments[1], Sequence)
        return f"belongs(run, {written}, {needle}, {haystack}, {self.constant(node.pointer)})"

    def likened(self, node: Call) -> str:
        left, right = map(self.value, node.arguments)
        return f"likened(run, {node.operator}, {left}, {right}, {self.constant(node.pointer)})"

    def named(self, node: Call) -> str:
        name, *default = node.arguments
        found = self.local()
        given = f"({found} := named(data, {self.value(name)}))"
        last = self.value(default[0]) if default else "UNKNOWN" if self.strict else "None"
        return f"({found} if {given} is not ABSENT else {last})"

    def absent(self, node: Call) -> str:
        where = self.constant(node.pointer)
        if node.operator == "missing":
            return f"missing(run, data, {self.values(node.arguments)}, {where})"
        need, names = map(self.value, node.arguments)
        return f"missing_some(run, data, {need}, {names}, {where})"

    def present(self, node: Call) -> str:
        """`exists`: strictly, whether there is an answer; as published, whether there is a key."""
        (field,) = node.arguments
        assert isinstance(field, Variable)
        return f"present({self.constant(way(field.path or ()))}(data))"

    def coalesced(self, node: Call) -> str:
        *parts, last = node.arguments or (Literal(None, node.pointer),)
        found = self.local()
        tests = []
        for part in parts:
            known = f"({found} := {self.value(part)}) is not None"
            tests.append(f"{known} and {found} is not UNKNOWN" if self.strict else known)
        return (
            f"({found} if {' or '.join(tests)} else {self.value(last)})"
            if tests
            else self.value(last)
        )

    def stopped(self, node: Call) -> str:
        return f"stopped({self.value(node.arguments[0])}, {self.constant(node.pointer)})"

    def called(self, node: Call) -> str:
        function = self.constant(caller(OPERATORS[node.operator]))
        steps, where = OPERATORS[node.operator].steps, self.constant(node.pointer)
        return f"called(run, {function}, {steps}, {self.values(node.arguments)}, {where})"

    def looped(self, node: Call) -> str:
        rows, body = node.arguments
        helper = "tested" if node.operator in ("some", "all", "none") else "collected"
        kind, where = self.constant(node.operator), self.constant(node.pointer)
        said = self.value(rows)
        each = self.function(body, in_row=True)
        return f"{helper}(run, {kind}, {size(body)}, {where}, {said}, {each})"

    def reduced(self, node: Call) -> str:
        rows, body, first = node.arguments
        name, where = self.local(), self.constant(node.pointer)
        given = f"({name} := {self.value(rows)}) is UNKNOWN"
        start = self.value(first)
        each = self.function(body, in_row=True)
        said = f"reduced(run, {size(body)}, {where}, {name}, {start}, {each})"
        return f"(UNKNOWN if {given} else {said})"


_TEMPLATES: dict[str, Callable[[_Writer, Call], str]] = {
    "variable": _Writer.named,
    "missing": _Writer.absent,
    "choice": _Writer.chosen,
    "equal": _Writer.compared,
    "order": _Writer.compared,
    "logic": _Writer.joined,
    "not": _Writer.negated,
    "arithmetic": _Writer.reckoned,
    "words": _Writer.worded,
    "merge": _Writer.merged,
    "member": _Writer.belonging,
    "alike": _Writer.likened,
    "loop": _Writer.looped,
    "reduce": _Writer.reduced,
    "function": _Writer.called,
    "presence": _Writer.present,
    "coalesce": _Writer.coalesced,
    "stop": _Writer.stopped,
}
_TESTS = frozenset({"equal", "order", "not", "member", "alike", "presence"})
