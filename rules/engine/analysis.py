"""What is wrong or doubtful in a rule before it ever runs."""

from collections.abc import Iterator, Mapping
from typing import Any

from registry.problems import Problem
from rules.engine.answering.general import general
from rules.engine.answering.running import Mode
from rules.engine.check import check
from rules.engine.compile import CompiledRule, compile_rule
from rules.engine.expressions import expression
from rules.engine.functions.known import NOTHING, Known
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN, RuleError
from rules.engine.parse import Call, Literal, Node, Variable, children, named_fields, parse, walk
from rules.engine.sentences import saying
from rules.engine.types import RESERVED, fields_of
from rules.engine.values import alike, truthy

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def variables(logic: Any) -> set[str]:
    """Return the ids of the fields that a rule reads or asks about, not of columns of tables."""
    tree, _ = parse(logic, lenient=True)
    names: set[str] = set()
    for node in walk(tree, into_loops=False):
        if isinstance(node, Variable) and node.name:
            names.add(node.name)
        elif isinstance(node, Call) and node.family == "missing":
            names.update(name for name, _ in named_fields(node))
    return names


def asked_of_caller(logic: Any) -> set[str]:
    """Return which of what stands in every rule's inputs (types.RESERVED) a rule needs."""
    tree, _ = parse(logic, lenient=True)
    names = {node.name for node in walk(tree) if isinstance(node, Variable)} & set(RESERVED)
    given = {OPERATORS[node.operator].given for node in walk(tree) if isinstance(node, Call)}
    return names | given - {""}


def documents(logic: Any) -> list[tuple[str, str, str]]:
    """Return (pointer, uid, kind) of the catalogues and rules that a rule names."""
    tree, _ = parse(logic, lenient=True)
    found = []
    for node in walk(tree):
        if not isinstance(node, Call):
            continue
        operator = OPERATORS[node.operator]
        for index, part in enumerate(node.arguments):
            kind = "rule" if operator.code == "rule" else ""
            if operator.takes and operator.parameter(index).literal == "catalogue":
                kind = "catalogue"
            if kind and isinstance(part, Literal) and isinstance(part.value, str):
                found.append((part.pointer, part.value, kind))
    return found


def trace(
    logic: Any,
    inputs: Mapping[str, Any] | None,
    data: Mapping[str, Any],
    known: Known = NOTHING,
) -> list[dict[str, Any]]:
    """Explain the answer of a rule: {"pointer", "sentence", "value"} in order of evaluation.

    `value` is UNKNOWN where the answers did not suffice; branches never taken do not appear;
    the last entry is the whole rule. Raises RuleError as compiling and running do.
    """
    return explain(compile_rule(logic, inputs, known=known), inputs, data)


