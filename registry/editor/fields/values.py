"""Values: a body turned into the editor's blocks and back, byte for byte where untouched."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue

from registry.editor.fields.blocks import LeafBlock, NodeListBlock, NodeStreamBlock, NodeStructBlock
from registry.editor.fields.leaves import convert
from registry.editor.fields.nodes import Node, Surroundings
from registry.kinds.ids import find, identify


def to_native(block: blocks.Block, value: Any) -> Any:
    """Turn a stored value into what Wagtail's block holds (`None` = absent)."""
    if isinstance(block, LeafBlock):
        return block.leaf.from_json(value, block.node)
    if isinstance(block, NodeStructBlock):
        stored = value if isinstance(value, dict) else {}
        return block._to_struct_value(
            [
                (name, to_native(child, stored.get(name)))
                for name, child in block.child_blocks.items()
            ]
        )
    items = value if isinstance(value, list) else []
    if isinstance(block, NodeListBlock):
        id_name = block.child_block.node.id_name
        return ListValue(
            block,
            bound_blocks=[
                ListValue.ListChild(
                    block.child_block,
                    to_native(block.child_block, item),
                    id=_handle(item, id_name, n),
                )
                for n, item in enumerate(items)
            ],
        )
    if isinstance(block, NodeStreamBlock):
        children = []
        for n, item in enumerate(items):
            child = block.child_blocks[item["type"]]
            children.append(
                (item["type"], to_native(child, item), _handle(item, child.node.id_name, n))
            )
        return StreamValue(block, children)
    raise TypeError(f"no editor for {type(block).__name__}")


def _handle(item: Any, id_name: str, place: int) -> str:
    """By what an item is known again when the form comes back: its id, else its old place."""
    stored = item.get(id_name) if id_name and isinstance(item, dict) else None
    return str(stored) if stored else f"place-{place}"


def to_body(block: blocks.Block, native: Any, before: Any, around: Surroundings) -> Any:
    """Turn what came back into the value to store.

    `before` is what it replaces (`None` = absent).
    """
    if isinstance(block, LeafBlock):
        return convert(block.leaf, native, before, block.node, around)
    if isinstance(block, NodeStructBlock):
        return _object(block, native, before, around)
    if isinstance(block, NodeListBlock):
        return _array(
            before,
            [(child.id, block.child_block, child.value) for child in native.bound_blocks],
            around,
        )
    return _array(before, [(child.id, child.block, child.value) for child in native], around)


def _object(block: NodeStructBlock, native: Any, before: Any, around: Surroundings) -> Any:
    stored = before if isinstance(before, dict) else {}
    result = dict(stored)
    for name, child in block.child_blocks.items():
        if name in native:
            result[name] = to_body(child, native[name], stored.get(name), around)
    kept = {name: value for name, value in result.items() if value is not None}
    return kept if kept or before is not None else None


def _array(before: Any, items: list[tuple[Any, blocks.Block, Any]], around: Surroundings) -> Any:
    olds = before if isinstance(before, list) else []
    seen: set[str] = set()
    result = []
    for handle, block, native in items:
        node: Node = block.node
        old = find(olds, str(handle or ""), node.id_name, seen)
        item = to_body(block, native, old, around)
        const = node.schema.get("properties", {}).get("type", {}).get("const")
        if isinstance(item, dict) or (item is None and node.schema.get("type") == "object"):
            item = {**(item or {}), **({"type": const} if const else {})}
            if node.id_name:
                identify(item, old, str(handle or ""), node.id_name, seen)
        if item is not None:
            result.append(item)
    return result or (before if before == [] else None)
