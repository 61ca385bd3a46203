"""What parts of a condition may come to, and what that asks of the parts below (Kleene)."""

from collections.abc import Iterator
from typing import Any

from rules.engine.outcomes import UNKNOWN
from rules.engine.parse import Call, Literal, Node, Variable, children
from rules.engine.values import truthy

# What a part may come to: true, false, not enough data; sets of them are sums.
T, F, U = 1, 2, 4
ANYTHING = T | F | U

Goal = tuple[Node, int]


def part_of(value: Any) -> int:
    """Return which of T, F, U a value is."""
    if value is UNKNOWN:
        return U
    return T if truthy(value) else F


def joins(node: Node) -> bool:
    """Tell whether a part is made of conditions: and, or, not, if."""
    return isinstance(node, Call) and node.family in ("logic", "not", "choice") and not names(node)


def names(node: Node) -> bool:
    """Tell whether a part is another rule, which has examples of its own."""
    return isinstance(node, Call) and node.operator == "rule"


def is_simple(node: Node) -> bool:
    """Tell whether a condition is one test, or the denial of one."""
    while isinstance(node, Call) and node.family == "not" and not names(node):
        node = node.arguments[0]
    return not joins(node)


def asks(node: Node) -> bool:
    """Tell whether a part depends on answers at all."""
    if isinstance(node, Variable):
        return True
    if isinstance(node, Call) and node.family in ("missing", "variable"):
        return True
    return any(asks(child) for child in children(node))


def flipped(wanted: int) -> int:
    """Return what a part must come to for its denial to be as wanted."""
    return (wanted & U) | (T if wanted & F else 0) | (F if wanted & T else 0)


def arms(node: Call) -> tuple[list[tuple[Node, Node]], Node | None]:
    """Return (condition, result) of each branch of an `if`, and what is left where none holds."""
    parts = node.arguments
    pairs = list(zip(parts[0:-1:2], parts[1::2], strict=False))
    return pairs, parts[-1] if len(parts) % 2 else None


def ways(node: Call, wanted: int) -> Iterator[list[Goal]]:
    """Yield the ways in which a joined condition comes to what is wanted: goals for its parts."""
    if node.family == "not":
        yield [(node.arguments[0], flipped(wanted) if node.operator == "!" else wanted)]
    elif node.family == "choice":
        yield from _of_choice(node, wanted)
    else:
        yield from _of_logic(node, wanted)


def _of_logic(node: Call, wanted: int) -> Iterator[list[Goal]]:
    parts = node.arguments
    decisive, other = (F, T) if node.operator == "and" else (T, F)
    if wanted == other | U:
        yield [(part, wanted) for part in parts]
        return
    if wanted == decisive | U:
        yield from ([(part, wanted)] for part in parts)
        return
    if wanted & other:
        yield [(part, other) for part in parts]
    if wanted & decisive:
        yield from ([(part, decisive)] for part in parts)
    if wanted & U:
        for part in parts:
            yield [(part, U), *((rest, other | U) for rest in parts if rest is not part)]


def _of_choice(node: Call, wanted: int) -> Iterator[list[Goal]]:
    pairs, last = arms(node)
    before: list[Goal] = []
    for condition, result in pairs:
        yield [*before, (condition, T), (result, wanted)]
        if wanted & U:
            yield [*before, (condition, U)]
        before = [*before, (condition, F)]
    if last is not None:
        yield [*before, (last, wanted)]
    elif wanted & F:
        yield before


def settled(node: Node, wanted: int) -> bool | None:
    """Tell whether a goal holds (or fails) whatever is answered; None where it depends."""
    if wanted == ANYTHING:
        return True
    if isinstance(node, Literal):
        return bool(part_of(node.value) & wanted)
    return None
