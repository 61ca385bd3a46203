"""Where the lanes, boxes and arrows of a swim-lane drawing stand, in pixels. Pure geometry.

Lanes are columns (one a role), steps are rows in the order of the table. A row holds one box only,
so an arrow may leave a box sideways and meet nothing: short arrows run between rows, long ones run
through a gutter of their own outside the lanes (forward on the left, back on the right).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.drawing.words import step_time_words, wrap
from processes.engine.definition import Definition
from processes.engine.steps import UNWRITTEN_END, StepKind

LANE, BOX, GAP, TRACK, LINE = 208, 176, 40, 18, 18
MARGIN, PAD = 16, 10
FINISH = ""  # id of the unwritten end: the last row leads here
NO_ROLE = "Chưa phân công"
TITLE_CHARACTERS, LABEL_CHARACTERS, DIAMOND_CHARACTERS = 22, 24, 15

Point = tuple[int, int]


@dataclass(frozen=True)
class Lane:
    """One column; `lines` is the wrapped name of the role."""

    role: str
    lines: list[str]
    left: int


@dataclass(frozen=True)
class Box:
    """One step (or the unwritten end) with its wrapped words; x and y are its centre."""

    id: str
    kind: StepKind
    number: str
    lines: list[str]
    time: str
    x: int
    y: int
    width: int
    height: int
    tone: str


@dataclass(frozen=True)
class Arrow:
    """A line through points; a returning one is drawn dashed."""

    kind: str  # "forward", "return", "extra", "branch"
    points: list[Point]
    label: str
    label_at: Point
    anchor: str


@dataclass(frozen=True)
class Layout:
    """Everything a drawing needs, and how large it is."""

    width: int
    height: int
    header: int
    lanes: list[Lane]
    boxes: list[Box]
    arrows: list[Arrow]
    start: Point | None


@dataclass(frozen=True)
class _Link:
    kind: str
    source: str
    target: str
    label: str


def lay_out(definition: Definition) -> Layout:
    """Place everything that is drawn. Arrows to missing steps are left out: `checks` names them."""
    names, lane_of = _lanes(definition)
    links = _links(definition)
    finish = any(link.target == FINISH for link in links)
    order = [step.id for step in definition.steps] + ([FINISH] if finish else [])
    rows = {step_id: row for row, step_id in enumerate(order)}
    links = [link for link in links if link.target in rows]
    short = [link for link in links if not _is_long(link, rows)]
    long = [link for link in links if _is_long(link, rows)]
    left_tracks = [link for link in long if rows[link.target] > rows[link.source]]
    right_tracks = [link for link in long if rows[link.target] <= rows[link.source]]
    left = MARGIN + TRACK * len(left_tracks)
    lanes = [
        Lane(role, wrap(name, LABEL_CHARACTERS, 3), left + LANE * index)
        for index, (role, name) in enumerate(names)
    ]
    right = left + LANE * max(len(lanes), 1)
    header = 2 * PAD + LINE * max((len(lane.lines) for lane in lanes), default=1)
    boxes, bottom = _boxes(definition, lane_of, lanes, MARGIN + header + 52, finish)
    by_id = {box.id: box for box in reversed(boxes)}
    arrows = [
        *(_short(link, by_id) for link in short),
        *_around_all(left_tracks, by_id, left - TRACK + TRACK // 3, -1),
        *_around_all(right_tracks, by_id, right + TRACK - TRACK // 3, 1),
    ]
    first = boxes[0] if definition.steps else None
    return Layout(
        width=right + TRACK * len(right_tracks) + MARGIN,
        height=bottom + 2 * MARGIN,
        header=header,
        lanes=lanes,
        boxes=boxes,
        arrows=arrows,
        start=(first.x, first.y - first.height // 2 - 34) if first else None,
    )


def _lanes(definition: Definition) -> tuple[list[tuple[str, str]], dict[int, int]]:
    """Names of the lanes in the order of the roles, and the lane of each row of the table.

    What nobody performs and has no role stands in the lane of the row before it."""
    used: list[str] = []
    known = {role.id: role.label for role in definition.roles}
    of_row: list[str] = []
    for step in definition.steps:
        role = step.role if step.role in known else ""
        if not role and not step.kind.performed and of_row:
            role = of_row[-1]
        of_row.append(role)
        if role not in used:
            used.append(role)
    used.sort(key=lambda role: list(known).index(role) if role in known else len(known))
    names = [(role, known.get(role) or NO_ROLE) for role in used]
    return names, {row: used.index(role) for row, role in enumerate(of_row)}


def _links(definition: Definition) -> list[_Link]:
    return [
        _Link(way.sort, step.id, way.to, way.on_arrow)
        for step in definition.steps
        for way in step.ways()
    ]


def _is_long(link: _Link, rows: dict[str, int]) -> bool:
    return rows[link.target] != rows[link.source] + 1 or link.kind in ("return", "extra")


def _boxes(
    definition: Definition, lane_of: dict[int, int], lanes: list[Lane], top: int, finish: bool
) -> tuple[list[Box], int]:
    boxes: list[Box] = []
    for row, step in enumerate(definition.steps):
        diamond = step.kind.shape == "diamond"
        lines = wrap(step.title or "(chưa có nội dung)", _characters(step.kind), 5)
        time = step_time_words(definition, step)
        rows = len(lines) + (1 if time else 0) + step.kind.numbered
        height = rows * LINE + 2 * PAD + (LINE * 3 if diamond else 0)
        boxes.append(
            Box(
                id=step.id,
                kind=step.kind,
                number=str(step.number) if step.kind.numbered else "",
                lines=lines,
                time=time,
                x=lanes[lane_of[row]].left + LANE // 2,
                y=top + height // 2,
                width=LANE - 8 if diamond else BOX,
                height=height,
                tone=step.kind.tone(step),
            )
        )
        top += height + GAP
    if finish:
        x = boxes[-1].x if boxes else lanes[0].left + LANE // 2
        boxes.append(Box(FINISH, UNWRITTEN_END, "", ["Kết thúc"], "", x, top + 18, BOX, 36, "done"))
        top += 36 + GAP
    return boxes, top - GAP if boxes else top


def _half_width(box: Box, y: int) -> int:
    """From the middle of a box to its edge at a height."""
    if box.kind.shape != "diamond":
        return box.width // 2
    return box.width * (box.height - 2 * abs(y - box.y)) // (2 * box.height)


def _characters(kind: StepKind) -> int:
    return DIAMOND_CHARACTERS if kind.shape == "diamond" else TITLE_CHARACTERS


def _short(link: _Link, boxes: dict[str, Box]) -> Arrow:
    """From the foot of a box to the head of the next row."""
    source, target = boxes[link.source], boxes[link.target]
    begin, end = source.y + source.height // 2, target.y - target.height // 2
    middle = (begin + end) // 2
    points = [(source.x, begin), (target.x, end)]
    if source.x != target.x:
        points = [(source.x, begin), (source.x, middle), (target.x, middle), (target.x, end)]
    return Arrow(link.kind, points, link.label, (source.x + 8, middle - 4), "start")


def _around_all(
    links: list[_Link], boxes: dict[str, Box], track: int, side: int
) -> Iterator[Arrow]:
    """Arrows through the gutter of one side, each on a track of its own."""
    leaving: dict[str, int] = {}
    for index, link in enumerate(links):
        place = leaving[link.source] = leaving.get(link.source, -1) + 1
        yield _around(link, boxes, track + side * TRACK * index, side, place)


def _around(link: _Link, boxes: dict[str, Box], track: int, side: int, place: int) -> Arrow:
    """Out of the side of a box, along a gutter, into the side of another. `place` counts the lines
    that leave the same side of the same box."""
    source, target = boxes[link.source], boxes[link.target]
    # Lines into a box arrive above its middle, where no words of a line that leaves it stand.
    lower = 0 if source.kind.shape == "diamond" else 7
    out = min(source.y + lower + LINE * place, source.y + source.height // 2 - 2)
    into = target.y - min(20, target.height // 2 - 8)
    leave = source.x + side * _half_width(source, out)
    arrive = target.x + side * _half_width(target, into)
    points = [(leave, out), (track, out), (track, into), (arrive, into)]
    label_at = (source.x + side * (source.width // 2 + 8), out - 5)
    return Arrow(link.kind, points, link.label, label_at, "start" if side > 0 else "end")
