"""Structured texts as people read them, on screen and on paper."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from registry.kinds.base import Context
from registry.kinds.blocks.grid import span
from registry.kinds.blocks.numbering import Numbering
from registry.kinds.blocks.reading import Block, Run, Text, blocks_of

_BR = mark_safe("<br>")


def html(text: Text, context: Context, *, whole: bool = False) -> SafeString:
    """Render a text; `whole` lets its items count on over paragraphs (an Điều and its khoản)."""
    count = Numbering(whole)
    return format_html_join(
        "", "{}", ((_block(block, count.label(block), context),) for block in blocks_of(text))
    )


def _block(block: Block, label: str, context: Context) -> SafeString:
    match block.get("type"):
        case "table":
            return _table(block, context)
        case "image":
            return _image(block, context)
        case "item":
            # Numbers are letters of the text: whoever copies, quotes or hears it has them too.
            return format_html(
                '<p class="item is-deep-{}"><span class="item-no">{} </span>{}</p>',
                block.get("level", 0), label, _runs(block.get("runs"), context),
            )  # fmt: skip
        case _:
            words = _runs(block.get("runs"), context)
            return format_html("<p>{}</p>", words) if words else SafeString("")


def _runs(runs: Iterable[Run] | None, context: Context) -> SafeString:
    return format_html_join("", "{}", ((_run(run, context),) for run in runs or []))


def _run(run: Run, context: Context) -> SafeString:
    lines = str(run.get("text", "")).split("\n")
    said = _BR.join(conditional_escape(line) for line in lines)
    shown: SafeString = mark_safe(said)
    if run.get("italic"):
        shown = format_html("<em>{}</em>", shown)
    if run.get("bold"):
        shown = format_html("<strong>{}</strong>", shown)
    if run.get("link"):
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', run["link"], shown)
    if run.get("citation"):
        return _citation(run["citation"], shown, context)
    return shown


def _citation(told: dict[str, str], shown: SafeString, context: Context) -> SafeString:
    found = context.resolve(told.get("document", ""))
    if found is None:
        return format_html('<span class="cites">{}</span>', shown)
    name = ", ".join(
        part for part in (told.get("provision"), f"{found.code} {found.title}".strip()) if part
    )
    address = context.address_of(found.uid)
    if not address:
        return format_html('<span class="cites" title="{}">{}</span>', name, shown)
    return format_html('<a class="cites" href="{}" title="{}">{}</a>', address, name, shown)


def _table(block: Block, context: Context) -> SafeString:
    rows = block.get("rows", [])
    heads = min(block.get("header_rows", 0), len(rows))

    def lines(some: Iterable[dict[str, object]], tag: str) -> SafeString:
        return format_html_join("", "<tr>{}</tr>", ((_cells(row, tag, context),) for row in some))

    caption = block.get("caption")
    return format_html(
        '<div class="scroll text-table"><table>{}{}<tbody>{}</tbody></table></div>',
        format_html("<caption>{}</caption>", caption) if caption else "",
        format_html("<thead>{}</thead>", lines(rows[:heads], "th")) if heads else "",
        lines(rows[heads:], "td"),
    )


def _cells(row: dict[str, object], tag: str, context: Context) -> SafeString:
    cells = row.get("cells", [])
    shown = []
    for cell in cells if isinstance(cells, list) else []:
        spans = mark_safe("".join(
            f' {name}="{span(cell, name)}"'
            for name in ("colspan", "rowspan")
            if span(cell, name) > 1
        ))  # fmt: skip
        align = cell.get("align", "")
        side = format_html(' class="is-{}"', align) if align in ("center", "right") else ""
        scope = mark_safe(' scope="col"') if tag == "th" else ""
        words = _runs(cell.get("runs"), context)
        shown.append(
            format_html("<{}{}{}{}>{}</{}>", mark_safe(tag), scope, spans, side, words,
                        mark_safe(tag))
        )  # fmt: skip
    return format_html_join("", "{}", ((one,) for one in shown))


def _image(block: Block, context: Context) -> SafeString:
    told = block.get("file") or {}
    alt, caption = block.get("alt", ""), block.get("caption", "")
    address = context.file_address(told.get("sha256", "")) if told else ""
    picture = (
        format_html('<img src="{}" alt="{}">', address, alt)
        if address
        else format_html('<span class="nothing">[Hình: {}]</span>', alt or told.get("name", ""))
    )
    below = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
    return format_html('<figure class="text-image">{}{}</figure>', picture, below)
