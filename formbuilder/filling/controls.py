"""One input on screen: which template draws it, with what in it and beside it."""

from dataclasses import dataclass
from typing import Any

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from formbuilder.fields import Field, FieldType

# Beyond this many options a list to open is easier than as many buttons.
MOST_BUTTONS = 7


@dataclass(frozen=True)
class OptionView:
    """One choice of a group."""

    value: str
    label: str
    html_id: str
    chosen: bool


@dataclass(frozen=True)
class ControlView:
    """One input (or group of choices): of a field, or of a cell of a table."""

    template: str
    name: str
    html_id: str
    label: str
    value: str
    attributes: SafeString
    described_by: str
    problem: str = ""
    required: bool = False
    options: tuple[OptionView, ...] = ()
    # Whether it is several inputs under one legend.
    group: bool = False
    unit: str = ""

    @property
    def focus_id(self) -> str:
        """Where a link from the list of problems leads."""
        return self.options[0].html_id if self.group else self.html_id


def control_view(
    definition: Field,
    field_type: FieldType,
    name: str,
    value: Any,
    problem: str,
    *,
    cell: str = "",
    preserve: bool = False,
    autofocus: bool = False,
) -> ControlView:
    """Return the input of a field, or of a table's cell, which `cell` names to screen readers.

    `preserve`: the page is drawn anew while somebody types, so the living input stays.
    """
    html_id = name.replace(".", "-")
    choices = _choices(definition, field_type, html_id, value)
    compact = bool(field_type.compact) and (bool(cell) or len(choices) > MOST_BUTTONS)
    control = field_type.compact if compact else field_type.control
    described = [f"{html_id}-error"]
    if not cell:
        told = (definition.get("help"), "help"), (field_type.example, "example")
        described = [f"{html_id}-{part}" for text, part in told if text] + described
    attributes: dict[str, Any] = dict(field_type.attributes)
    if problem:
        attributes["aria-invalid"] = "true"
    if definition.get("required"):
        attributes["aria-required"] = "true"
    if cell:
        attributes["aria-label"] = cell
    if autofocus:
        attributes["autofocus"] = True
    if preserve:
        # htmx keeps the living element, so that letters typed while the answer was under way
        # are not lost.
        attributes["hx-preserve"] = "true"
    return ControlView(
        template=f"formbuilder/fields/{control}.html",
        name=name,
        html_id=html_id,
        label=str(definition.get("label", "")),
        value="" if value is None else field_type.edit(definition, value),
        attributes=flatatt(attributes),
        described_by=" ".join(described),
        problem=problem,
        required=bool(definition.get("required")),
        options=choices,
        group=bool(choices) and not compact,
        unit=str(definition.get("unit", "")),
    )


def _choices(
    definition: Field, field_type: FieldType, html_id: str, value: Any
) -> tuple[OptionView, ...]:
    given = field_type.choices(definition)
    if not given:
        return ()
    chosen = set(value) if isinstance(value, list) else {field_type.edit(definition, value)}
    return tuple(
        OptionView(code, label, f"{html_id}-{index}", code in chosen)
        for index, (code, label) in enumerate(given)
    )
