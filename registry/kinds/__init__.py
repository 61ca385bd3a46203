"""The register of kinds: `KINDS.add(kind)`, `kinds.get(code)`, `kinds.all_kinds()`.

Others import: attached, blocks, catalogue, citations, external, ids, legal_text, objectives,
pasting, records_kept, shapes, sheet, years.
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
