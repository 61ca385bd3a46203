"""One closure for each operator: how a checked operation computes its value."""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from rules.engine.answering.answer_values import finder, is_missing, is_null, way
from rules.engine.answering.running import ABSENT, Run
from rules.engine.functions import caller, work
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN, Incalculable, RuleError
from rules.engine.parse import Call, Literal, Variable, normal, of_one_type
from rules.engine.values import (
    MAX_TEXT,
    before,
    calculate,
    number,
    part_of,
    soft_equal,
    strict_equal,
    text,
    truthy,
)
from tests.rules.engine.closures.loops import likeness, loop, membership, merge, reduction
from tests.rules.engine.closures.running import Evaluate, Mode, Parts, no_value

Holds = Callable[[Any, Any], bool]

# ---- comparison


def equal(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `==`, `===` and their negations.

    Several operands are compared one after the other.
    """
    wanted = node.operator in ("==", "===")
    strictly, exact = len(node.operator) == 3, mode.exact

    def holds(a: Any, b: Any) -> bool:
        return (strict_equal(a, b) if strictly else soft_equal(a, b, exact)) is wanted

    return _compared(node, parts, mode, eq if wanted else ne, holds)


def order(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `<`, `<=`, `>` and `>=`, also chained: `{"<": [1, x, 5]}`."""
    compare = {"<": lt, "<=": le, ">": gt, ">=": ge}[node.operator]
    exact = mode.exact
    return _compared(node, parts, mode, compare, lambda a, b: compare(before(a, b, exact), 0))


def _compared(node: Call, parts: Parts, mode: Mode, typed: Holds, holds: Holds) -> Evaluate:
    """Compare two values of one type by Python's own `typed`, anything else, each with the next, by
    `holds`, which may raise Incalculable."""
    if mode.strict and of_one_type(node) and len(parts) == 2:
        left, right = parts
        last = node.arguments[1]
        if isinstance(last, Literal):
            value = last.value

            def beside(data: Any, run: Run) -> Any:
                a = left(data, run)
                return a if a is UNKNOWN else typed(a, value)

            return beside

        def pair(data: Any, run: Run) -> Any:
            a, b = left(data, run), right(data, run)
            return UNKNOWN if a is UNKNOWN or b is UNKNOWN else typed(a, b)

        return pair

    def chain(data: Any, run: Run) -> Any:
        a = parts[0](data, run)
        if a is UNKNOWN:
            return UNKNOWN
        for part in parts[1:]:
            b = part(data, run)
            if b is UNKNOWN:
                return UNKNOWN
            try:
                held = holds(a, b)
            except Incalculable as reason:
                return no_value(reason, node, mode)
            if not held:
                return False
            a = b
        return True

    return chain


# ---- and, or, not, if


def logic(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `and` and `or`, which gives the value that decides.

    It gives UNKNOWN only where no known part decides (Kleene).
    """
    decisive = node.operator == "or"
    other = not decisive

    def kleene(data: Any, run: Run) -> Any:
        unknown = False
        value: Any = None
        for part in parts:
            value = part(data, run)
            if value is other:
                continue
            if value is UNKNOWN:
                unknown = True
            elif truthy(value) is decisive:
                return value
        return UNKNOWN if unknown else value

    return kleene


def negation(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `!`, `!!` and `rule`, in whose place the tree of that rule stands."""
    (part,) = parts
    wanted = node.operator != "!"

    def negated(data: Any, run: Run) -> Any:
        value = part(data, run)
        return value if value is UNKNOWN else truthy(value) is wanted

    return negated


def choice(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `if`.

    Only the branch taken is computed, so a condition may guard a division.
    """
    pairs = list(zip(parts[0:-1:2], parts[1::2], strict=False))
    last = parts[-1] if len(parts) % 2 else None

    def chosen(data: Any, run: Run) -> Any:
        for condition, result in pairs:
            value = condition(data, run)
            if value is False:
                continue
            if value is UNKNOWN:
                return UNKNOWN
            if truthy(value):
                return result(data, run)
        return None if last is None else last(data, run)

    return chosen


# ---- numbers and words


def arithmetic(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `+ - * / % min max`."""
    code, exact = node.operator, mode.exact

    def calculated(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        if UNKNOWN in values:
            return UNKNOWN
        try:
            return calculate(code, values, exact)
        except Incalculable as reason:
            return no_value(reason, node, mode)

    return calculated


def words(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `cat` and `substr`."""

    def joined(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        if UNKNOWN in values:
            return UNKNOWN
        pieces = []
        length = 0
        try:
            for value in values:
                pieces.append(text(value))
                length += len(pieces[-1])
                if length > MAX_TEXT:
                    raise RuleError(node.pointer, "Văn bản ghép ra quá dài", "budget")
        except Incalculable as reason:
            return no_value(reason, node, mode)
        run.spend(length // 100, node.pointer)
        return normal("".join(pieces))

    def cut(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        if UNKNOWN in values:
            return UNKNOWN
        try:
            start = int(number(values[1], mode.exact))
            length = int(number(values[2], mode.exact)) if len(values) > 2 else None
            return part_of(text(values[0]), start, length)
        except Incalculable as reason:
            return no_value(reason, node, mode)

    return joined if node.operator == "cat" else cut


def function(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of a function of our own: `calculate` of known values."""
    call = caller(OPERATORS[node.operator])

    def called(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        run.spend(OPERATORS[node.operator].steps + work(values), node.pointer)
        try:
            return call(*values)
        except Incalculable as reason:
            return no_value(reason, node, mode)

    return called


# ---- fields that are asked about, or whose name is computed


def computed_variable(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of a `var` whose name is itself computed."""
    absent = is_missing if mode.strict else is_null

    def variable(data: Any, run: Run) -> Any:
        name = parts[0](data, run)
        if name is UNKNOWN:
            return UNKNOWN
        value = finder(normal(text(name)))(data) if isinstance(name, str | int) else None
        if not absent(value):
            return normal(value) if type(value) is str else value
        if len(parts) > 1:
            return parts[1](data, run)
        return UNKNOWN if mode.strict else None

    return variable


def missing(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `missing` and `missing_some`.

    It gives the names of the fields without a value; these never make it UNKNOWN.
    """

    def absent(names: list[Any], data: Any, run: Run) -> list[Any]:
        run.spend(len(names), node.pointer)
        found = []
        for name in names:
            value = finder(normal(text(name)))(data)
            if value is None or value == "" or (mode.strict and is_missing(value)):
                found.append(name)
        return found

    def all_missing(data: Any, run: Run) -> Any:
        values = [part(data, run) for part in parts]
        if UNKNOWN in values:
            return UNKNOWN
        first = values[0] if values else None
        return absent(first if isinstance(first, list) else values, data, run)

    def some_missing(data: Any, run: Run) -> Any:
        need, names = (part(data, run) for part in parts)
        if need is UNKNOWN or names is UNKNOWN:
            return UNKNOWN
        names = names if isinstance(names, list) else [names]
        found = absent(names, data, run)
        try:
            enough = len(names) - len(found) >= number(need, mode.exact)
        except Incalculable as reason:
            return no_value(reason, node, mode)
        return [] if enough else found

    return all_missing if node.operator == "missing" else some_missing


def presence(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `exists`, which never is UNKNOWN."""
    (field,) = node.arguments
    assert isinstance(field, Variable)
    find = way(field.path or ())

    def present(data: Any, run: Run) -> bool:
        value = find(data)
        return value is not ABSENT and not (mode.strict and is_missing(value))

    return present


def coalesce(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `??`: the first part with a value, else the last."""

    def first(data: Any, run: Run) -> Any:
        value: Any = None
        for part in parts:
            value = part(data, run)
            if value is not None and value is not UNKNOWN:
                break
        return value

    return first


def stop(node: Call, parts: Parts, mode: Mode) -> Evaluate:
    """Build the closure of `throw`: nothing comes out."""

    def stopped(data: Any, run: Run) -> Any:
        reason = parts[0](data, run)
        reason = reason.get("type") if isinstance(reason, dict) else reason
        return no_value(Incalculable(text(reason)[:200] if not mode.strict else ""), node, mode)

    return stopped


BUILDERS: dict[str, Callable[[Call, Parts, Mode], Evaluate]] = {
    "variable": computed_variable,
    "missing": missing,
    "choice": choice,
    "equal": equal,
    "order": order,
    "logic": logic,
    "not": negation,
    "arithmetic": arithmetic,
    "words": words,
    "merge": merge,
    "member": membership,
    "alike": likeness,
    "loop": loop,
    "reduce": reduction,
    "function": function,
    "presence": presence,
    "coalesce": coalesce,
    "stop": stop,
}
