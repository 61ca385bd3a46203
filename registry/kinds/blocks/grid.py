"""The cells of a table where merged ones take several places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = dict[str, Any]


@dataclass
class Grid:
    """Where cells stand: `places` by (row, column) the index of a row's cell that covers it.

    `columns` is the widest row. What does not fit is told by its (row, cell): `beyond` the last
    row, `over` another cell.
    """

    columns: int = 0
    places: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    beyond: list[tuple[int, int]] = field(default_factory=list)
    over: list[tuple[int, int]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)


def span(cell: Cell, name: str) -> int:
    """Return how many columns or rows a cell takes: 1 where nothing is said."""
    value = cell.get(name, 1)
    return value if isinstance(value, int) and value > 0 else 1


def grid_of(rows: Sequence[dict[str, Any]]) -> Grid:
    """Lay the cells out as browsers do: each in the first free place of its row."""
    grid = Grid()
    for y, row in enumerate(rows):
        x = 0
        for index, cell in enumerate(row.get("cells", [])):
            while (y, x) in grid.places:
                x += 1
            wide, high = span(cell, "colspan"), span(cell, "rowspan")
            if y + high > len(rows):
                grid.beyond.append((y, index))
                high = len(rows) - y
            taken = False
            for down in range(y, y + high):
                for across in range(x, x + wide):
                    taken = taken or (down, across) in grid.places
                    grid.places.setdefault((down, across), (y, index))
            if taken:
                grid.over.append((y, index))
            x += wide
    grid.columns = max((x + 1 for _, x in grid.places), default=0)
    grid.widths = [
        sum(1 for column in range(grid.columns) if (y, column) in grid.places)
        for y in range(len(rows))
    ]
    return grid
