"""A table as the typed tree of one rule, each part with its place in the table's body."""

from typing import Any

from registry.problems import Problem
from rules.engine.parse import Call, Literal, Node, Sequence
from rules.engine.types import LIST, TEXT, YES_NO
from rules.tables.cells import checked, place
from rules.tables.shape import Row, Table


class Cells:
    """The checked parts of all cells; equal ones of a column are checked once.

    `problems` are those of every cell, `distinct` the parts by column and content.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problems: list[Problem] = []
        # By the id of a column: content of a cell -> its part, with the rows that have it.
        self.distinct: dict[str, dict[str, tuple[Node, list[int]]]] = {}
        live = {row.id: bit for bit, row in enumerate(table.live)}
        for column in table.conditions:
            held: dict[str, tuple[Node, list[int]]] = {}
            wrong: dict[str, list[Problem]] = {}
            for row in table.rows:
                if column.id not in row.when:
                    continue
                cell, where = row.when[column.id], place(row.place, column)
                key = _key(cell)
                if key not in held:
                    node, wrong[key] = checked(cell, column, where, table)
                    held[key] = (node, [])
                first = held[key][0].pointer
                self.problems += [_moved(problem, first, where) for problem in wrong[key]]
                if row.id in live:
                    held[key][1].append(live[row.id])
            self.distinct[column.id] = held

    def node(self, row: Row, column: str) -> Node | None:
        """Return the part for the cell of a row; None where it says nothing."""
        return self.distinct[column][_key(row.when[column])][0] if column in row.when else None


def _key(cell: Any) -> str:
    # Of equal cells that are written otherwise each is checked by itself.
    return repr(cell)


def _moved(problem: Problem, first: str, where: str) -> Problem:
    """The same problem at another cell of the same content."""
    return Problem(
        where + problem.pointer.removeprefix(first),
        problem.message,
        problem.keyword,
        problem.severity,
    )


def row_tree(row: Row, table: Table, cells: Cells | None = None) -> Node:
    """Return the condition of one row; true where it asks nothing."""
    tests: list[Node] = []
    for column in table.conditions:
        if column.id not in row.when:
            continue
        where = place(row.place, column)
        known = cells.node(row, column.id) if cells else None
        tests.append(
            known
            if known is not None and known.pointer == where
            else checked(row.when[column.id], column, where, table)[0]
        )
    where = f"/rows/{row.place}"
    if not tests:
        return Literal(True, where, YES_NO)
    return tests[0] if len(tests) == 1 else Call("and", tuple(tests), where, YES_NO)


def tree_of(table: Table) -> Node:
    """Return the whole table as one rule.

    Under `first` it gives the id of the row that hits (null where none does), under every other
    policy which of the rows in use hit, true or false each.
    """
    cells = Cells(table)
    tests = [row_tree(row, table, cells) for row in table.live]
    if table.policy != "first":
        return Sequence(tuple(tests), "/rows", LIST)
    parts: list[Node] = []
    for row, test in zip(table.live, tests, strict=True):
        parts += [test, Literal(row.id, f"/rows/{row.place}/id", TEXT)]
    return Call("if", tuple(parts), "/rows", TEXT)
