"""A rule compiled once, called for every set of answers: to source where they are plain, and to
source for whatever else they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from typing import Literal as Choice

from rules.engine.answering.general import general, general_traced
from rules.engine.answering.plain import plain
from rules.engine.answering.running import Mode, Seen
from rules.engine.answering.together import together as answered_together
from rules.engine.answering.traced import TracedWriter
from rules.engine.check import check
from rules.engine.functions.known import NOTHING, Known
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.parse import Node, parse
from rules.engine.types import fields_of
from rules.engine.values import truthy

Missing = Choice["strict", "null"]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run; safe to share between threads."""

    answer: Callable[[Any], Any]
    tree: Node
    seen: Callable[[Any], Seen]
    # Whether there is a source for plain answers.
    is_quick: bool
    # The sentences of its parts, said when they are first asked for, by the id of the node.
    said: dict[int, str] = field(default_factory=dict)

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

    def trace(self, data: Any) -> Seen:
        """Return what every field and operation outside loops gave, in the order of evaluation.

        Raises RuleError as the rule itself does.
        """
        return self.seen(data)


@dataclass(frozen=True, slots=True)
class RulesTogether:
    """Many rules over one dossier, whose fields are read once for all of them."""

    answers: Callable[[Any], list[Any]]

    def __call__(self, data: Any) -> list[Any]:
        """The value of each rule, or UNKNOWN, also for one that takes too many steps."""
        return self.answers(data)

    def decide(self, data: Any) -> list[bool | Unknown]:
        """Return for each rule True, False, or UNKNOWN where no answer comes out."""
        return [value if value is UNKNOWN else truthy(value) for value in self.answers(data)]


def together(rules: Iterable[CompiledRule]) -> RulesTogether:
    """Return what decides all the rules on one dossier, in their order."""
    parts = [(rule.tree if rule.is_quick else None, _sparing(rule.answer)) for rule in rules]
    return RulesTogether(answered_together(parts))


def _sparing(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """One rule that is stopped leaves the others their answers."""

    def spared(data: Any) -> Any:
        try:
            return answer(data)
        except RuleError:
            return UNKNOWN

    return spared


def compile_rule(
    logic: Any,
    inputs: Mapping[str, Any] | None = None,
    missing: Missing = "strict",
    known: Known = NOTHING,
) -> CompiledRule:
    """Compile JSON Logic.

    `inputs` = {id: {"type", "label", "options": [{"id", "label"}], "columns"}} are the fields
    that the rule may name; None means that nothing is known about them. `missing` says what a
    field without a value is: "strict" gives UNKNOWN and follows three-valued logic, "null"
    is JSON Logic as published. `known` are the catalogues and rules that it names. Raises
    RuleError (Vietnamese, with a JSON Pointer) for anything that can't be read, an unknown operator
    or field, a clash of types, a rule too deep or long.
    """
    strict = missing == "strict"
    tree = checked_tree(logic, inputs, known, lenient=not strict)
    mode = Mode(strict, strict or inputs is not None)
    # Only what is known of the fields tells which answers are plain.
    return _compiled(tree, mode, quickly=strict and inputs is not None)


def compile_tree(tree: Node) -> CompiledRule:
    """Compile a checked tree over known inputs, where missing data is UNKNOWN."""
    return _compiled(tree, Mode(strict=True, exact=True), quickly=True)


def _compiled(tree: Node, mode: Mode, *, quickly: bool) -> CompiledRule:
    slow = _later(partial(general, tree, mode))
    quick = plain(tree, slow) if quickly else None
    seen = _later(partial(_traced, tree, mode, quick is not None))
    return CompiledRule(quick or slow, tree, seen, quick is not None)


def _later(make: Callable[[], Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """Return a function that is made when it is called for the first time."""
    made: list[Callable[[Any], Any]] = []

    def called(data: Any) -> Any:
        if not made:
            made.append(make())
        return made[0](data)

    return called


def _traced(tree: Node, mode: Mode, quickly: bool) -> Callable[[Any], Seen]:
    slow = _later(partial(general_traced, tree, mode))
    return (plain(tree, slow, TracedWriter) if quickly else None) or slow


def checked_tree(
    logic: Any,
    inputs: Mapping[str, Any] | None,
    known: Known = NOTHING,
    *,
    lenient: bool = False,
) -> Node:
    """Return the typed tree of a sound rule. Raises RuleError at the first problem."""
    tree, problems = parse(logic, lenient=lenient)
    if not problems and not (lenient and inputs is None):
        # As published, JSON Logic compares anything with anything: types are checked only
        # where they are given, or where missing data must not slip through.
        tree, problems = check(tree, fields_of(inputs), known)
    if problems:
        raise RuleError(problems[0].pointer, problems[0].message, problems[0].keyword)
    return tree
