"""What stands on somebody's home page: figures, own work, where cases are, what came and what ends.

Which of it, and what first, follows from the person's roles; a part that is not theirs costs no
query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse

from cms.shell.numbers import Numbers, mends, reads_cases
from processes import policies, worklists
from processes.citizens.ratings import Ratings, ratings_since
from processes.control import lists as document_lists
from processes.control.proposals.models import Proposal
from processes.overview import cases
from processes.overview.mine import Mine, mine
from processes.overview.steps import Stop, stops
from registry.distribution import reading
from registry.distribution.models import Delivery
from registry.documents.listing import Ending, New, changing
from registry.now import LOCAL, today
from registry.policy import Standing
from registry.yearly.figures import Objective, Year, year_of

# How many rows a part shows; the list that it leads to has the others.
MOST_MINE, MOST_STOPS, MOST_ROWS, MOST_GOALS = 8, 8, 4, 5
NEW_DAYS, RATED_DAYS, ENDING_DAYS = 30, 30, 90
# The width of the longest bar, in the units of its picture.
_WIDE = 180


@dataclass(frozen=True)
class Figure:
    """One number, which leads to the list that it is the length of."""

    label: str
    number: int
    url: str
    icon: str
    tone: str
    note: str = ""

    @property
    def state(self) -> str:
        """Its tone; nothing is late where nothing is there."""
        return self.tone if self.number else ""


@dataclass(frozen=True)
class Bar:
    """A step with the widths of its bar: late ones, then the others."""

    stop: Stop
    late: int
    rest: int

    @property
    def rest_at(self) -> int:
        """Where the others begin: a gap tells the parts apart without their colours."""
        return self.late + 1 if self.late else 0


@dataclass(frozen=True)
class Desk:
    """The parts of one home page; None where a part is not this person's."""

    figures: list[Figure]
    # Whether where cases are comes before one's own work.
    leads: bool
    works: bool
    mine: list[Mine]
    mine_all: int
    bars: list[Bar] | None
    running: int
    still: int
    reviews: list[document_lists.WaitingReview] | None
    reviews_all: int
    issues: bool
    # Those that wait for the person to examine or decide, and the lists that they stand in.
    proposals: list[Proposal]
    proposals_all: int
    proposals_lists: list[document_lists.DocumentList]
    reading: list[Delivery]
    reading_all: int
    news: list[New]
    ending: list[Ending] | None
    ratings: Ratings | None
    rated_since: datetime
    # The objectives of this year, or of the latest before it.
    objectives: Year | None = None

    @property
    def goals(self) -> list[Objective]:
        """The objectives that are shown: late ones first, then as they stand in their text."""
        known = self.objectives.objectives if self.objectives else []
        return sorted(known, key=lambda one: not one.late)[:MOST_GOALS]

    @property
    def decide_at(self) -> str:
        """Where what waits for a verdict is listed; a single one is opened at once."""
        if self.reviews and self.reviews_all == 1:
            return reverse("control:dossier", args=[self.reviews[0].uid])
        return self.figures[-1].url

    @property
    def rows(self) -> list["Row"]:
        """The parts in their order, row by row: leaders see first where cases are late."""
        below = [
            *(["_reading"] if self.reading else []),
            *(["_objectives"] if self.objectives is not None else []),
            *(["_ending"] if self.ending is not None else []),
            *(["_ratings"] if self.ratings is not None else []),
            "_news",
        ]
        work = Row("", ["_mine"])
        if not self.leads:
            found = [work] if self.works or self.mine else []
            if self.reviews is not None:
                found.append(Row("two", ["_reviews", "_proposals" if self.proposals else "_told"]))
                below = [*below, *(["_told"] if self.proposals else [])]
            else:
                below.append("_told")
            if self.bars:
                found.append(Row("", ["_steps"]))
        else:
            beside = "_told" if self.reviews is None else "_reviews"
            found = [Row("wide", ["_steps", beside]), *([work] if self.mine else [])]
            if beside != "_told":
                below.append("_told")
            if self.proposals:
                below.insert(0, "_proposals")
        # Three beside each other; what is left over, one row below.
        first = [Row("three", below[:3])] if len(below) in (3, 5, 6, 7) else []
        left = below[3:] if first else below
        return [*found, *first, *([Row("two", left)] if left else [])]


