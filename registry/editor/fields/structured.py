"""The leaf of structured texts: Wagtail's own Draftail, with tables and images between the text.

Its state is the raw ContentState that Draftail keeps in its input.
"""

import json
from typing import Any

from django import forms

from registry.editor.fields import leaves
from registry.editor.fields.contentstate import blocks_of_raw, parse, raw_of
from registry.editor.fields.leaves import Leaf, State
from registry.editor.fields.nodes import Node, Surroundings
from registry.editor.fields.widgets import TemplateWidget
from registry.kinds import blocks
from registry.vietnamese import settle


def widget(node: Node) -> forms.Widget:
    """Build the editor; in a table it stands behind a button."""
    return TemplateWidget(
        "registry/editor/widgets/text.html",
        label=node.label,
        pointer=node.pointer,
        whole=node.schema.get("x-whole", False),
    )


def _from_json(value: Any, node: Node) -> State:
    held = blocks.blocks_of(value)
    if not held:
        return ""
    return json.dumps(raw_of(held), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _to_json(state: State, before: Any, node: Node, around: Surroundings) -> Any:
    """Blocks; words that came in without any marks are kept as the string that they are."""
    text = str(state)
    if text in ("", "null"):
        return None
    raw = parse(text)
    if raw is None:
        return settle(text) or None
    found = blocks_of_raw(raw, blocks.blocks_of(before))
    return None if blocks.is_empty(found) else found


def _same(a: State, b: State) -> bool:
    """The same content, whatever the order and the numbers of its marks."""
    first, second = parse(str(a)), parse(str(b))
    if first is None or second is None:
        return settle(str(a)) == settle(str(b))
    return blocks_of_raw(first, []) == blocks_of_raw(second, [])


def _words(value: Any, node: Node, body: dict[str, Any]) -> str:
    return blocks.plain(value)


leaves.LEAVES.add(
    "blocks",
    Leaf(
        widget,
        _from_json,
        _to_json,
        cell=lambda node: {"type": "blocks"},
        same=_same,
        words=_words,
        typed=False,
    ),
)
