"""The closures of a whole rule."""

from dataclasses import replace
from typing import Any

from rules.engine.answering.answer_values import finder, is_missing, is_null, reader, way
from rules.engine.answering.running import ABSENT, Run
from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Call, Literal, Node, Sequence, Variable
from tests.rules.engine.closures.closures import BUILDERS
from tests.rules.engine.closures.running import Evaluate, Mode


def by_closures(tree: Node, *, strict: bool = True, exact: bool = True) -> Any:
    """Return what answers by the closures of a checked tree."""
    evaluate = build(tree, Mode(strict, exact))

    def answer(data: Any) -> Any:
        given = {} if data is None and strict else data
        return evaluate(given, Run(given))

    return answer


def traced_by_closures(tree: Node, data: Any) -> list[tuple[Node, Any]]:
    """Return what every field and operation outside loops gave, in the order of evaluation."""
    given = {} if data is None else data
    run = Run(given)
    build(tree, Mode(strict=True, exact=True, traced=True))(given, run)
    return run.seen


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
        run.seen.append((node, value))
        return value

    return watched


def _sequence(node: Sequence, mode: Mode) -> Evaluate:
    parts = tuple(build(item, mode) for item in node.items)
    if all(isinstance(item, Literal) for item in node.items):
        fixed = [part(None, Run(None)) for part in parts]
        return lambda data, run: fixed

    def sequence(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        return UNKNOWN if UNKNOWN in values else values

    return sequence


def _variable(node: Variable, mode: Mode) -> Evaluate:
    default = build(node.default, mode) if node.default is not None else None
    nothing = UNKNOWN if mode.strict else None
    read = reader(node.type, mode)
    find = finder(node.name) if node.path is None else way(node.path)
    # In a loop the row itself and what was reckoned so far may rightly be an empty text or list.
    reckoned = mode.looped and node.name in ("", "accumulator", "current")
    absent = is_null if reckoned or not mode.strict else is_missing

    def variable(data: Any, run: Run) -> Any:
        value = find(run.answers if node.outer else data)
        if value is ABSENT or absent(value):
            return nothing if default is None else default(data, run)
        return read(value)

    return variable
