"""The paper sheet of a form, filled in or blank: an A4 page as agencies print it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from formbuilder.definition import Body, Part, form_fields, seen_by
from formbuilder.fields import of
from formbuilder.fields.base import Field, options
from formbuilder.fields.table import TABLE, columns
from formbuilder.fields.words import in_words
from formbuilder.filling.logic import visible_fields

# Empty rows that a blank table offers to a pen.
BLANK_ROWS = 3


@dataclass(frozen=True)
class Line:
    """One numbered answer (or a heading, without number) on paper."""

    number: str
    label: str
    text: str = ""
    heading: bool = False
    long: bool = False
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def render_filled(
    body: Body,
    answers: Mapping[str, Any],
    *,
    title: str = "",
    code: str = "",
    agency: str = "",
    place: str = "",
    day: date | None = None,
    signer_name: str = "",
    part: Part = "all",
) -> SafeString:
    """A filled form as one sheet; hidden fields are left out, open ones keep their dotted line.

    `agency` stands above the title at the left, `place` and `day` above the signature.
    """
    visible = visible_fields(body, answers)
    shown = [
        item for item in form_fields(body) if str(item["id"]) in visible and seen_by(item, part)
    ]
    return _sheet(
        body,
        _lines(shown, answers),
        title=title,
        code=code,
        agency=agency,
        place=place,
        day=day,
        signer_name=signer_name,
    )


def render_blank(
    body: Body, *, title: str = "", code: str = "", agency: str = "", part: Part = "all"
) -> SafeString:
    """The form to be filled in by hand: every field, conditional ones too."""
    shown = [item for item in form_fields(body) if seen_by(item, part)]
    return _sheet(body, _lines(shown, {}), title=title, code=code, agency=agency)


def _sheet(body: Body, lines: list[Line], **slots: Any) -> SafeString:
    return render_to_string(
        "formbuilder/print/sheet.html",
        {
            "lines": lines,
            "intro": body.get("intro", ""),
            "declaration": body.get("declaration", ""),
            "signer": body.get("signer", "") or "Người khai",
            "footnotes": body.get("footnotes", ""),
            **slots,
        },
    )


def _lines(shown: list[Field], answers: Mapping[str, Any]) -> list[Line]:
    lines = []
    number = 0
    for item in shown:
        field_type = of(item)
        label = str(item.get("label", ""))
        if field_type.shape == "none":
            lines.append(Line("", label, heading=True))
            continue
        number += 1
        value = answers.get(str(item["id"]))
        if field_type is TABLE:
            heads = tuple(str(column.get("label", "")) for column, _ in columns(item))
            lines.append(Line(f"{number}", label, columns=heads, rows=_rows(item, value)))
            continue
        lines.append(
            Line(
                f"{number}",
                label,
                text=_printed(item, value),
                long=field_type.code == "long_text",
                options=_boxes(item) if value is None else (),
            )
        )
    return lines


def _printed(item: Field, value: Any) -> str:
    """As displayed; an amount also in words, as on paper."""
    field_type = of(item)
    text = "" if value is None else field_type.display(item, value)
    if field_type.code == "money" and isinstance(value, int) and not isinstance(value, bool):
        text += f" (bằng chữ: {in_words(value)} đồng)"
    return text


def _boxes(item: Field) -> tuple[str, ...]:
    """The choices that a pen ticks where nothing is chosen yet."""
    if of(item).code == "yes_no":
        return ("Có", "Không")
    return tuple(label for _, label in options(item)) if of(item).shape == "group" else ()


def _rows(item: Field, value: Any) -> tuple[tuple[str, ...], ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    cells = columns(item)
    if not rows:
        return (("",) * len(cells),) * BLANK_ROWS
    return tuple(
        tuple(
            cell.display(column, row[column["id"]]) if column["id"] in row else ""
            for column, cell in cells
        )
        for row in rows
    )
