"""Finding things: the only way in for everybody else. Permission is asked in here, always."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString

from registry import kinds, vietnamese
from registry.policy import Standing
from registry.searchable import CODES, Entry
from search import highlight, indexing
from search.analysis import Query, read_query
from search.engines import engine, local, remote
from search.engines.base import Answer, Engine, EngineAway, IndexMissing, Reach, Rebuilding
from search.engines.embedded import EmbeddedEngine

MOST_PER_PAGE = 500
# So many things are indexed within the request of the first search; more are left to the worker.
FEW = 100

RESERVE = (
    "Máy chủ tra cứu tạm thời không trả lời. Kết quả dưới đây lấy từ chỉ mục dự phòng, "
    "vẫn đủ các tài liệu đang có hiệu lực."
)
BEHIND = (
    "Máy chủ tra cứu chưa cập nhật xong các thay đổi gần đây. Kết quả dưới đây lấy từ chỉ mục "
    "dự phòng, vẫn đủ các tài liệu đang có hiệu lực."
)
BUILDING = (
    "Chỉ mục trên máy chủ tra cứu đang được lập. Kết quả dưới đây lấy từ chỉ mục dự phòng, "
    "vẫn đủ các tài liệu đang có hiệu lực."
)
OLDER = "Kết quả dưới đây có thể chưa có các thay đổi trong ít phút gần đây."
UNAVAILABLE = "Chỉ mục tra cứu đang được lập lại. Xin thử lại sau ít phút."


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
    # A Vietnamese sentence to be shown with the hits, where something is not as it should be.
    notice: str = ""


@dataclass(frozen=True)
class State:
    """How searching is: for the pages of administrators and the health check.

    `engine` is the one that the settings choose; `reachable` says whether its server answers and
    `ready` whether it has an index; `reserve` whether the index file could answer in its place;
    `waiting` counts the changes that the server has not got yet.
    """

    engine: str
    reachable: bool
    ready: bool
    reserve: bool
    waiting: int

    @property
    def good(self) -> bool:
        """Whether the chosen engine answers."""
        return self.reachable and self.ready

    @property
    def sentence(self) -> str:
        """The same in Vietnamese."""
        if self.engine == "embedded":
            return (
                "Tra cứu bằng chỉ mục trên máy này."
                if self.ready
                else "Chỉ mục tra cứu chưa có; sẽ được lập ở lần tìm kiếm đầu tiên."
            )
        if self.good and not self.waiting:
            return "Máy chủ tra cứu hoạt động bình thường."
        reserve = (
            "kết quả lấy từ chỉ mục dự phòng trên máy này"
            if self.reserve
            else "chỉ mục dự phòng trên máy này chưa có"
        )
        if not self.reachable:
            return (
                f"Máy chủ tra cứu không trả lời; {reserve}. {self.waiting} thay đổi đang chờ gửi."
            )
        if not self.ready:
            return f"Chỉ mục trên máy chủ tra cứu chưa có hoặc đang được lập; {reserve}."
        return f"Máy chủ tra cứu hoạt động; {self.waiting} thay đổi đang chờ gửi."


def search(
    standing: Standing | None, query: str, *, kind: str = "", page: int = 1, per_page: int = 20
) -> Results:
    """Return what the person may read and the query finds; a stranger (None) finds what is public.

    Any text may be a query; one without a letter or digit finds nothing. `kind` narrows the hits,
    never the facets. Raises SearchUnavailable.
    """
    wanted = read_query(query)
    per_page = min(max(per_page, 1), MOST_PER_PAGE)
    if not wanted:
        return Results(0, [], [], engine().name)
    reach, offset = reach_of(standing), (max(page, 1) - 1) * per_page
    answer, by, notice = _ask(
        lambda one: one.search(wanted, reach, kind=kind, offset=offset, limit=per_page)
    )
    facets = [
        Facet(code, label_of(code), count)
        for code, count in sorted(answer.kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Results(
        total=answer.kinds.get(kind, 0) if kind else sum(answer.kinds.values()),
        hits=[Hit(match.entry, match.score, wanted) for match in answer.matches],
        facets=facets,
        engine=by,
        notice=notice,
    )


def suggest(standing: Standing | None, prefix: str, *, limit: int = 8) -> list[Entry]:
    """Return things whose title begins words as typed: `dang ky gi` gives «Đăng ký giám hộ».

    Nothing while there is no index: a suggestion is not worth waiting for.
    """
    wanted, reach = read_query(prefix), reach_of(standing)
    for one in _in_order()[0]:
        try:
            return one.suggest(wanted, reach, limit)
        except (IndexMissing, EngineAway):
            continue
    return []


def page_called(standing: Standing, typed: str) -> str:
    """Return the page of the one thing that the person may read and that has this code.

    Punctuation, capitals and accents don't count; a code may go on with other letters («QT01» is
    «QT-01/ABC»), never with more digits. "" where none has it, or several have: unsure is a
    matter for results.
    """
    key = vietnamese.compact(typed[:100])
    if not any(letter.isdigit() for letter in key) or len(key) < 3:
        return ""
    found = {one.url: one.key for find in CODES for one in find(standing, key)}
    exact = [url for url, code in found.items() if code == key]
    further = [url for url, code in found.items() if not code[len(key) :][:1].isdigit()]
    sure = exact or further
    return sure[0] if len(sure) == 1 else ""


def state() -> State:
    """Return how searching is at this moment; asks the server, for a second and a half at most."""
    server, reserve = remote(), local().ready()
    if server is None:
        return State("embedded", True, reserve, reserve, 0)
    try:
        ready, reachable = server.ready(), True
    except EngineAway:
        ready, reachable = False, False
    return State(server.name, reachable, ready, reserve, indexing.waiting())


def reach_of(standing: Standing | None) -> Reach:
    """Return whose entries the person finds: own agencies, and what agencies above them share."""
    if standing is None:
        return Reach(public=True)
    return Reach(agencies=frozenset(standing.agency_ids), above=standing.ancestor_ids)


def label_of(kind: str, entry: Entry | None = None) -> str:
    """Return the Vietnamese word for a kind of thing: its own label, the kind's, or the bare
    code."""
    if entry is not None and entry.extra.get("label"):
        return entry.extra["label"]
    try:
        return kinds.get(kind).label
    except KeyError:
        return kind


def _in_order() -> tuple[list[Engine], bool]:
    """The engines to be asked one after the other, and whether the server is behind.

    What the server has not got yet must not be searched there: a document may have been withdrawn.
    """
    server = remote()
    if server is None:
        return [local()], False
    behind = indexing.is_behind()
    return [local(), server] if behind else [server, local()], behind


def _ask(question: Callable[[Engine], Answer]) -> tuple[Answer, str, str]:
    """The answer, the name of the engine that gave it, and a sentence about what is amiss.

    Raises SearchUnavailable.
    """
    order, behind = _in_order()
    notice = BEHIND if behind else ""
    for one in order:
        is_file = one.name == EmbeddedEngine.name
        try:
            return question(one), one.name, notice if is_file or not behind else OLDER
        except EngineAway:
            notice = RESERVE
        except IndexMissing:
            if is_file and indexing.few(FEW):
                try:
                    indexing.build_one(one)
                except Rebuilding:
                    continue
                return question(one), one.name, notice
            indexing.wish_for(one)
            notice = notice if is_file else BUILDING
    raise SearchUnavailable(UNAVAILABLE)
