"""The engine of this installation."""

from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


def engine() -> Engine:
    """The engine that the settings name: the index file in the data folder."""
    return EmbeddedEngine(Path(settings.SEARCH_INDEX))
