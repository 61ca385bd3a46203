"""An index of each test's own, and small entries to put into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from registry import searchable
from registry.searchable import Entry, Source
from search.engines import remote
from search.engines.base import Engine, Thing
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.server import Endpoint, server_of

# Every engine of the product; a further one is added here and passes the same tests.
ENGINES = ("elasticsearch", "embedded")
# Seconds; a machine that is busy with other tests is not a server that is away.
PATIENCE = 20.0


def entry(key: str, title: str, text: str = "", **more: Any) -> Entry:
    """A public entry of agency 1 unless told otherwise."""
    values = {"agency_id": 1, "url": f"/{key}/", "kind": "process", "public": True, **more}
    return Entry(key=key, source="shelf", title=title, text=text, **values)


def things(*entries: Entry) -> list[Thing]:
    """Each entry as a thing of its own, under its key."""
    return [Thing("shelf", one.key, [one]) for one in entries]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn, with an empty index."""
    made: Engine
    if request.param == "embedded":
        made = EmbeddedEngine(tmp_path / "search.sqlite3")
        made.rebuild([])
        yield made
        return
    address = request.getfixturevalue("elasticsearch_url")
    place = Endpoint((address,), seconds=PATIENCE)
    made = ElasticsearchEngine(server_of(place), request.getfixturevalue("_prefix"))
    made.rebuild([])
    yield made


def unused_prefix() -> str:
    """Names of indexes that no other test and no other worker has."""
    return f"test-{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def _prefix(elasticsearch_url: str) -> Iterator[str]:
    """One for all tests of a worker that begin by building the index."""
    prefix = unused_prefix()
    yield prefix
    ElasticsearchEngine(server_of(Endpoint((elasticsearch_url,))), prefix).erase()


@pytest.fixture
def remote_engine(elasticsearch_url: str, settings: Any) -> Iterator[ElasticsearchEngine]:
    """Search as it is where a server is set; no index there yet."""
    settings.SEARCH_SERVERS, settings.SEARCH_PREFIX = [elasticsearch_url], unused_prefix()
    settings.SEARCH_SECONDS = PATIENCE
    made = remote()
    assert made is not None
    made.server.forget()
    yield made
    made.server.forget()
    made.erase()


@pytest.fixture
def index_file(tmp_path: Path, settings: Any) -> Path:
    """The service's index in a folder of this test alone; not built yet."""
    settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
    return Path(settings.SEARCH_INDEX)


class Shelf:
    """A source of the test's own: what lies on it is what is to be found."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def put(self, *entries: Entry) -> None:
        self.entries.update({one.key: one for one in entries})

    def of(self, id: str) -> list[Entry]:
        return [self.entries[id]] if id in self.entries else []


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """The only source while the test runs."""
    made = Shelf()
    source = Source("shelf", made.of, lambda: list(made.entries))
    with searchable.SOURCES.emptied():
        searchable.SOURCES.add(source)
        yield made
