"""Widgets of the leaves: small templates whose behaviour is in static/registry/editor/."""

import json
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from registry.editor.fields.nodes import Node


class TemplateWidget(forms.Widget):
    """A widget made of a template and what it is told; its named input holds the state."""

    def __init__(self, template: str, **told: Any) -> None:
        super().__init__()
        self.template = template
        self.told = told

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Write the markup; the page's script (telepath) sets the state, or `value` gives it."""
        context = {
            "name": name,
            "value": value or "",
            "id": (attrs or {}).get("id", ""),
            **self.told,
        }
        return mark_safe(render_to_string(self.template, context))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return str(data.get(name) or "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def format_value(self, value: Any) -> Any:
        return value


class Check(forms.CheckboxInput):
    """A box that is never "left out": no box in the post means no."""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


def text(node: Node) -> forms.Widget:
    """Build the input for one line of text."""
    return forms.TextInput(attrs={"autocomplete": "off"})


def lines(node: Node) -> forms.Widget:
    """Build the input for a text of several lines; it grows with what is typed."""
    return forms.Textarea(
        attrs={"rows": node.schema.get("x-lines", 3), "cols": 40, "data-controller": "w-autosize"}
    )


def number(node: Node) -> forms.Widget:
    """Build the input for a number as people write it: 1.200.000 or 1,5; hence no `type=number`."""
    return forms.TextInput(
        attrs={"autocomplete": "off", "inputmode": "decimal", "class": "number-input"}
    )


def day(node: Node) -> forms.Widget:
    """Build the input for a date as people write it, day first."""
    return forms.TextInput(
        attrs={
            "autocomplete": "off",
            "inputmode": "numeric",
            "placeholder": "ngày/tháng/năm",
            "class": "date-input",
        }
    )


def check(node: Node) -> forms.Widget:
    """Build the box for yes or no."""
    return Check()


def choice(node: Node) -> forms.Widget:
    """Build the choice among constants, or among the rows of another part of the same body."""
    return TemplateWidget(
        "registry/editor/widgets/choice.html",
        choices=json.dumps(node.choices, ensure_ascii=False),
        source=node.schema.get("x-choices-from", ""),
        label=node.label,
    )


def reference(node: Node) -> forms.Widget:
    """Build the choice of another document, by its permanent uid."""
    told = node.schema["x-reference"]
    kinds = [str(code) for code in told.get("kinds", [])]
    return TemplateWidget(
        "registry/editor/widgets/reference.html", kinds=",".join(kinds), label=node.label
    )


def file(node: Node) -> forms.Widget:
    """Build the line that names a file and leads to the page where another is put in its place."""
    return TemplateWidget("registry/editor/widgets/file.html", label=node.label)


def raw(node: Node) -> forms.Widget:
    """Build the input for JSON as it is stored, for what no editor understands."""
    return forms.Textarea(
        attrs={
            "rows": 6,
            "cols": 40,
            "spellcheck": "false",
            "class": "raw",
            "data-controller": "w-autosize",
        }
    )
