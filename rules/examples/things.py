"""What the examples of a condition must show: each simple test both ways, each branch taken."""

from collections.abc import Iterator
from functools import partial

from rules.engine.expressions import Saying
from rules.engine.parse import Call, Node, children
from rules.engine.types import YES_NO
from rules.examples.logic import F, Goal, T, U, arms, asks, is_simple, joins, names, part_of
from rules.examples.subject import Thing, Trial, came_to

# Where a part is reached only while these hold.
Path = tuple[Goal, ...]


class Things:
    """The things of one checked tree, and what shows each of them."""

    def __init__(self, tree: Node, say: Saying, at: str) -> None:
        self.say, self.at = say, at
        self.found: list[Thing] = []
        # By the identity of a part: what it must have come to, and the key of the thing.
        self.proofs: dict[int, list[tuple[int, str]]] = {}
        self._condition(tree, ())

    def shown(self, trial: Trial) -> set[str]:
        """Return the keys of the things that a trial shows. Raises RuleError."""
        return {
            key
            for node, value in trial.trace
            for wanted, key in self.proofs.get(id(node), ())
            if part_of(value) & wanted
        }

    def _condition(self, node: Node, path: Path) -> None:
        if not asks(node):
            return
        if isinstance(node, Call) and node.family == "choice":
            self._choice(node, path, conditions=True)
        elif isinstance(node, Call) and joins(node):
            passed = {"and": T | U, "or": F | U}.get(node.operator, 0)
            before: Path = ()
            for part in node.arguments:
                self._condition(part, (*before, *path))
                before = (*before, (part, passed))
        else:
            self._add(node, T, path)
            self._add(node, F, path)
            if not names(node):
                self._inside(node, ((node, T | F), *path))

    def _choice(self, node: Call, path: Path, *, conditions: bool) -> None:
        pairs, last = arms(node)
        results = self._condition if conditions else self._inside_of
        before: Path = path
        for place, (condition, result) in enumerate(pairs):
            self._condition(condition, before)
            if not is_simple(condition) and asks(condition):
                self._add(condition, T, before, f"nhánh {place + 1}")
                if place == len(pairs) - 1:
                    self._add(condition, F, before, f"nhánh {place + 2}")
            results(result, ((condition, T), *before))
            before = (*before, (condition, F))
        if last is not None:
            results(last, before)

    def _inside_of(self, node: Node, path: Path) -> None:
        if isinstance(node, Call) and node.family == "choice":
            self._choice(node, path, conditions=False)
        else:
            self._inside(node, path)

    def _inside(self, node: Node, path: Path) -> None:
        """The branches of what stands as a value inside a test; not of what sees one row."""
        below = children(node)
        if isinstance(node, Call) and node.family in ("loop", "reduce"):
            below = below[:1]
        for part in below:
            self._inside_of(part, path)

    def _add(self, node: Node, wanted: int, path: Path, branch: str = "") -> None:
        key = f"{node.pointer} {'true' if wanted == T else 'false'}"
        said = partial(_said, self.say, node, wanted, branch)
        self.found.append(Thing(key, self.at + node.pointer, said, ((node, wanted), *path)))
        self.proofs.setdefault(id(node), []).append((wanted, key))


def _said(say: Saying, node: Node, wanted: int, branch: str) -> str:
    words = say.statement(node if wanted == T else Call("!", (node,), node.pointer, YES_NO))
    return f"{words} ({branch})" if branch else words


def deciding(node: Node, trial: Trial) -> Iterator[Node]:
    """Yield the tests that made a condition come to what it did, in their order."""
    if not joins(node) or not isinstance(node, Call):
        if id(node) in trial.seen:
            yield node
        return
    if node.family == "choice":
        yield from _along(node, trial)
        return
    here = came_to(trial, node)
    decisive = {"and": F, "or": T}.get(node.operator)
    if decisive is None or here != decisive:
        # All parts together; where data lack, those that lack.
        for part in node.arguments:
            if here != U or came_to(trial, part) == U:
                yield from deciding(part, trial)
        return
    for part in node.arguments:
        if came_to(trial, part) == decisive:
            yield from deciding(part, trial)
            return


def _along(node: Call, trial: Trial) -> Iterator[Node]:
    pairs, last = arms(node)
    for condition, result in pairs:
        yield from deciding(condition, trial)
        here = came_to(trial, condition)
        if here == U:
            return
        if here == T:
            yield from deciding(result, trial)
            return
    if last is not None:
        yield from deciding(last, trial)
