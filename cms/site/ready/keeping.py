"""Ready answers of the public site, read without asking the database and never stale.

Every entry stands under the stamp of its time. Whatever changes what strangers read takes a new
stamp as soon as it is committed (`cms/site/registrations.py`), so older entries are never found
again; an answer that was being made meanwhile lands under the old stamp. What changes by itself,
because a version begins or ends, is known beforehand: `until`.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.cache import caches

from registry.now import now

T = TypeVar("T")

_STAMP = "stamp"


@dataclass(frozen=True)
class Kept(Generic[T]):
    """An answer, when it was made, and the instant from which it no longer holds."""

    value: T
    made_at: datetime
    until: datetime | None = None
    stamp: str = ""

    def holds(self, instant: datetime) -> bool:
        """Tell whether the answer is still true."""
        return self.made_at <= instant and (self.until is None or instant < self.until)


def keep(key: str, make: Callable[[], tuple[T, datetime | None]]) -> Kept[T]:
    """Return what is kept under the key, else make it anew and keep it.

    `make` gives the answer and until when it holds. An exception of `make` goes through and nothing
    is kept.
    """
    cache = caches["pages"]
    # Read before the database is: what changes after this instant has another stamp.
    mark = stamp()
    place = f"{mark}:{hashlib.sha256(key.encode(errors='replace')).hexdigest()}"
    kept: Kept[T] | None = cache.get(place)
    if kept is not None and kept.holds(now()):
        return kept
    made_at = now()
    value, until = make()
    fresh = Kept(value, made_at, until, mark)
    cache.set(place, fresh)
    return fresh


def forget_all() -> bool:
    """Take a new stamp: everything is made anew when it is next asked for.

    False where the cache is away or takes nothing: it may come back with what it had.
    """
    mark = uuid.uuid4().hex
    caches["pages"].set(_STAMP, mark, timeout=None)
    return bool(caches["pages"].get(_STAMP) == mark)


def differs(key: str, value: Any) -> bool:
    """Tell whether a value is another than when it was last noted here, and note it."""
    cache = caches["pages"]
    if cache.get(key) == value:
        return False
    cache.set(key, value)
    return True


def stamp() -> str:
    """Return the present stamp; another one than before means that something changed."""
    cache = caches["pages"]
    mark: str | None = cache.get(_STAMP)
    if mark is None:
        cache.add(_STAMP, uuid.uuid4().hex, timeout=None)
        mark = cache.get(_STAMP) or uuid.uuid4().hex
    return mark
