"""Panels: the tabs of a kind's editor, made once from its schema."""

from dataclasses import dataclass
from functools import lru_cache

from wagtail.blocks.base import BlockWidget

from registry.editor.fields.blocks import NodeStructBlock, panel
from registry.editor.fields.nodes import Node, root_node
from registry.kinds import Kind

FIRST = "Nội dung"


@dataclass(frozen=True)
class Panel:
    """One tab: its properties in the order of the screen, and the block that edits them."""

    slug: str
    heading: str
    nodes: tuple[Node, ...]
    block: NodeStructBlock
    widget: BlockWidget

    @property
    def names(self) -> list[str]:
        """The top-level properties of the body that stand on this tab."""
        return [node.name for node in self.nodes]


@lru_cache(maxsize=64)
def panels_of(kind: Kind) -> tuple[Panel, ...]:
    """Build the tabs of a kind.

    A property without `x-panel` stays on the tab of the one before.
    """
    root = root_node(kind.schema, kind.code)
    by_heading: dict[str, list[Node]] = {}
    heading = ""
    for node in root.properties():
        heading = str(node.schema.get("x-panel", heading or FIRST))
        by_heading.setdefault(heading, []).append(node)
    made = []
    for number, (name, nodes) in enumerate(by_heading.items()):
        block = panel(root, nodes)
        block.set_name(f"p{number}")
        made.append(Panel(f"p{number}", name, tuple(nodes), block, BlockWidget(block)))
    return tuple(made)
