"""Keeping the index true: one thing after each change, everything on a rebuild."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from registry import searchable
from search.engines import engine
from search.engines.base import IndexMissing, Thing

logger = logging.getLogger(__name__)

Listener = Callable[[str, str], None]

_listeners: list[Listener] = []


def on_change(listener: Listener) -> None:
    """Have `listener(source, id)` called after every change that was indexed (at least once)."""
    if listener not in _listeners:
        _listeners.append(listener)


def index(payload: dict[str, Any]) -> None:
    """The job: ask the source what is to be found of the thing now, and replace what was.

    Without an index there is nothing to keep true: the next search builds all of it. Building it
    here would hold the job's transaction, and with it every writer of an SQLite database.
    """
    name, id = str(payload["source"]), str(payload["id"])
    source = searchable.sources().get(name)
    try:
        engine().replace(Thing(name, id, source.entries(id) if source else []))
    except IndexMissing:
        logger.info("no search index yet: %s %s is indexed with all others", name, id)
    for listener in _listeners:
        listener(name, id)


def rebuild() -> int:
    """Index everything of every source; the number of entries. Raises Rebuilding."""
    return engine().rebuild(_everything())


def _everything() -> Iterator[Thing]:
    for source in searchable.sources().values():
        for id in source.ids():
            yield Thing(source.name, str(id), source.entries(str(id)))
