"""What is doubtful in a table before it is ever asked: rows never reached, overlaps, gaps.

All cases are walked column by column; where the same rows are left, the rest is walked once. So a
table is exact to count as long as its columns don't mingle wildly; beyond a budget it says that it
did not look on, and claims nothing (ADR 92).
"""

from dataclasses import dataclass, field
from itertools import accumulate
from math import prod
from operator import xor
from typing import Any

from registry.canonical import dumps
from rules.engine.parse import Node
from rules.tables.answers import bits
from rules.tables.domains import Domain, TooMany, domain_of
from rules.tables.shape import Column, Row, Table
from rules.tables.tree import Cells

STEPS = 20_000
MOST_TOLD = 20
Box = tuple[int, ...]


@dataclass(frozen=True)
class Gap:
    """Cases without a row: in words, an example of answers, the cells of a row that fills it.

    `when` is None where no single row could say it.
    """

    said: str
    example: dict[str, Any]
    when: dict[str, Any] | None


@dataclass(frozen=True)
class Overlap:
    """Two rows that hit the same answers, with an example."""

    rows: tuple[str, str]
    said: str
    example: dict[str, Any]


@dataclass
class Analysis:
    """What was found. `complete` is false where something was not looked at; `notes` say what.

    `cases` and `covered` count the classes of answers, None where they were not counted.
    `unreachable` are rows behind others that take all their cases (`first`), with those others;
    `never` rows that no answer can meet.
    """

    complete: bool = True
    cases: int | None = None
    covered: int | None = None
    unreachable: dict[str, tuple[str, ...]] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    # Gaps that are counted but not told.
    more_gaps: bool = False
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """«15/16 trường hợp đã có dòng»."""
        if self.cases is None or self.covered is None:
            return "Chưa đếm được các trường hợp đã có dòng."
        return f"{self.covered}/{self.cases} trường hợp đã có dòng."


class _Spent(Exception):
    """The budget is used up."""


def analyse(table: Table, steps: int = STEPS) -> Analysis:
    """Analyse the rows in use of a table; those with a wrong cell are left out, and said."""
    found = Analysis()
    cells = Cells(table)
    wrong = {problem.pointer.split("/")[2] for problem in cells.problems}
    rows = [row for row in table.live if str(row.place) not in wrong]
    if len(rows) < len(table.live):
        _limit(found, "Các dòng còn ô sai chưa được xét tới.")
    used = [one for one in table.conditions if any(one.id in row.when for row in rows)]
    found.unused = [one.id for one in table.conditions if one not in used]
    try:
        ways = [_column(column, rows, cells) for column in used]
    except TooMany:
        _limit(found, "Có cột chọn được quá nhiều mục nên bảng chưa được xét hết.")
        return found
    space = _Space(table, rows, [domain for domain, _ in ways], [masks for _, masks in ways])
    for domain in space.domains:
        if domain.column.type.family == "number" and domain.of(1)[0].low == 0:
            found.notes.append(f"Không xét số âm ở «{domain.column.label}».")
    found.never = [row.id for row, box in zip(rows, space.boxes, strict=True) if not all(box)]
    found.duplicates = space.duplicates()
    if table.policy == "unique":
        found.overlaps = space.overlaps()
    walk = _Walk(space, steps)
    try:
        count, gaps = walk.below(0, (1 << len(rows)) - 1)
    except _Spent:
        _limit(found, "Bảng quá phức tạp để xét hết mọi trường hợp: có thể còn chỗ trống khác.")
        return found
    found.cases = prod(len(domain.classes) for domain in space.domains)
    found.covered = found.cases - count
    gaps.sort(key=lambda gap: -prod(mask.bit_count() for mask in gap))
    found.gaps = [space.gap(gap) for gap in gaps[:MOST_TOLD]]
    found.more_gaps = walk.more or len(gaps) > MOST_TOLD
    if table.policy == "first":
        found.unreachable = space.unreachable(walk.reached, found.never)
    return found


def _limit(found: Analysis, note: str) -> None:
    found.complete = False
    found.notes.append(note)


def _column(column: Column, rows: list[Row], cells: Cells) -> tuple[Domain, list[int]]:
    """The domain of a column, and the classes that each row's cell takes."""
    nodes = [cells.node(row, column.id) for row in rows]
    distinct: dict[int, Node] = {id(node): node for node in nodes if node is not None}
    domain = domain_of(column, list(distinct.values()))
    met = dict(zip(distinct, domain.met, strict=True))
    return domain, [domain.full if node is None else met[id(node)] for node in nodes]


def _takers(masks: list[int], classes: int) -> list[int]:
    """The rows that take each class: put together from where the cells of rows begin and end."""
    turns = [0] * (classes + 1)
    together: dict[int, int] = {}
    for at, mask in enumerate(masks):
        together[mask] = together.get(mask, 0) | 1 << at
    for mask, rows in together.items():
        for turn in bits(mask ^ mask << 1):
            turns[turn] ^= rows
    return list(accumulate(turns[:-1], xor))


