"""Answers under which parts of a condition come to what is wanted: a search with a bounded effort.

From each goal to goals of the parts below (`logic.ways`), down to single tests, whose fields are
tried value by value. What is tried is counted, so that the same question always gets the same
answer; a clock may end it besides.
"""

import time
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from rules.engine.compile import CompiledRule, compile_tree
from rules.engine.outcomes import RuleError
from rules.engine.parse import Call, Node, Variable, named_fields, walk
from rules.engine.types import Scope
from rules.examples.candidates import ABSENT, Candidates, candidates_of
from rules.examples.logic import Goal, joins, names, part_of, settled, ways

Answers = dict[str, Any]
# The goals still to be met: a list linked from its head, shared by all branches of the search.
_Goals = tuple[Goal, "_Goals"] | None
_State = tuple[_Goals, Answers]


class Spent(Exception):
    """The effort for this search is spent."""


class Effort:
    """How much may be tried: so many tests, and where `seconds` are given, until then."""

    def __init__(self, tests: int, seconds: float | None = None, within: "Effort | None" = None):
        self.left = tests
        self.until = time.monotonic() + seconds if seconds is not None else None
        self.within = within

    def spend(self, tests: int = 1) -> None:
        """Count tests before they are tried. Raises Spent."""
        self.left -= tests
        if self.over:
            raise Spent
        if self.within is not None:
            self.within.spend(tests)

    @property
    def over(self) -> bool:
        """Whether nothing more may be tried."""
        return self.left < 0 or (self.until is not None and time.monotonic() > self.until)


class Solver:
    """Searches answers for one tree; what a test came to is remembered."""

    def __init__(self, tree: Node, scope: Scope, beside: Mapping[str, Any]) -> None:
        self.beside = beside
        self.candidates = candidates_of(tree, scope)
        self.tests: dict[int, tuple[Node, CompiledRule, tuple[str, ...]]] = {}
        self.known: dict[tuple[int, str], int] = {}

    def search(self, goals: tuple[Goal, ...], effort: Effort) -> Iterator[Answers]:
        """Yield answers that meet all goals, each naming only the fields that they ask about.

        Ends when there are no more. Raises Spent.
        """
        first: _Goals = None
        for goal in reversed(goals):
            first = (goal, first)
        open_: list[Iterator[_State]] = [iter([(first, {})])]
        while open_:
            state = next(open_[-1], None)
            if state is None:
                open_.pop()
            elif state[0] is None:
                yield {name: one for name, one in state[1].items() if one is not ABSENT}
            else:
                effort.spend()
                open_.append(self._next(state[0][0], state[0][1], state[1], effort))

    def proves(self, goals: tuple[Goal, ...]) -> bool:
        """Tell whether the fields of these goals were tried in every way that matters.

        Then goals that no answers meet cannot be met.
        """
        return all(
            name in self.candidates and self.candidates[name].complete
            for node, _ in goals
            for name in self.asked(node)
        ) and not any(_is_odd(node) for node, _ in goals)

    def _next(self, goal: Goal, rest: _Goals, answers: Answers, effort: Effort) -> Iterator[_State]:
        node, wanted = goal
        held = settled(node, wanted)
        if held is not None:
            if held:
                yield rest, answers
            return
        if isinstance(node, Call) and (joins(node) or names(node)):
            for way in ways(node, wanted):
                goals = rest
                for part in reversed(way):
                    goals = (part, goals)
                yield goals, answers
            return
        asked = self._test(node)[2]
        free = [name for name in asked if name not in answers]
        for values in product(*(self._of(name).values for name in free)):
            effort.spend()
            tried = {**answers, **dict(zip(free, values, strict=True))}
            if self._came_to(node, asked, tried) & wanted:
                yield rest, tried

    def _of(self, name: str) -> Candidates:
        return self.candidates.get(name) or Candidates((ABSENT,), False)

    def _test(self, node: Node) -> tuple[Node, CompiledRule, tuple[str, ...]]:
        found = self.tests.get(id(node))
        if found is None:
            found = self.tests[id(node)] = (node, compile_tree(node), self.asked(node))
        return found

    def asked(self, node: Node) -> tuple[str, ...]:
        """Return the fields that a part asks about."""
        return tuple(name for name in _names(node) if name not in self.beside)

    def _came_to(self, node: Node, asked: tuple[str, ...], answers: Answers) -> int:
        given = {name: answers[name] for name in asked if answers[name] is not ABSENT}
        key = id(node), repr(given)
        if key not in self.known:
            try:
                self.known[key] = part_of(self._test(node)[1]({**given, **self.beside}))
            except RuleError:
                # Too many steps: it comes to nothing.
                self.known[key] = 0
        return self.known[key]


def _names(node: Node) -> dict[str, None]:
    """The fields that a part asks about, in their order."""
    found: dict[str, None] = {}
    for part in walk(node, into_loops=False):
        if isinstance(part, Variable) and part.name:
            found[part.name] = None
        elif isinstance(part, Call) and part.family == "missing":
            found.update(dict.fromkeys(name for name, _ in named_fields(part)))
    return found


def _is_odd(node: Node) -> bool:
    """Whether a part asks about fields by names that are computed."""
    return any(isinstance(part, Call) and part.family == "variable" for part in walk(node))
