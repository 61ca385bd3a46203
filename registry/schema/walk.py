"""Walking a body along its schema: references, words, choices."""

from collections.abc import Iterator
from typing import Any

from registry.problems import pointer as join

Schema = dict[str, Any]


def resolve_ref(schema: Schema, root: Schema) -> Schema:
    """Follow a local `$ref` (`#/$defs/…`); what stands beside it (a title) wins."""
    seen = 0
    while "$ref" in schema and seen < 20:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        schema, seen = {**target, **beside}, seen + 1
    return schema


def nodes(
    schema: Schema, value: Any, root: Schema | None = None, path: str = ""
) -> Iterator[tuple[str, Schema, Any]]:
    """Yield every (pointer, schema node, value) of a body, parents first."""
    root = schema if root is None else root
    schema = resolve_ref(schema, root)
    yield path, schema, value
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        branch = _branch(schema, value)
        for name, item in value.items():
            child = properties.get(name) or branch.get("properties", {}).get(name)
            if child is None and isinstance(schema.get("additionalProperties"), dict):
                child = schema["additionalProperties"]
            if child is not None:
                yield from nodes(child, item, root, path + join(name))
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            yield from nodes(schema["items"], item, root, path + join(index))


def _branch(schema: Schema, value: dict[str, Any]) -> Schema:
    """The alternative of a `oneOf` whose `type` constant the value carries."""
    for option in schema.get("oneOf", []):
        const = option.get("properties", {}).get("type", {}).get("const")
        if const is not None and const == value.get("type"):
            result: Schema = option
            return result
    return {}


def empty_rows(schema: Schema, body: dict[str, Any]) -> list[tuple[str, str]]:
    """List (pointer, title of its table) of every row that holds nothing but its id."""
    return [
        (path + join(index), str(node.get("title", "")))
        for path, node, value in nodes(schema, body)
        if isinstance(value, list)
        for index, row in enumerate(value)
        if isinstance(row, dict) and set(row) == {"id"}
    ]


def references_of(schema: Schema, body: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """List (uid, relation, pointer) for every string under an `x-reference` node."""
    return [
        (value, node["x-reference"].get("relation", "uses"), path)
        for path, node, value in nodes(schema, body)
        if "x-reference" in node and isinstance(value, str) and value
    ]


def editors_of(schema: Any) -> set[str]:
    """Return the editors that a schema names (`x-editor`), wherever they stand in it."""
    if isinstance(schema, list):
        return {name for item in schema for name in editors_of(item)}
    if not isinstance(schema, dict):
        return set()
    own = schema.get("x-editor")
    inside = {name for item in schema.values() for name in editors_of(item)}
    return inside | ({own} if isinstance(own, str) else set())


def lists_of(schema: Any) -> set[str]:
    """Return what a schema's strings choose from (`x-choices-from`), wherever they stand in it."""
    if isinstance(schema, list):
        return {name for item in schema for name in lists_of(item)}
    if not isinstance(schema, dict):
        return set()
    own = schema.get("x-choices-from")
    return lists_of(list(schema.values())) | ({own} if isinstance(own, str) else set())


def text_of(schema: Schema, body: dict[str, Any]) -> str:
    """Return the words of a body: all strings but ids, codes, choices and references."""
    lines = []
    for _, node, value in nodes(schema, body):
        if node.get("x-runs") and isinstance(value, list):
            # Marks cut no word: «đ» in bold and «iều» beside it are one.
            lines.append("".join(run.get("text", "") for run in value if isinstance(run, dict)))
            continue
        if not isinstance(value, str) or not value:
            continue
        machine = (
            "x-id", "x-reference", "x-choices-from", "x-machine", "x-decimal", "enum", "const",
            "format",
        )  # fmt: skip
        if any(mark in node for mark in machine):
            continue
        if "oneOf" in node:
            lines += [option["title"] for option in node["oneOf"] if option.get("const") == value]
            continue
        lines.append(value)
    return "\n".join(lines)
