"""The paper sheet of a form, filled in or blank: an A4 page as agencies print it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from formbuilder.definition import Body, Part, form_fields, seen_by
from formbuilder.fields import Field, Paper, of
from formbuilder.filling import visible_fields
from registry.printing.header import Header

NO_HEADER = Header()


def form_header(agency: str, code: str, place: str = "", day: date | None = None) -> Header:
    """Return the head of a form's sheet: the agency, and the code of the form below it."""
    reference = f"Mẫu: {code}" if code else ""
    return Header(issuer=agency, reference=reference, place=place, day=day)


@dataclass(frozen=True)
class Line:
    """One numbered answer (or a heading, without number) on paper."""

    number: str
    label: str
    # None for a heading.
    paper: Paper | None = None


def render_filled(
    body: Body,
    answers: Mapping[str, Any],
    *,
    title: str = "",
    header: Header = NO_HEADER,
    signer_name: str = "",
    part: Part = "all",
) -> SafeString:
    """Render a filled form as one sheet.

    Hidden fields are left out, open ones keep their dotted line. The place and the day of the head
    stand above the signature.
    """
    visible = visible_fields(body, answers)
    shown = [
        item for item in form_fields(body) if str(item["id"]) in visible and seen_by(item, part)
    ]
    return _sheet(
        body,
        _lines(shown, answers),
        title=title,
        header=header,
        signer_name=signer_name,
    )


def render_blank(
    body: Body, *, title: str = "", header: Header = NO_HEADER, part: Part = "all"
) -> SafeString:
    """Render the form to be filled in by hand: every field, conditional ones too."""
    shown = [item for item in form_fields(body) if seen_by(item, part)]
    return _sheet(body, _lines(shown, {}), title=title, header=header)


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
        if not field_type.asks:
            lines.append(Line("", label))
            continue
        number += 1
        paper = field_type.on_paper(item, answers.get(str(item["id"])))
        lines.append(Line(f"{number}", label, paper))
    return lines
