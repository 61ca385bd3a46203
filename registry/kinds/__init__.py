"""The register of kinds: `KINDS.add(kind)`, `kinds.get(code)`, `kinds.all_kinds()`."""

from registry.kinds.base import (
    ANYBODY,
    EMPTY_CONTEXT,
    KINDS,
    Context,
    Kind,
    Opening,
    Reference,
    Resolved,
    all_kinds,
    get,
)

__all__ = [
    "ANYBODY",
    "EMPTY_CONTEXT",
    "KINDS",
    "Context",
    "Kind",
    "Opening",
    "Reference",
    "Resolved",
    "all_kinds",
    "get",
]
