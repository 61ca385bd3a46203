"""The document as its page holds it, unsaved: what parsers and live sentences look things up in."""

from typing import Any

from registry.canonical import Body, canonical
from registry.editor.fields import grid, leaves
from registry.editor.fields.nodes import Surroundings, root_node
from registry.kinds import Kind


def body_of_page(kind: Kind, states: dict[str, Any]) -> Body:
    """Read a body from `{property: state}`, as far as leaves can read it.

    Rows of grids are lists. Raises CanonicalError, TypeError or AttributeError for what no page
    sends.
    """
    body = {}
    for node in root_node(kind.schema, kind.code).properties():
        if node.name not in states:
            continue
        name, state = leaves.leaf_name(node), states[node.name]
        if name:
            given = grid.dumps(state) if isinstance(state, list) else state
            body[node.name] = leaves.convert(leaves.get(name), given, None, node, Surroundings())
    return canonical(body)
