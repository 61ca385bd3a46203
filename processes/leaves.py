"""The leaves of steps: «origin» (from which step template a row was copied, shown and kept, never
typed), and what the system does by itself (an effect of the register, with its value)."""

import json
from dataclasses import replace
from typing import Any

from processes.engine.steps import STEP_KINDS
from processes.extensions import effects
from registry.editor.fields import leaves
from registry.editor.fields.leaves import Leaf, State
from registry.editor.fields.nodes import Node, Surroundings
from registry.editor.fields.widgets import TemplateWidget
from registry.kinds.shapes import UNITS


def _widget(node: Node) -> TemplateWidget:
    # A copy is offered a place above the first row at which cases end.
    ends = " ".join(kind.code for kind in STEP_KINDS if kind.ends)
    return TemplateWidget("processes/step_templates/origin.html", ends=ends)


def _from_json(value: Any, node: Node) -> State:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else ""


def _to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """What the insertion wrote; anything that is no JSON leaves what was there."""
    if not state:
        return None
    value = leaves.read_json(str(state))
    return value if isinstance(value, dict) else before


def _same(a: State, b: State) -> bool:
    try:
        return bool(json.loads(str(a) or "null") == json.loads(str(b) or "null"))
    except (ValueError, RecursionError):
        return a == b


def _words(value: Any, node: Node, body: dict[str, Any]) -> str:
    number = f"{value.get('issue_no', 0):02d}/{value.get('revision_no', 0):02d}"
    return f"bước mẫu, lần ban hành {number}"


# ---- effects: a choice from the register, and a value as the chosen effect wants it


def _effect_widget(node: Node) -> TemplateWidget:
    choices = json.dumps(effects.choices(), ensure_ascii=False)
    return TemplateWidget(
        "registry/editor/widgets/choice.html", choices=choices, source="", label=node.label
    )


def _effect_cell(node: Node) -> dict[str, Any]:
    """All effects, and which of them only the system's own processes can ask for."""
    system = [effect.name for effect in effects.EFFECTS if effect.system]
    return {"type": "effect", "choices": effects.choices(), "system": system}


def _effect_words(value: Any, node: Node, body: dict[str, Any]) -> str:
    effect = effects.EFFECTS.find(str(value))
    return f"“{effect.label}”" if effect else str(value)


def _value_cell(node: Node) -> dict[str, Any]:
    """How each effect wants its value; the script draws the control that fits the row."""
    wanted = {
        effect.name: {
            "kind": effect.value.kind,
            "choices": effect.value.choices,
            "from": _SOURCES.get(effect.value.kind, ""),
        }
        for effect in effects.EFFECTS
    }
    return {"type": "effect-value", "effects": wanted}


def _value_words(value: Any, node: Node, body: dict[str, Any]) -> str:
    """The name of a role, else of a choice of some effect, else the value itself."""
    known = {role.get("id"): role.get("label", "") for role in body.get("roles", [])}
    for effect in effects.EFFECTS:
        known |= dict(effect.value.choices)
    return f"“{known.get(value) or value}”"


_SOURCES = {"role": "/roles", "unit": UNITS}


def declare() -> None:
    """Register the leaves and their scripts; called once by the app's ready()."""
    origin = Leaf(_widget, _from_json, _to_json, same=_same, words=_words)
    leaves.LEAVES.add("origin", origin)
    text = leaves.get("text")
    effect = replace(text, widget=_effect_widget, cell=_effect_cell, words=_effect_words)
    leaves.LEAVES.add("effect", effect)
    leaves.LEAVES.add("effect-value", replace(text, cell=_value_cell, words=_value_words))
    leaves.SCRIPTS.add("processes/step_templates.js")
    leaves.SCRIPTS.add("processes/effects.js")
