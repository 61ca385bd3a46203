"""The leaf «origin»: from which step template a row was copied, shown and kept, never typed."""

import json
from typing import Any

from registry.editor import leaves
from registry.editor.leaves import Leaf, State
from registry.editor.nodes import Filling, Node
from registry.editor.widgets import TemplateWidget


def _from_json(value: Any, node: Node) -> State:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else ""


def _to_json(state: State, before: Any, node: Node, filling: Filling) -> Any:
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


def declare() -> None:
    """Called once by the app's ready()."""
    leaves.register(
        "origin",
        Leaf(
            lambda node: TemplateWidget("processes/step_templates/origin.html"),
            _from_json,
            _to_json,
            same=_same,
            words=_words,
        ),
    )
    leaves.register_script("processes/step_templates.js")
