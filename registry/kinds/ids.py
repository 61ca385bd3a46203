"""Ids of items: kept for ever, found again when a form comes back, made for new ones."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"place-(\d+)")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_id() -> str:
    """Make a fresh id; it starts with a letter, so that JSON Logic never takes it for an index."""
    return "i" + secrets.token_hex(5)


def find(olds: list[Any], handle: str, id_name: str, seen: set[str]) -> Any:
    """Find the stored item that this one continues.

    `None` for a new one or a second of the same.
    """
    if handle in seen:
        return None
    place = _PLACE.fullmatch(handle)
    if place:
        index = int(place[1])
        return olds[index] if index < len(olds) else None
    if not id_name:
        return None
    return next((o for o in olds if isinstance(o, Mapping) and o.get(id_name) == handle), None)


def identify(item: dict[str, Any], old: Any, handle: str, id_name: str, seen: set[str]) -> None:
    """Give a new item its id for ever: the one its page made, when well formed and free."""
    if isinstance(old, Mapping):
        kept = old.get(id_name)
        seen.add(handle)
        if kept is not None:
            item[id_name] = kept
        return
    free = _ID.fullmatch(handle) and not _PLACE.fullmatch(handle) and handle not in seen
    item[id_name] = handle if free else new_id()
    seen.add(str(item[id_name]))
