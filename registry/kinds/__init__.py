"""The register of kinds: `KINDS.add(kind)`, `kinds.get(code)`, `kinds.all_kinds()`.

Others import: attached, catalogue, citations, external, ids, legal_text, pasting, records_kept,
shapes, sheet.
"""

from registry.kinds.base import (
    ANYBODY,
    EMPTY_CONTEXT,
    KINDS,
    Context,
    Kind,
    Opener,
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
    "Opener",
    "Reference",
    "Resolved",
    "all_kinds",
    "get",
]
