"""Blocks: Wagtail's StructBlock, ListBlock and StreamBlock made from a kind's JSON Schema."""

import json
from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from registry.editor.fields import grid, leaves, structured
from registry.editor.fields.leaves import Leaf, State
from registry.editor.fields.nodes import Node

__all__ = [
    "LeafBlock",
    "NodeListBlock",
    "NodeStreamBlock",
    "NodeStructBlock",
    "build",
    "grid",
    "struct",
    "structured",
]


class LeafBlock(blocks.FieldBlock):
    """A leaf inside Wagtail's editor; its native value is the leaf's state."""

    def __init__(self, node: Node, leaf: Leaf, **kwargs: Any) -> None:
        self.node, self.leaf = node, leaf
        self.field = forms.Field(required=False, help_text=node.help, widget=leaf.widget(node))
        super().__init__(label=node.label, default=leaf.from_json(None, node), **kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> State:
        """Return the posted state; raise ValueError where the form arrived without this field.

        Only boxes may be missing (no means no): reading a table that got lost as empty would
        delete its rows.
        """
        widget = self.field.widget
        if prefix not in data and not isinstance(widget, forms.CheckboxInput):
            raise ValueError(prefix)
        state: State = widget.value_from_datadict(data, files, prefix)
        return state

    def get_form_state(self, value: State) -> State:
        return value

    class Meta:
        icon = "placeholder"


class NodeStructBlock(blocks.StructBlock):
    """An object of the body."""

    node: Node


class NodeListBlock(blocks.ListBlock):
    """An array of the body whose items are all alike."""

    node: Node


class NodeStreamBlock(blocks.StreamBlock):
    """An array of the body whose items are alternatives, told apart by their `type`."""

    node: Node


class PanelBlock(NodeStructBlock):
    """All properties of one tab: an object that stands alone on the page."""


class PanelBlockAdapter(StructBlockAdapter):
    """The adapter by which our script mounts an object; Wagtail mounts only streams alone."""

    js_constructor = "registry.editor.Panel"

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["registry/editor/panel.js"])


register(PanelBlockAdapter(), PanelBlock)


def build(node: Node) -> blocks.Block:
    """Build the block that edits a node and all below it."""
    name = leaves.leaf_name(node)
    if name:
        return LeafBlock(node, leaves.get(name))
    if node.schema["type"] == "object":
        return struct(node, list(node.properties()))
    found = leaves.alternatives(node)
    block: blocks.Block
    if found:
        block = NodeStreamBlock(
            [(kind, struct(item, list(item.properties()))) for kind, item in found.items()],
            label=node.label,
            help_text=node.help,
            required=False,
        )
    else:
        block = NodeListBlock(build(node.item), label=node.label, help_text=node.help, default=[])
    block.node = node
    return block


def panel(node: Node, children: list[Node]) -> PanelBlock:
    """Build the block of one tab."""
    block = struct(node, children, PanelBlock, form_classname="panel")
    assert isinstance(block, PanelBlock)
    return block


def struct(
    node: Node, children: list[Node], made: type[NodeStructBlock] = NodeStructBlock, **meta: Any
) -> NodeStructBlock:
    """Build a StructBlock of these properties; those with `x-when` show only when they matter."""
    when = {child.name: child.schema["x-when"] for child in children if "x-when" in child.schema}
    if when:
        meta["form_attrs"] = {
            "data-controller": "iso-when",
            "data-iso-when-rules-value": json.dumps(when),
        }
    block = made(
        [(child.name, build(child)) for child in children],
        label=node.label,
        help_text=node.help,
        **meta,
    )
    block.node = node
    return block
