"""How people read examples: each case in words, what the law says to it, and on what ground."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from rules import input_types
from rules.engine.expressions import literal
from rules.engine.outcomes import Incalculable
from rules.engine.types import Type
from rules.engine.values import number
from rules.examples.shape import Example
from rules.inputs import Inputs

# Longer values are cut; the edit page has them whole.
_LONGEST = 120


def answers_in_words(answers: Mapping[str, Any], inputs: Inputs) -> str:
    """Say answers as people know them: «Cần xác minh: Có; Số bản: 31»."""
    return "; ".join(
        f"{inputs.get(name, {}).get('label') or name}:"
        f" {value_in_words(value, inputs.get(name, {}))}"
        for name, value in answers.items()
    )


def value_in_words(value: Any, entry: Mapping[str, Any]) -> str:
    """Say one answer as people know it."""
    if value is None or value in ("", [], {}):
        return "(để trống)"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    options = {option["id"]: option["label"] for option in entry.get("options", [])}
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            columns = entry.get("columns", {})
            rows = (answers_in_words(row, columns) for row in value if isinstance(row, dict))
            return " | ".join(rows)[:_LONGEST]
        return ", ".join(str(options.get(item, item)) for item in value)[:_LONGEST]
    if entry.get("type") in ("number", "money"):
        try:
            return literal(number(value, True), Type(entry["type"]), entry.get("unit", ""))
        except Incalculable:
            return str(value)[:_LONGEST]
    return str(options.get(value) or input_types.of(entry).shown(value))[:_LONGEST]


def section(
    examples: Sequence[Example], inputs: Inputs, expected: Mapping[str, str], reach: str
) -> SafeString:
    """Show the examples as a table; `expected` says by id what each expects, `reach` how far."""
    if not examples:
        return mark_safe("")
    rows = (
        (
            example.name[:1].upper() + example.name[1:],
            answers_in_words(example.answers, inputs),
            expected[example.id],
            "; ".join(example.basis),
        )
        for example in examples
    )
    return format_html(
        "<h2>Ví dụ</h2>{}<table><thead><tr>"
        '<th scope="col">Trường hợp</th><th scope="col">Thông tin</th>'
        '<th scope="col">Kết quả theo quy định</th><th scope="col">Căn cứ</th>'
        "</tr></thead><tbody>{}</tbody></table>",
        format_html("<p>{}.</p>", reach) if reach else "",
        format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
    )
