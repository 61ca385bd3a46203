"""The registry of kinds: `kinds.register(kind)`, `kinds.get(code)`, `kinds.all_kinds()`."""

from registry.kinds.base import (
    EMPTY_CONTEXT,
    Context,
    Kind,
    Reference,
    Resolved,
    all_kinds,
    get,
    register,
    unregister,
)

__all__ = [
    "EMPTY_CONTEXT",
    "Context",
    "Kind",
    "Reference",
    "Resolved",
    "all_kinds",
    "get",
    "register",
    "unregister",
]
