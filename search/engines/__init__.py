"""The engines of this installation: the index file always, a server where the settings name one.

Others import: base, embedded.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine


def local() -> EmbeddedEngine:
    """Return the index file in the data folder: the engine of a small place, the reserve of a
    large."""
    return EmbeddedEngine(Path(settings.SEARCH_INDEX))


def remote() -> "ElasticsearchEngine | None":
    """Return the engine on Elasticsearch, None where the settings name no server."""
    if not settings.SEARCH_SERVERS:
        return None
    # Its client is a tenth of what a start reads, and most places have no server.
    from search.engines.elasticsearch import ElasticsearchEngine
    from search.engines.server import Endpoint, server_of

    endpoint = Endpoint(
        tuple(settings.SEARCH_SERVERS),
        settings.SEARCH_USER,
        settings.SEARCH_PASSWORD,
        settings.SEARCH_CA,
        settings.SEARCH_SECONDS,
    )
    return ElasticsearchEngine(server_of(endpoint), settings.SEARCH_PREFIX)


def engine() -> Engine:
    """Return the engine that the settings choose."""
    return remote() or local()
