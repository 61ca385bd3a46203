"""Finding things: the only way in for everybody else. Permission is asked in here, always."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString

from registry import kinds
from registry.policy import Standing
from registry.searchable import Entry
from search import highlight, indexing
from search.analysis import Query, read_query
from search.engines import engine
from search.engines.base import Answer, Engine, IndexMissing, Reach, Rebuilding

MOST_PER_PAGE = 500


class SearchUnavailable(Exception):
    """Nothing can be found for the moment; the message is Vietnamese and says what to do."""


@dataclass(frozen=True)
class Hit:
    """One thing found. Title and excerpt are escaped, the words of the query marked."""

    entry: Entry
    score: float
    query: Query = field(repr=False)

    @property
    def code(self) -> str:
        """Mã hiệu, or "" where the thing has none."""
        return self.entry.code

    @property
    def url(self) -> str:
        """Where it is read."""
        return self.entry.url

    @property
    def kind(self) -> str:
        """What it is, in Vietnamese."""
        return label_of(self.entry.kind, self.entry)

    @cached_property
    def title(self) -> SafeString:
        """The whole title."""
        return highlight.marked(self.entry.title, self.query)

    @cached_property
    def excerpt(self) -> SafeString:
        """The passage that says most of what was asked."""
        return highlight.excerpt(self.entry.text, self.query)


@dataclass(frozen=True)
class Facet:
    """How many things of one kind the query finds."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class Results:
    """One page of hits, best first. `total` counts those of the kind asked for."""

    total: int
    hits: list[Hit]
    facets: list[Facet]
    engine: str


def search(
    standing: Standing | None, query: str, *, kind: str = "", page: int = 1, per_page: int = 20
) -> Results:
    """What the person may read and the query finds; a stranger (None) finds what is public.

    Any text may be a query; one without a letter or digit finds nothing. `kind` narrows the hits,
    never the facets. Raises SearchUnavailable.
    """
    wanted = read_query(query)
    chosen = engine()
    per_page = min(max(per_page, 1), MOST_PER_PAGE)
    if not wanted:
        return Results(0, [], [], chosen.name)
    reach, offset = reach_of(standing), (max(page, 1) - 1) * per_page

    def ask() -> Answer:
        return chosen.search(wanted, reach, kind=kind, offset=offset, limit=per_page)

    try:
        answer = ask()
    except IndexMissing:
        _build(chosen)
        answer = ask()
    facets = [
        Facet(code, label_of(code), count)
        for code, count in sorted(answer.kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Results(
        total=answer.kinds.get(kind, 0) if kind else sum(answer.kinds.values()),
        hits=[Hit(match.entry, match.score, wanted) for match in answer.matches],
        facets=facets,
        engine=chosen.name,
    )


def suggest(standing: Standing | None, prefix: str, *, limit: int = 8) -> list[Entry]:
    """Things whose title begins words as typed: `dang ky kh` gives «Đăng ký khai sinh».

    Nothing while there is no index: a suggestion is not worth waiting for.
    """
    try:
        return engine().suggest(read_query(prefix), reach_of(standing), limit)
    except IndexMissing:
        return []


def reach_of(standing: Standing | None) -> Reach:
    """Whose entries the person finds: own agencies, and what agencies above them share."""
    if standing is None:
        return Reach(public=True)
    return Reach(agencies=frozenset(standing.agency_ids), above=standing.ancestor_ids)


def label_of(kind: str, entry: Entry | None = None) -> str:
    """The Vietnamese word for a kind of thing: its own label, the kind's, or the bare code."""
    if entry is not None and entry.extra.get("label"):
        return entry.extra["label"]
    try:
        return kinds.get(kind).label
    except KeyError:
        return kind


def _build(chosen: Engine) -> None:
    try:
        indexing.rebuild()
    except Rebuilding:
        raise SearchUnavailable(
            "Chỉ mục tra cứu đang được lập lại. Xin thử lại sau ít phút."
        ) from None