@dataclass(frozen=True)
class Row:
    """Parts beside each other: how wide (`two`, `three`, `wide`; "" for the whole), and which."""

    kind: str
    names: list[str]

    @property
    def parts(self) -> list[str]:
        """The templates of the parts."""
        return [f"cms/shell/{name}.html" for name in self.names]


def desk_of(at: Standing, numbers: Numbers) -> Desk:
    """Return what stands on the home page of this person now."""
    reads, leads, works = reads_cases(at), _leads(at), _works(at)
    mine_all = numbers.tasks.get(worklists.MINE.code, 0)
    running = numbers.cases.get(cases.RUNNING, 0)
    changes = changing(at.user, _days_ago(NEW_DAYS), today(), ENDING_DAYS, MOST_ROWS)
    rated_since = _days_ago(RATED_DAYS)
    reviewer = any(one.review for one in document_lists.LISTS if one.code in numbers.documents)
    proposed = {
        one: number
        for one in document_lists.OF_WAITING_PROPOSALS
        if (number := numbers.documents.get(one.code))
    }
    return Desk(
        figures=_figures(at, numbers),
        leads=leads,
        works=works,
        mine=mine(at.user, MOST_MINE) if at.user and mine_all else [],
        mine_all=mine_all,
        bars=(_bars(stops(at)[:MOST_STOPS]) if running else []) if reads else None,
        running=running,
        still=numbers.cases.get(cases.STILL, 0),
        reviews=numbers.reviews[:MOST_ROWS] if reviewer else None,
        reviews_all=len(numbers.reviews),
        issues=_only_issues(numbers),
        proposals=list(document_lists.waiting_proposals(at)[:MOST_ROWS]) if proposed else [],
        proposals_all=sum(proposed.values()),
        proposals_lists=list(proposed),
        reading=reading.first(at, MOST_ROWS) if numbers.to_read else [],
        reading_all=numbers.to_read,
        news=changes.new,
        ending=changes.ending if _keeps(at) else None,
        ratings=ratings_since(at.user, rated_since) if _hears(at) else None,
        rated_since=rated_since,
        objectives=year_of(at) if leads else None,
    )


def _only_issues(numbers: Numbers) -> bool:
    """Whether all that waits for this person is to be issued."""
    waiting = {document for one in numbers.reviews for document in one.documents}
    return bool(waiting) and numbers.documents.get("cho-ban-hanh", 0) == len(waiting)


def _leads(at: Standing) -> bool:
    """Who urges, and who reads all cases without opening any: first of all where cases are late."""
    if at.agencies_where("case.urge") or at.units_where("case.urge"):
        return True
    return reads_cases(at) and not _works(at)


def _works(at: Standing) -> bool:
    return any(policies.may_open(at, agency) for agency in at.agencies)


def _keeps(at: Standing) -> bool:
    """Whoever writes or decides documents: what their texts rest on matters to them."""
    return any(
        at.may(ability, agency.pk, own=True)
        for agency in at.agencies
        for ability in ("document.create", "document.adopt_confirm")
    )


def _hears(at: Standing) -> bool:
    return bool(at.agencies_where("feedback.read") or at.units_where("feedback.read"))


def _figures(at: Standing, numbers: Numbers) -> list[Figure]:
    if at.agency is None:
        return []
    if _leads(at):
        found = _of_cases(numbers)
    elif _works(at) or numbers.tasks.get(worklists.MINE.code):
        found = _of_tasks(numbers)
    else:
        return _of_system(numbers)
    return [*found, _waiting(numbers), _last(numbers)]