def explain(
    rule: CompiledRule, inputs: Mapping[str, Any] | None, data: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Explain the answer of a compiled rule as `trace` does; what it says is said once for all.

    Raises RuleError as running does.
    """
    steps, say = list(rule.trace(data)), None
    for node, _ in steps:
        if id(node) not in rule.said:
            say = say or saying(fields_of(inputs))
            said = say.statement(node) if _is_condition(node) else expression(node, say)
            rule.said[id(node)] = said
    return [
        {"pointer": node.pointer, "sentence": rule.said[id(node)], "value": value}
        for node, value in steps
    ]


def _is_condition(node: Node) -> bool:
    return isinstance(node, Call) and (node.type.family == "yes_no" or node.family == "missing")


def problems(
    logic: Any,
    inputs: Mapping[str, Any] | None = None,
    known: Known = NOTHING,
    chain: tuple[str, ...] = (),
) -> list[Problem]:
    """Return what is wrong with a rule (errors bar compiling) and what is doubtful (warnings)."""
    tree, found = parse(logic)
    if found:
        return found
    tree, found = check(tree, fields_of(inputs), known, chain)
    return found or [*_constants(tree), *_contradictions(tree), *_not_conditions(tree)]


# ---- conditions that never change


def _constants(tree: Node) -> list[Problem]:
    """The outermost conditions that name no field: always true, or always false."""
    found: list[Problem] = []
    open_nodes = [tree]
    while open_nodes:
        node = open_nodes.pop()
        if _tests(node) and not _names_a_field(node):
            try:
                value = general(node, Mode(strict=True, exact=True))({})
            except RuleError as error:
                found.append(Problem(node.pointer, error.message, error.keyword))
                continue
            if value is not UNKNOWN:
                held = "đúng" if truthy(value) else "sai"
                found.append(_constant(node, f"Điều kiện này luôn {held}, không tùy thông tin nào"))
            continue
        if isinstance(node, Call) and node.family in ("loop", "reduce"):
            # A row's fields mean nothing outside of the loop.
            open_nodes.append(node.arguments[0])
            continue
        open_nodes.extend(children(node))
    return sorted(found, key=lambda problem: problem.pointer)


def _tests(node: Node) -> bool:
    if isinstance(node, Literal):
        return node.pointer == "" or (isinstance(node.value, bool) and _stands_as_part(node))
    return isinstance(node, Call) and (node.type.family == "yes_no" or node.pointer == "")


def _stands_as_part(node: Literal) -> bool:
    """A bare yes or no among the parts of `and`/`or`, not the value of a comparison."""
    steps = node.pointer.rsplit("/", 2)
    return len(steps) == 3 and steps[1] in ("and", "or")


def _names_a_field(node: Node) -> bool:
    return any(
        isinstance(part, Variable)
        or (isinstance(part, Call) and part.family in ("missing", "variable"))
        for part in walk(node)
    )


def _constant(node: Node, message: str) -> Problem:
    return Problem(node.pointer, message, "constant", "warning")


def _not_conditions(tree: Node) -> list[Problem]:
    """A rule must come out as yes or no."""
    if tree.type.family in ("yes_no", "any") or not _names_a_field(tree):
        return []
    if isinstance(tree, Call) and tree.family == "missing":
        return []
    return [
        Problem(
            tree.pointer,
            f"Kết quả là {tree.type.label}, không phải Có hoặc Không; hãy so sánh với một giá trị",
            "result",
            "warning",
        )
    ]


# ---- parts of one `and` that exclude each other


def _contradictions(tree: Node) -> list[Problem]:
    found = []
    for node in walk(tree):
        if not (isinstance(node, Call) and node.operator == "and"):
            continue
        for name, tests in _tests_by_field(node).items():
            if not _possible(tests) or not _alike_possible(tests):
                found.append(
                    _constant(
                        node, f"Điều kiện này luôn sai: các yêu cầu về «{name}» loại trừ nhau"
                    )
                )
    return found


def _tests_by_field(node: Call) -> dict[str, list[tuple[str, Any]]]:
    fields: dict[str, list[tuple[str, Any]]] = {}
    for label, code, value in _simple_tests(node):
        fields.setdefault(label, []).append((code, value))
    return {label: tests for label, tests in fields.items() if len(tests) > 1}


def _simple_tests(node: Call) -> Iterator[tuple[str, str, Any]]:
    """(label, operator, value) of the parts that compare one field with one value."""
    for part in node.arguments:
        if not isinstance(part, Call) or len(part.arguments) != 2:
            continue
        left, right = part.arguments
        code = part.operator.replace("===", "==")
        if code == "alike" and isinstance(left, Literal):
            left, right = right, left
        if isinstance(left, Literal) and isinstance(right, Variable):
            left, right, code = right, left, _FLIPPED.get(code, code)
        if isinstance(left, Variable) and isinstance(right, Literal) and code in (*_HOLDS, "alike"):
            yield left.field.label, code, right.value


_HOLDS = {
    "==": lambda a, b: a == b,
    "!==": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _possible(tests: list[tuple[str, Any]]) -> bool:
    """Whether some value passes all the tests (numbers are taken as dense)."""
    tests = [test for test in tests if test[0] != "alike"]
    wanted = [value for code, value in tests if code == "=="]
    try:
        if wanted:
            return all(_HOLDS[code](wanted[0], value) for code, value in tests)
        low = max((value for code, value in tests if code in (">", ">=")), default=None)
        high = min((value for code, value in tests if code in ("<", "<=")), default=None)
        if low is None or high is None:
            return True
        open_end = any(code in (">", "<") and value == low == high for code, value in tests)
        return bool(low < high or (low == high and not open_end))
    except TypeError:
        # Values of different kinds are the business of the type check.
        return True


def _alike_possible(tests: list[tuple[str, Any]]) -> bool:
    """Whether one text can be all the words that are asked for."""
    wanted = [value for code, value in tests if code in ("alike", "==")]
    asked = any(code == "alike" for code, _ in tests)
    return not asked or all(alike(wanted[0], value) for value in wanted)
