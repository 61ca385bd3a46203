"""The kinds of the registry itself, in the order in which menus show them."""

from registry.kinds import (
    catalogue,
    external,
    instruction,
    legal_text,
    manual,
    objectives,
    plan,
    policy,
    regulation,
)
from registry.kinds.base import KINDS

SHIPPED = (
    manual,
    regulation,
    policy,
    objectives,
    plan,
    instruction,
    catalogue,
    external,
    legal_text,
)


def declare() -> None:
    """Register these kinds; called once, by the app's ready()."""
    for module in SHIPPED:
        KINDS.add(module.KIND)