def _of_cases(numbers: Numbers) -> list[Figure]:
    known, listed = numbers.cases, reverse("case_list")
    running = f"trong {known[cases.RUNNING]} hồ sơ đang giải quyết"
    return [
        Figure(
            "Hồ sơ quá hạn", known[cases.LATE], f"{listed}?tinh-trang={cases.LATE}",
            "late", "late", running,
        ),
        Figure(
            "Đến hạn hôm nay", known[cases.TODAY], f"{listed}?tinh-trang={cases.TODAY}",
            "clock", "wait", "hồ sơ phải trả trong ngày",
        ),
    ]  # fmt: skip


def _of_tasks(numbers: Numbers) -> list[Figure]:
    work = numbers.tasks
    return [
        Figure(
            "Quá hạn", work[worklists.LATE.code], _tasks(worklists.LATE), "late", "late",
            "việc đã quá hạn của bước hoặc của hồ sơ",
        ),
        Figure(
            "Đến hạn hôm nay", work[worklists.TODAY.code], _tasks(worklists.TODAY), "clock",
            "wait", "việc cần xong trong ngày",
        ),
    ]  # fmt: skip


def _waiting(numbers: Numbers) -> Figure:
    work = numbers.tasks
    new = work["chua-trong-han"] + work["chua-qua-han"]
    note = f"{new} việc chưa nhận" if new else "việc đang ở tay ông/bà"
    return Figure(
        "Chờ tôi", work[worklists.MINE.code], _tasks(worklists.MINE), "tasks", "info", note
    )


_SHORT = {
    "cho-ban-hanh": ("Chờ ban hành", "tài liệu đã rà soát xong"),
    "cho-lanh-dao-chat-luong": ("Chờ xem xét", "tài liệu chờ lãnh đạo chất lượng"),
    "cho-thu-ky-iso": ("Chờ rà soát", "tài liệu chờ thư ký ISO"),
    "cho-lanh-dao-phong-ban": ("Chờ rà soát", "tài liệu chờ lãnh đạo phòng"),
    "yeu-cau-chinh-sua": ("Yêu cầu chỉnh sửa", "bản soạn thảo cần sửa lại"),
}


def _last(numbers: Numbers) -> Figure:
    """What is decided or written, the nearest to being issued first; else what was urged."""
    known = [code for code in _SHORT if code in numbers.documents]
    if not known:
        urged = numbers.tasks[worklists.REMINDED.code]
        return Figure(
            "Được nhắc nhở", urged, _tasks(worklists.REMINDED), "urge", "late",
            "việc được nhắc nhở, đôn đốc",
        )  # fmt: skip
    code = next((code for code in known if numbers.documents[code]), known[0])
    label, note = _SHORT[code]
    address = reverse("control:list", args=[code])
    return Figure(label, numbers.documents[code], address, "stamp", "wait", note)


def _of_system(numbers: Numbers) -> list[Figure]:
    """What somebody without cases is asked for: to confirm what was handed over, to mend jobs."""
    found = [
        Figure(
            "Bàn giao chờ nhận", numbers.handovers, reverse("system:handovers"), "send", "wait",
            "phần việc chờ ông/bà xác nhận đã nhận",
        )
    ]  # fmt: skip
    if mends(numbers.at):
        found.append(
            Figure(
                "Việc nền bị lỗi", numbers.failed_jobs, reverse("system:jobs"), "late", "late",
                "thư, tệp, tìm kiếm chưa làm được",
            )
        )  # fmt: skip
    return found


def _tasks(one: worklists.WorkList) -> str:
    return reverse("work_list", args=[one.code])


def _bars(found: Sequence[Stop]) -> list[Bar]:
    most = max((stop.cases for stop in found), default=1)
    bars = []
    for stop in found:
        whole = max(round(stop.cases * _WIDE / most), 4)
        late = max(round(stop.late * whole / stop.cases), 2) if stop.late else 0
        bars.append(Bar(stop, late, max(whole - late - 1, 0) if stop.in_time else 0))
    return bars


def _days_ago(days: int) -> datetime:
    """The beginning of the day so many days ago, today being the last of them."""
    return datetime.combine(today() - timedelta(days=days - 1), time(), LOCAL)
