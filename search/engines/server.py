"""The way to the Elasticsearch servers: who is asked, how long we wait, and when we stop asking."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.engines.base import EngineAway, IndexMissing

logger = logging.getLogger(__name__)

# A server that did not answer is not asked again for so long: only one page in that time is slow.
PAUSE_SECONDS = 10.0
# A worker may wait longer.
BULK_SECONDS = 30.0


@dataclass(frozen=True)
class Endpoint:
    """Where the servers are, how we sign in to them, and how long a person waits for an answer."""

    urls: tuple[str, ...]
    user: str = ""
    password: str = ""
    authority: str = ""
    seconds: float = 1.5


class Server:
    """One cluster. Its circuit is open (nobody asks) for a while after it did not answer."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._seconds = endpoint.seconds
        self._lock = threading.Lock()
        self._not_before: float | None = None
        options: dict[str, object] = {}
        if endpoint.user:
            options["basic_auth"] = (endpoint.user, endpoint.password)
        if endpoint.authority:
            options["ca_certs"] = endpoint.authority
        self._client = Elasticsearch(
            list(endpoint.urls),
            # Another node is asked when one refuses; slowness is not tried a second time.
            max_retries=min(2, len(endpoint.urls) - 1),
            retry_on_timeout=False,
            **options,  # type: ignore[arg-type]
        )

    @contextmanager
    def asking(self, seconds: float | None = None) -> Iterator[Elasticsearch]:
        """Yield the client, for requests of at most so many seconds each (those of the endpoint).

        Raises EngineAway when the server does not answer, refuses us, or was away a moment ago;
        IndexMissing when what was asked for is not there.
        """
        if not self._may_ask():
            raise EngineAway("the server did not answer a moment ago")
        try:
            yield self._client.options(request_timeout=seconds or self._seconds)
        except NotFoundError as error:
            self._answered()
            raise IndexMissing(str(error)) from error
        except ApiError as error:
            if error.status_code in (401, 403, 429) or error.status_code >= 500:
                raise self._away(error) from error
            self._answered()
            raise
        except TransportError as error:
            raise self._away(error) from error
        else:
            self._answered()

    def forget(self) -> None:
        """Ask again at once, as if it had never been away."""
        self._answered()

    def _may_ask(self) -> bool:
        with self._lock:
            if self._not_before is None:
                return True
            if monotonic() < self._not_before:
                return False
            # One of us tries; the others go on without it meanwhile.
            self._not_before = monotonic() + PAUSE_SECONDS
            return True

    def _answered(self) -> None:
        with self._lock:
            self._not_before = None

    def _away(self, error: Exception) -> EngineAway:
        with self._lock:
            self._not_before = monotonic() + PAUSE_SECONDS
        reason = f"{type(error).__name__}: {error}"[:300]
        logger.warning("search server away: %s", reason)
        return EngineAway(reason)


def server_of(endpoint: Endpoint) -> Server:
    """Return the server of an endpoint, one object a process: connections do not survive a fork."""
    return _one(endpoint, os.getpid())


@lru_cache(maxsize=8)
def _one(endpoint: Endpoint, process: int) -> Server:
    return Server(endpoint)
