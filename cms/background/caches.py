"""The shared cache on Redis: while Redis is away nothing is found and nothing is kept."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds without a further try after one that failed: nobody waits for a dead server twice.
AWAY = 5.0


class SharedCache(RedisCache):
    """A cache is a help, never a need: no page fails because it is gone."""

    _quiet_until = 0.0

    def _try(self, ask: Callable[[], T], otherwise: T) -> T:
        if time.monotonic() < SharedCache._quiet_until:
            return otherwise
        try:
            return ask()
        except RedisError as error:
            # Unreachable, too slow, out of memory, a replica that takes no writes.
            SharedCache._quiet_until = time.monotonic() + AWAY
            logger.warning("the shared cache is of no use: %s", error)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(SharedCache, self).add(*args, **kwargs), False)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._try(lambda: super(SharedCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(SharedCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(SharedCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(SharedCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._try(lambda: super(SharedCache, self).get_many(*args, **kwargs), {})

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._try(lambda: super(SharedCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(SharedCache, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(SharedCache, self).has_key(*args, **kwargs), False)

    def clear(self) -> None:
        self._try(lambda: super(SharedCache, self).clear(), None)
