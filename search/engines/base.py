"""What a search engine must do; the service knows no more of it than this."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from registry.searchable import Entry
from search.analysis import Query


class IndexMissing(Exception):
    """There is no usable index: never built, deleted, damaged, or of an older analysis."""


class Rebuilding(Exception):
    """Another process is building the index right now."""


class EngineAway(Exception):
    """The engine's server does not answer, or refuses us; the message says why, in English."""


@dataclass(frozen=True)
class Reach:
    """Whose entries a person finds: of `agencies` all, of agencies `above` the shared ones.

    With `public`, only what is for everybody, whatever its agency.
    """

    public: bool = False
    agencies: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()


class Thing(NamedTuple):
    """All entries of one thing of one source; without entries it is to be forgotten.

    `number` grows with every change of anything and was taken before the entries were read, so of
    two states of a thing the one with the higher number is the newer.
    """

    source: str
    id: str
    entries: list[Entry]
    number: int = 1


@dataclass(frozen=True)
class Match:
    """An entry and how well it fits (higher is better; comparable within one answer only)."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Answer:
    """One page of matches, best first; `kinds` counts all matches by kind, whatever was asked."""

    matches: list[Match] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """Every engine passes tests/search/test_engine_contract.py.

    Every call raises EngineAway where the engine has a server that does not answer.
    """

    name: str

    def search(self, query: Query, reach: Reach, *, kind: str, offset: int, limit: int) -> Answer:
        """Return entries that fit, best first. Raises IndexMissing."""
        ...

    def suggest(self, query: Query, reach: Reach, limit: int) -> list[Entry]:
        """Return entries whose title has all words of the query, the last one perhaps unfinished.

        Raises IndexMissing.
        """
        ...

    def replace(self, things: list[Thing]) -> int:
        """Put these entries in the place of all that the things had, to be found at once.

        Returns the highest number known of any of them; raises IndexMissing.
        """
        ...

    def rebuild(self, things: Iterable[Thing]) -> int:
        """Build everything anew beside what is searched, then change over at once; the number of
        entries. What `replace` brings meanwhile wins. Raises Rebuilding.

        `things` is walked only after changes have begun to be noted, so it must read as it goes:
        what it had read before could be older than a change that nobody noted.
        """
        ...

    def ready(self) -> bool:
        """Tell whether there is an index to be searched."""
        ...
