"""A rule compiled once, called for every set of answers: to source where they are plain, else to
closures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from typing import Literal as Choice

from rules.engine.answering.answer_values import finder, is_missing, is_null, reader
from rules.engine.answering.closures import BUILDERS
from rules.engine.answering.running import Evaluate, Mode, Run
from rules.engine.answering.source import Answer, plain
from rules.engine.check import check
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.parse import Call, Literal, Node, Sequence, Variable, parse
from rules.engine.types import fields_of
from rules.engine.values import truthy

Missing = Choice["strict", "null"]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run; safe to share between threads."""

    answer: Answer
    tree: Node

    def __call__(self, data: Any) -> Any:
        """The value of the rule on these answers, or UNKNOWN.

        Raises RuleError when it takes too many steps, and (official semantics only) when no
        value comes out.
        """
        return self.answer(data)

    def decide(self, data: Any) -> bool | Unknown:
        """Return True, False, or UNKNOWN where the answers don't suffice."""
        value = self.answer(data)
        return value if value is UNKNOWN else truthy(value)


def compile_rule(
    logic: Any, inputs: Mapping[str, Any] | None = None, missing: Missing = "strict"
) -> CompiledRule:
    """Compile JSON Logic.

    `inputs` = {id: {"type", "label", "options": [{"id", "label"}], "columns"}} are the fields
    that the rule may name; None means that nothing is known about them. `missing` says what a
    field without a value is: "strict" gives UNKNOWN and follows three-valued logic, "null"
    is JSON Logic as published. Raises RuleError (Vietnamese, with a JSON Pointer) for anything
    that can't be read, an unknown operator or field, a clash of types, a rule too deep or long.
    """
    strict = missing == "strict"
    tree = checked_tree(logic, inputs, lenient=not strict)
    slow = by_closures(tree, Mode(strict, strict or inputs is not None))
    # Only what is known of the fields tells which answers are plain.
    quick = plain(tree, slow) if strict and inputs is not None else None
    return CompiledRule(quick or slow, tree)


def compile_tree(tree: Node) -> CompiledRule:
    """Compile a checked tree over known inputs, where missing data is UNKNOWN."""
    slow = by_closures(tree, Mode(strict=True, exact=True))
    return CompiledRule(plain(tree, slow) or slow, tree)


def by_closures(tree: Node, mode: Mode) -> Answer:
    """Return what answers by the closures of a checked tree, whatever the answers are.

    They are built when they are asked for the first time.
    """
    built: list[Evaluate] = []

    def answer(data: Any) -> Any:
        if not built:
            built.append(build(tree, mode))
        return built[0]({} if data is None and mode.strict else data, Run())

    return answer


def checked_tree(logic: Any, inputs: Mapping[str, Any] | None, *, lenient: bool = False) -> Node:
    """Return the typed tree of a sound rule. Raises RuleError at the first problem."""
    tree, problems = parse(logic, lenient=lenient)
    if not problems and not (lenient and inputs is None):
        # As published, JSON Logic compares anything with anything: types are checked only
        # where they are given, or where missing data must not slip through.
        tree, problems = check(tree, fields_of(inputs))
    if problems:
        raise RuleError(problems[0].pointer, problems[0].message, problems[0].keyword)
    return tree


def evaluate_traced(tree: Node, data: Any) -> list[tuple[Node, Any]]:
    """Return what every field and operation outside loops gave, in the order of evaluation.

    Raises RuleError as the rule itself does.
    """
    seen: list[tuple[Node, Any]] = []
    mode = Mode(strict=True, exact=True, traced=True)
    build(tree, mode)({} if data is None else data, Run(seen))
    return seen


def build(node: Node, mode: Mode) -> Evaluate:
    """Build the closure of a checked node."""
    match node:
        case Literal(value=value):
            return lambda data, run: value
        case Sequence():
            return _sequence(node, mode)
        case Variable():
            evaluate = _variable(node, mode)
        case Call():
            evaluate = BUILDERS[node.family](node, _parts(node, mode), mode)
    return _watched(node, evaluate) if mode.traced and not mode.looped else evaluate


def _parts(node: Call, mode: Mode) -> tuple[Evaluate, ...]:
    if node.family not in ("loop", "reduce"):
        return tuple(build(argument, mode) for argument in node.arguments)
    rows, body, *rest = node.arguments
    inside = replace(mode, looped=True)
    return (build(rows, mode), build(body, inside), *(build(part, mode) for part in rest))


def _watched(node: Node, evaluate: Evaluate) -> Evaluate:
    def watched(data: Any, run: Run) -> Any:
        value = evaluate(data, run)
        if run.seen is not None:
            run.seen.append((node, value))
        return value

    return watched


def _sequence(node: Sequence, mode: Mode) -> Evaluate:
    parts = tuple(build(item, mode) for item in node.items)
    if all(isinstance(item, Literal) for item in node.items):
        fixed = [part(None, Run()) for part in parts]
        return lambda data, run: fixed

    def sequence(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        return UNKNOWN if UNKNOWN in values else values

    return sequence


def _variable(node: Variable, mode: Mode) -> Evaluate:
    default = build(node.default, mode) if node.default is not None else None
    nothing = UNKNOWN if mode.strict else None
    read = reader(node.type, mode)
    find = finder(node.name)
    # In a loop the row itself and what was reckoned so far may rightly be an empty text or list.
    reckoned = mode.looped and node.name in ("", "accumulator", "current")
    absent = is_null if reckoned or not mode.strict else is_missing

    def variable(data: Any, run: Run) -> Any:
        value = find(data)
        if absent(value):
            return nothing if default is None else default(data, run)
        return read(value)

    return _quick(node, variable) if mode.strict else variable


def _quick(node: Variable, variable: Evaluate) -> Evaluate:
    """The same, with a short way for what nearly every answer is: a value of the very type."""
    kind = {"number": int, "yes_no": bool}.get(node.type.family)
    if kind is None or "." in node.name or node.name.isdecimal():
        return variable
    name = node.name

    def quick(data: Any, run: Run) -> Any:
        if type(data) is dict:
            value = data.get(name)
            if type(value) is kind:
                return value
        return variable(data, run)

    return quick
