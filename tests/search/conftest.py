"""An index of each test's own, and small entries to put into it."""

from pathlib import Path
from typing import Any

import pytest

from registry import searchable
from registry.searchable import Entry, Source
from search.engines.base import Engine, Thing
from search.engines.embedded import EmbeddedEngine

# Every engine of the product; a further one is added here and passes the same tests.
ENGINES = {"embedded": lambda folder: EmbeddedEngine(folder / "search.sqlite3")}


def entry(key: str, title: str, text: str = "", **more: Any) -> Entry:
    """A public entry of agency 1 unless told otherwise."""
    values = {"agency_id": 1, "url": f"/{key}/", "kind": "process", "public": True, **more}
    return Entry(key=key, source="shelf", title=title, text=text, **values)


def things(*entries: Entry) -> list[Thing]:
    """Each entry as a thing of its own, under its key."""
    return [Thing("shelf", one.key, [one]) for one in entries]


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each engine in turn, with an empty index."""
    made: Engine = ENGINES[request.param](tmp_path)
    made.rebuild([])
    return made


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
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The only source while the test runs."""
    made = Shelf()
    source = Source("shelf", made.of, lambda: list(made.entries))
    monkeypatch.setattr(searchable, "_sources", {"shelf": source})
    return made
