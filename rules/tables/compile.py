"""A table compiled once: its cells by the compiler of rules, its rows as bits of masks.

For each column the value is read once, by the engine. Which of the column's cells it meets decides
the rows that are still possible; what was met before is remembered, of numbers and days by where
they lie between those of the cells. So a look-up costs by the columns, whatever the number of rows,
and missing data follow of themselves: a column without a value leaves its rows possible and makes
them unsure (ADR 92).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.canonical import Body
from rules.engine.compile import CompiledRule, compile_tree
from rules.engine.outcomes import UNKNOWN, RuleError
from rules.engine.parse import Literal, Sequence, walk
from rules.engine.types import LIST
from rules.tables.answers import Answer, concluded
from rules.tables.cells import variable
from rules.tables.shape import MOST_ROWS, Column, Table, column_problems, size_problem, table_of
from rules.tables.tree import Cells

# Values of a column that are remembered; longer texts and lists are not.
_REMEMBERED, _SHORT = 2 * MOST_ROWS, 100


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column that rows ask: its value, its distinct cells, and the rows behind each of them."""

    place: int
    value: CompiledRule
    tests: CompiledRule
    masks: tuple[int, ...]
    # Rows that don't ask it; rows that do.
    free: int
    asking: int
    # Of numbers and days: those that cells name, in order.
    points: tuple[Any, ...] | None
    met: dict[Any, int] = field(default_factory=dict)

    def rows(self, data: Any) -> Any:
        """Return the mask of the rows whose cell is met; UNKNOWN without a value."""
        value = self.value(data)
        if value is UNKNOWN:
            return UNKNOWN
        key = self._key(value)
        found = self.met.get(key)
        if found is not None:
            return found
        found = self.free
        for held, mask in zip(self.tests(data), self.masks, strict=True):
            if held:
                found |= mask
        if type(key) not in (str, tuple) or len(key) <= _SHORT:
            if len(self.met) >= _REMEMBERED:
                self.met.clear()
            self.met[key] = found
        return found

    def _key(self, value: Any) -> Any:
        """What decides which cells are met: of a number, between which of theirs it lies."""
        if self.points is not None:
            return bisect_left(self.points, value), bisect_right(self.points, value)
        return tuple(value) if type(value) is list else value


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table ready to be asked; safe to share between threads."""

    table: Table
    asked: tuple[_Asked, ...]
    every: int

    def __call__(self, data: Mapping[str, Any]) -> Answer:
        """Look up; never a row silently where answers are missing or several rows hit."""
        possible, unsure = self.every, 0
        unknown: list[int] = []
        for one in self.asked:
            rows = one.rows(data)
            if rows is UNKNOWN:
                unsure |= one.asking
                unknown.append(one.place)
            else:
                possible &= rows
        return concluded(self.table, possible & ~unsure, possible, unknown)


def compile_table(body: Body, inputs: Mapping[str, Any] | None) -> CompiledTable:
    """Compile the body of a table over these inputs.

    Raises RuleError (Vietnamese, with a JSON Pointer into the body) for a table that can't be
    used: no columns or rows, a field that is not there, a cell that nobody could read, too large.
    """
    wrong = size_problem(body)
    table = table_of(body if wrong is None else {}, inputs)
    problems = [wrong] if wrong else column_problems(table)
    if not problems and not (table.results and table.live):
        raise RuleError("/rows", "Bảng chưa có cột kết quả hoặc chưa có dòng nào", "required")
    if not problems:
        cells = Cells(table)
        problems = [problem for problem in cells.problems if problem.severity == "error"]
    if problems:
        raise RuleError(problems[0].pointer, problems[0].message, problems[0].keyword)
    every = (1 << len(table.live)) - 1
    asked = (_asked(column, cells, every) for column in table.conditions)
    return CompiledTable(table, tuple(one for one in asked if one is not None), every)


def _asked(column: Column, cells: Cells, every: int) -> _Asked | None:
    # Cells of rows that are switched off have no rows.
    held = [(node, rows) for node, rows in cells.distinct[column.id].values() if rows]
    if not held:
        return None
    masks = tuple(sum(1 << row for row in rows) for _, rows in held)
    asking = 0
    for mask in masks:
        asking |= mask
    where = f"/conditions/{column.place}"
    tests = Sequence(tuple(node for node, _ in held), where, LIST)
    return _Asked(
        column.place,
        compile_tree(variable(column, where)),
        compile_tree(tests),
        masks,
        every & ~asking,
        asking,
        _points(tests) if column.type.family in ("number", "date") else None,
    )


def _points(tests: Sequence) -> tuple[Any, ...]:
    return tuple(sorted({node.value for node in walk(tests) if isinstance(node, Literal)}))
