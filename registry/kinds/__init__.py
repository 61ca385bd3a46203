"""The register of kinds: `KINDS.add(kind)`, `kinds.get(code)`, `kinds.all_kinds()`."""

from registry.kinds.base import (
    EMPTY_CONTEXT,
    KINDS,
    Context,
    Kind,
    Reference,
    Resolved,
    all_kinds,
    get,
)

__all__ = [
    "EMPTY_CONTEXT",
    "KINDS",
    "Context",
    "Kind",
    "Reference",
    "Resolved",
    "all_kinds",
    "get",
]
