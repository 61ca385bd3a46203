"""Draws a process as a swim-lane diagram (SVG), with a table twin for those who cannot see it.

The SVG carries presentation attributes and classes only, no style and no script, so it may stand
under the strictest content security policy, on screen and on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from processes.drawing.layout import LANE, LINE, MARGIN, Arrow, Box, Lane, Layout, lay_out
from processes.drawing.words import step_time_words
from processes.engine.definition import FORWARD, Definition, Step

INK, LINES, SHADE, PAPER = "#1f2937", "#475569", "#eef2f7", "#ffffff"
BACK = "#b42318"
# With what steps are filled, by their tone.
TONES = {"plain": PAPER, "ask": "#fff7e0", "done": "#e7f5ec", "refused": "#fdecea"}
HERE = "#0b6b70"
FONT = "'Liberation Sans', 'Noto Sans', Arial, sans-serif"


def swimlane(
    definition: Definition,
    title: str,
    name: str = "luu-do",
    current: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
    late: frozenset[str] = frozenset(),
) -> SafeString:
    """Draw the process as an SVG element; "" for a process without steps.

    `name` keeps its ids apart from those of other drawings on the same page; `current` names the
    steps where a case stands now (`late` those of them that are overdue), `done` those behind it.
    """
    if not definition.steps:
        return SafeString("")
    layout = lay_out(definition)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="swimlane" role="img" '
        'aria-labelledby="{name}-title {name}-desc" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}" font-family="{font}" font-size="14" fill="{ink}">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>'
        "{heads}{lanes}{arrows}{start}{boxes}{labels}</svg>",
        name=name,
        width=layout.width,
        height=layout.height,
        font=FONT,
        ink=INK,
        title=f"Lưu đồ: {title}",
        desc=_describe(definition, layout),
        heads=_heads(name),
        lanes=_join(_lane(lane, layout, odd=index % 2) for index, lane in enumerate(layout.lanes)),
        arrows=_join(_line(arrow, name) for arrow in layout.arrows),
        start=_start(layout, name),
        boxes=_join(
            _box(box, box.id in current, box.id in done, box.id in late) for box in layout.boxes
        ),
        labels=_join(_label(arrow) for arrow in layout.arrows if arrow.label),
    )


@dataclass(frozen=True)
class TwinRow:
    """One row of the table twin: the same facts as the drawing, in words."""

    number: int
    title: str
    role: str
    time: str
    ways: list[str]
    step: str = ""


def table_twin(definition: Definition) -> list[TwinRow]:
    """Put what the drawing shows into words, row by row."""
    return [
        TwinRow(
            number=step.number,
            title=step.title,
            role=_role_label(definition, step),
            time=step_time_words(definition, step),
            ways=_ways(definition, step),
            step=step.id,
        )
        for step in definition.steps
    ]


def _role_label(definition: Definition, step: Step) -> str:
    role = definition.role(step.role)
    return role.label if role else step.responsible


def _ways(definition: Definition, step: Step) -> list[str]:
    if step.kind.ends:
        return [f"Kết thúc: {step.kind.outcome(step)}"]
    return [
        f"{way.label}: {_place(definition, way.to)}"
        if way.sort != FORWARD
        else _place(definition, way.to)
        for way in step.ways()
    ]


def _place(definition: Definition, step_id: str) -> str:
    if not step_id:
        return "Kết thúc"
    step = definition.step(step_id)
    return step.name if step else "bước không tồn tại"


def _describe(definition: Definition, layout: Layout) -> str:
    returns = sum(arrow.kind == "return" for arrow in layout.arrows)
    back = f", {returns} đường trả lại" if returns else ""
    return (
        f"Quy trình có {len(definition.steps)} bước, {len(layout.lanes)} làn trách nhiệm{back}. "
        "Nội dung được viết thành bảng ngay dưới lưu đồ."
    )


# --- marks --------------------------------------------------------------------------------------


def _join(parts: object) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))  # type: ignore[attr-defined]


def _heads(name: str) -> SafeString:
    return format_html(
        "<defs>{}</defs>",
        _join(
            format_html(
                '<marker id="{}-{}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
                'markerHeight="7" orient="auto-start-reverse">'
                '<path d="M0 0L10 5L0 10z" fill="{}"/></marker>',
                name,
                kind,
                color,
            )
            for kind, color in (("forward", LINES), ("return", BACK))
        ),
    )


def _lane(lane: Lane, layout: Layout, *, odd: int) -> SafeString:
    width = (layout.lanes[1].left - layout.lanes[0].left) if len(layout.lanes) > 1 else LANE
    height = layout.height - 2 * MARGIN
    middle = MARGIN + layout.header // 2
    return format_html(
        '<g class="lane"><rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}" '
        'stroke="#cbd5e1"/><rect x="{x}" y="{y}" width="{w}" height="{head}" fill="#dbe4ef" '
        'stroke="#cbd5e1"/>{words}</g>',
        x=lane.left,
        y=MARGIN,
        w=width,
        h=height,
        head=layout.header,
        fill=SHADE if odd else PAPER,
        words=_words(lane.lines, lane.left + width // 2, middle, weight="bold"),
    )


def _words(
    lines: list[str], x: int, middle: int, *, weight: str = "normal", size: int = 14
) -> SafeString:
    """Centred lines around a middle height."""
    first = middle - (len(lines) - 1) * LINE // 2 + size // 3
    return format_html(
        '<text text-anchor="middle" font-weight="{}" font-size="{}">{}</text>',
        weight,
        size,
        format_html_join(
            "",
            '<tspan x="{}" y="{}">{}</tspan>',
            ((x, first + LINE * index, line) for index, line in enumerate(lines)),
        ),
    )


def _start(layout: Layout, name: str) -> SafeString:
    if layout.start is None:
        return SafeString("")
    x, y = layout.start
    return format_html(
        '<g class="start"><circle cx="{x}" cy="{y}" r="9" fill="{ink}"/>'
        '<path d="M{x} {from_y}V{to}" fill="none" stroke="{line}" '
        'stroke-width="1.5" marker-end="url(#{name}-forward)"/></g>',
        x=x,
        y=y,
        from_y=y + 9,
        to=y + 33,
        ink=INK,
        line=LINES,
        name=name,
    )


def _box(box: Box, current: bool, done: bool, late: bool) -> SafeString:
    tone = "refused" if late else "done" if done else box.tone
    left, top = box.x - box.width // 2, box.y - box.height // 2
    if box.kind.shape == "diamond":
        right, bottom = left + box.width, top + box.height
        shape = format_html(
            '<path d="M{} {}L{} {}L{} {}L{} {}z" fill="{}" stroke="{}" stroke-width="1.5"/>',
            *(box.x, top, right, box.y, box.x, bottom, left, box.y),
            TONES[tone],
            LINES,
        )
    else:
        corner = box.height // 2 if box.kind.shape == "pill" else 6
        shape = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}" '
            'stroke-width="1.5"/>',
            *(left, top, box.width, box.height, corner, TONES[tone], LINES),
        )
    head = [f"Bước {box.number}"] if box.number else []
    if current:
        head = [f"Đang ở bước {box.number}{', quá hạn' if late else ''}"]
        shape = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="9" fill="none" stroke="{}" '
            'stroke-width="3"/>{}',
            *(left - 4, top - 4, box.width + 8, box.height + 8, BACK if late else HERE, shape),
        )
    lines = [*head, *box.lines, *([box.time] if box.time else [])]
    return format_html(
        '<g class="step step-{}{}">{}{}</g>',
        box.kind.code,
        " step-current" if current else "",
        shape,
        _step_words(lines, box, bool(head)),
    )


def _step_words(lines: list[str], box: Box, numbered: bool) -> SafeString:
    first = box.y - (len(lines) - 1) * LINE // 2 + 4
    rows = []
    for index, line in enumerate(lines):
        is_head, is_time = numbered and index == 0, bool(box.time) and index == len(lines) - 1
        weight = "bold" if is_head or box.kind.shape == "pill" else "normal"
        size, color = (13, "#475569") if is_head or is_time else (14, INK)
        rows.append((box.x, first + LINE * index, weight, size, color, line))
    return format_html(
        '<text text-anchor="middle">{}</text>',
        format_html_join(
            "",
            '<tspan x="{}" y="{}" font-weight="{}" font-size="{}" fill="{}">{}</tspan>',
            rows,
        ),
    )


def _line(arrow: Arrow, name: str) -> SafeString:
    back = arrow.kind == "return"
    (x, y), *others = arrow.points
    path = f"M{x} {y}" + "".join(f"L{to_x} {to_y}" for to_x, to_y in others)
    return format_html(
        '<path class="arrow arrow-{}" d="{}" fill="none" stroke="{}" stroke-width="1.5"{} '
        'stroke-linejoin="round" marker-end="url(#{}-{})"/>',
        arrow.kind,
        path,
        BACK if back else LINES,
        mark_safe(' stroke-dasharray="6 4"') if back else "",
        name,
        "return" if back else "forward",
    )


def _label(arrow: Arrow) -> SafeString:
    """Words of an arrow, with a white edge so that they can be read across lines."""
    x, y = arrow.label_at
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-size="13" fill="{}" stroke="{}" '
        'stroke-width="4" paint-order="stroke" stroke-linejoin="round">{}</text>',
        *(x, y, arrow.anchor, BACK if arrow.kind == "return" else INK, PAPER),
        arrow.label if len(arrow.label) <= 40 else arrow.label[:39].rstrip() + "…",
    )
