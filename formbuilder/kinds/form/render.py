"""How a form is read: its words for search, its previews, pasted rows as fields."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from formbuilder import fields
from formbuilder.catalogues import complete
from formbuilder.definition import form_fields, part_of
from formbuilder.filling import form_view, opened
from formbuilder.printing import form_header, render_blank
from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.ids import new_id
from registry.vietnamese import fold, settle

PAPER = "print"
PREVIEW_MODES = (
    ("citizen", "Công dân thấy"),
    ("officer", "Công chức thấy"),
    (PAPER, "Bản in"),
)

_YES = {"x", "co", "bat buoc", "1", "v", "true", "*", "✓", "☑"}


def text(body: Body) -> str:
    """Return every word that people read in the form, one thought a line."""
    lines = [str(body.get("intro", ""))]
    for item in form_fields(body):
        lines += [str(item.get("label", "")), str(item.get("help", ""))]
        lines += [str(option.get("label", "")) for option in item.get("options", [])]
        for column in item.get("columns", []):
            lines.append(str(column.get("label", "")))
            lines += [str(option.get("label", "")) for option in column.get("options", [])]
    lines += [str(body.get(name, "")) for name in ("declaration", "footnotes")]
    return "\n".join(line for line in lines if line)


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Show the form as the citizen or the officer fills it in, or as its blank printed sheet."""
    body = complete(body, context)
    if mode == PAPER:
        frame = context.frame
        return render_blank(
            body,
            title=str(frame.get("title", "")),
            header=form_header(str(frame.get("agency", "")), str(frame.get("code", ""))),
        )
    part = part_of(mode or "citizen")
    filled_in = form_view(opened(body, {}, part), preview=True).render()
    # Wherever a form is read, in a preview frame or on a reviewer's page, it brings its style.
    style = static("formbuilder/form.css")
    return format_html('<link rel="stylesheet" href="{}">{}', style, filled_in)


def fields_from_rows(rows: list[list[str]], body: Body) -> list[Body]:
    """Turn pasted rows (label, type in words, required) into fields with new ids.

    A leading column of numbers (TT) and a row of column names are skipped; a type may carry its
    choices or columns: «Chọn một: Nam, Nữ». An unknown type becomes a line of text.
    """
    made = []
    for row in rows:
        cells = [" ".join(settle(cell).split()) for cell in row]
        if len(cells) > 1 and cells[0].rstrip(".").isdigit():
            cells = cells[1:]
        if not cells or not cells[0] or _is_head(cells):
            continue
        made.append(_field([*cells, "", ""]))
    return made


def _field(cells: list[str]) -> Body:
    label = cells[0]
    words, _, listed = cells[1].partition(":")
    field_type = fields.from_words(words) or fields.PLAIN
    item: dict[str, Any] = {"id": new_id(), "label": label, "type": field_type.code}
    if fold(cells[2]) in _YES or label.endswith("*"):
        item["required"] = True
        item["label"] = label.rstrip("* ")
    parts = [part.strip() for part in listed.replace(";", ",").replace("/", ",").split(",")]
    named = [part for part in parts if part]
    if named and field_type.listed is not None:
        item |= field_type.listed([{"id": new_id(), "label": part} for part in named])
    return item


def _is_head(cells: list[str]) -> bool:
    """A row of column names, as the first row of a copied table is."""
    return (
        len(cells) > 1
        and fold(cells[0]) in ("tt", "stt", "ten muc", "muc", "noi dung", "truong", "ten truong")
        and fold(cells[1]) in ("kieu", "kieu du lieu", "loai", "ten muc", "noi dung", "muc")
    )
