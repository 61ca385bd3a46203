"""Nodes: the places of a schema at which values of a body are edited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.schema.walk import resolve_ref

Schema = dict[str, Any]


@dataclass(frozen=True)
class Node:
    """One place of a kind's schema: `schema` is free of `$ref`; `pointer` has `*` for an index."""

    schema: Schema
    root: Schema
    kind: str = ""
    name: str = ""
    pointer: str = ""
    ancestors: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """What the person reads before the field."""
        return str(self.schema.get("title") or self.name.strip("*"))

    @property
    def help(self) -> str:
        """What the person reads below the field."""
        return str(self.schema.get("description", ""))

    @property
    def recursive(self) -> bool:
        """Whether this schema contains itself: it then has no finite form."""
        return id(self.schema) in self.ancestors

    def child(self, name: str, schema: Schema) -> "Node":
        """Return the place of a property, or of an item (`*`), below this one."""
        return Node(
            resolve_ref(schema, self.root),
            self.root,
            self.kind,
            name,
            f"{self.pointer}/{name}",
            (*self.ancestors, id(self.schema)),
        )

    @property
    def item(self) -> "Node":
        """The place of one item of this array."""
        return self.child("*", self.schema["items"])

    def properties(self) -> Iterator["Node"]:
        """Yield the places of the properties, in the order of the screen; the id is not edited."""
        for name, schema in self.schema.get("properties", {}).items():
            child = self.child(name, schema)
            if not child.schema.get("x-id") and "const" not in child.schema:
                yield child

    @property
    def id_name(self) -> str:
        """The property that holds the immutable id of an object, "" when it has none."""
        for name, schema in self.schema.get("properties", {}).items():
            if resolve_ref(schema, self.root).get("x-id"):
                return str(name)
        return ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of the fixed choices of a string."""
        if "enum" in self.schema:
            return [(str(value), str(value)) for value in self.schema["enum"]]
        return [
            (str(option["const"]), str(option.get("title", option["const"])))
            for option in self.schema.get("oneOf", [])
            if "const" in option
        ]


@dataclass(frozen=True)
class Surroundings:
    """What else is known while a posted form becomes a body: the whole body, before and now."""

    before: Mapping[str, Any] = field(default_factory=dict)
    now: Mapping[str, Any] = field(default_factory=dict)


def root_node(schema: Schema, kind: str = "") -> Node:
    """Return the place of the whole body."""
    return Node(resolve_ref(schema, schema), schema, kind)