class _Space:
    """All cases: the classes of each column, and each row as the box of classes that it takes."""

    def __init__(
        self, table: Table, rows: list[Row], domains: list[Domain], masks: list[list[int]]
    ) -> None:
        self.table, self.rows, self.domains = table, rows, domains
        self.boxes: list[Box] = [tuple(column[at] for column in masks) for at in range(len(rows))]
        # For each column and class: the rows that take it.
        self.takers = [
            _takers(column, len(domain.classes))
            for domain, column in zip(domains, masks, strict=True)
        ]

    def duplicates(self) -> list[tuple[str, str]]:
        """List rows that say what an upper one says, each with that one."""
        seen: dict[Any, str] = {}
        found = []
        for row, box in zip(self.rows, self.boxes, strict=True):
            first = seen.setdefault((box, dumps(dict(row.then))), row.id)
            if first != row.id:
                found.append((first, row.id))
        return found

    def meeting(self, at: int) -> int:
        """Return the rows that share a case with a row."""
        found = (1 << len(self.rows)) - 1
        for place, mask in enumerate(self.boxes[at]):
            takers = self.takers[place]
            together = 0
            for one in bits(mask):
                together |= takers[one]
            found &= together
        return found

    def overlaps(self) -> list[Overlap]:
        """List pairs of rows that share a case."""
        found: list[Overlap] = []
        for at in range(len(self.rows)):
            for other in bits(self.meeting(at) >> at + 1 << at + 1):
                shared = tuple(
                    a & b for a, b in zip(self.boxes[at], self.boxes[other], strict=True)
                )
                pair = (self.rows[at].id, self.rows[other].id)
                found.append(Overlap(pair, self.words(shared), self.example(shared)))
                if len(found) >= MOST_TOLD:
                    return found
        return found

    def unreachable(self, reached: int, never: list[str]) -> dict[str, tuple[str, ...]]:
        """Return the rows that nothing reaches, each with the upper ones that take its cases."""
        found: dict[str, tuple[str, ...]] = {}
        for at, row in enumerate(self.rows):
            if reached >> at & 1 or row.id in never:
                continue
            box = self.boxes[at]
            above = list(bits(self.meeting(at) & ((1 << at) - 1)))
            whole = [
                one
                for one in above
                if all(a & b == a for a, b in zip(box, self.boxes[one], strict=True))
            ]
            found[row.id] = tuple(self.rows[one].id for one in whole[:1] or above[:MOST_TOLD])
        return found

    def gap(self, box: Box) -> Gap:
        """Describe the cases of a box that no row takes."""
        when: dict[str, Any] | None = {}
        try:
            for domain, mask in zip(self.domains, box, strict=True):
                cell = domain.cell(mask)
                if cell is not None and when is not None:
                    when[domain.column.id] = cell
        except LookupError:
            when = None
        return Gap(f"Chưa có dòng cho: {self.words(box)}.", self.example(box), when)

    def example(self, box: Box) -> dict[str, Any]:
        """Return answers of a case of the box."""
        return {
            domain.column.name: domain.example(mask)
            for domain, mask in zip(self.domains, box, strict=True)
        }

    def words(self, box: Box) -> str:
        """Say the cases of a box."""
        said = [
            f"{domain.column.label}: {domain.words(mask)}"
            for domain, mask in zip(self.domains, box, strict=True)
            if mask != domain.full
        ]
        return "; ".join(said) or "mọi trường hợp"


class _Walk:
    """A walk over all cases: what is left uncovered, and which rows are the first of a case."""

    def __init__(self, space: _Space, steps: int) -> None:
        self.space, self.steps = space, steps
        self.first = space.table.policy == "first"
        self.reached = 0
        self.more = False
        self.known: dict[tuple[int, int], tuple[int, list[Box]]] = {}
        # For each column: the rows that take all that is asked from there on.
        rest = (1 << len(space.rows)) - 1
        self.whole = [rest]
        for domain, place in zip(
            reversed(space.domains), reversed(range(len(space.domains))), strict=True
        ):
            rest &= int(
                "".join("01"[box[place] == domain.full] for box in reversed(space.boxes)) or "0", 2
            )
            self.whole.append(rest)
        self.whole.reverse()

    def below(self, level: int, rows: int) -> tuple[int, list[Box]]:
        """Return how many cases these rows leave uncovered from a column on, and the boxes.

        Raises _Spent.
        """
        whole = rows & self.whole[level]
        if whole:
            # The first row that takes all the rest ends it.
            end = whole & -whole
            if not self.first:
                return 0, []
            rows &= 2 * end - 1
            if rows == end:
                self.reached |= end
                return 0, []
        key = (level, rows)
        if key not in self.known:
            self.known[key] = self._split(level, rows)
        return self.known[key]

    def _split(self, level: int, rows: int) -> tuple[int, list[Box]]:
        domains = self.space.domains
        if not rows:
            rest = domains[level:]
            return prod(len(one.classes) for one in rest), [tuple(one.full for one in rest)]
        domain, takers = domains[level], self.space.takers[level]
        self.steps -= len(takers) + 1
        if self.steps < 0:
            raise _Spent
        alike: dict[int, int] = {}
        for at, taking in enumerate(takers):
            alike[rows & taking] = alike.get(rows & taking, 0) | 1 << at
        count, gaps = 0, []
        for left, mask in alike.items():
            uncovered, boxes = self.below(level + 1, left)
            count += uncovered * mask.bit_count()
            if uncovered:
                gaps += [(run, *box) for run in domain.runs(mask) for box in boxes]
        self.more = self.more or len(gaps) > 2 * MOST_TOLD
        return count, gaps[: 2 * MOST_TOLD]
