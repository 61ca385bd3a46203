"""The key that a page's form carries: the same press that comes twice has the same."""

import uuid
from collections.abc import Mapping

# Longer ones no page of ours has.
_LONGEST = 80


def key_in(typed: Mapping[str, str]) -> str:
    """Return the key of a form that was sent; "" for one without."""
    return typed.get("key", "").replace("\0", "")[:_LONGEST]


def key_for(typed: Mapping[str, str]) -> str:
    """Return the key for a page: that of the form that it answers, else one of its own."""
    return key_in(typed) or uuid.uuid4().hex
