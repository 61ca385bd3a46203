"""The work lists of a person: one definition for the list, its count and the home page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from processes.models import ENDED_TASK, Task, TaskStatus
from processes.performers import done_by, waiting
from registry.lists.counting import Counted, together
from registry.now import LOCAL, local, now
from registry.organisation.models import User
from registry.policy import Standing, standing


@dataclass(frozen=True)
class TaskConditions:
    """Conditions of which lists are made: whose tasks, at which instant.

    A task is late with its step or with the whole case, whichever comes first; so is an ended one,
    by the deadlines that held then. A suspended clock has no due date and is never overdue.
    """

    at: Standing
    instant: datetime

    @cached_property
    def waiting(self) -> Q:
        """Open ones that the person may do."""
        return waiting(self.at)

    @property
    def new(self) -> Q:
        """Those that wait for the person to take them."""
        return self.waiting & Q(status=TaskStatus.NOT_STARTED)

    @property
    def begun(self) -> Q:
        """Those that the person works on."""
        return self.waiting & Q(status=TaskStatus.IN_PROGRESS)

    @cached_property
    def ended(self) -> Q:
        """Those that the person did."""
        return done_by(self.at) & Q(status__in=ENDED_TASK, case__about="")

    @property
    def urged(self) -> Q:
        """Those that somebody urged; the next thing done on a task answers it."""
        unanswered = Q(started_at=None) | Q(started_at__lt=F("urged_at"))
        return self.waiting & Q(urged_at__isnull=False) & unanswered

    @property
    def late(self) -> Q:
        """Open ones that are past a deadline."""
        return _past("due_at", "case__due_at", self.instant)[0]

    @property
    def today(self) -> Q:
        """Open ones that are past no deadline yet, and reach one before the day is over."""
        ends = datetime.combine(local(self.instant).date() + timedelta(days=1), time(), LOCAL)
        return self.in_time & (Q(due_at__lt=ends) | Q(case__due_at__lt=ends))

    @property
    def in_time(self) -> Q:
        """Open ones that are past none."""
        return _past("due_at", "case__due_at", self.instant)[1]

    @property
    def ended_late(self) -> Q:
        """Ended ones that were past a deadline by then."""
        return _past("final_due_at", "final_case_due_at", F("finished_at"))[0]

    @property
    def ended_in_time(self) -> Q:
        """Ended ones that were past none."""
        return _past("final_due_at", "final_case_due_at", F("finished_at"))[1]


@dataclass(frozen=True)
class WorkList:
    """One list; `code` stands in addresses, `rows` says which tasks stand in it.

    Its number is a warning (`warns`), and it `waits` for the person, where they have to act.
    """

    code: str
    label: str
    empty: str
    rows: Callable[[TaskConditions], Q]
    warns: bool = False
    waits: bool = False
    ended: bool = False
    # What stands in it, said where it is empty.
    about: str = ""

    @property
    def short(self) -> str:
        """The label where all of them stand side by side."""
        words = self.label.replace("Việc được nhắc nhở", "Nhắc nhở").replace("thực hiện", "làm")
        return words.replace("Đã kết thúc", "Đã xong")


REMINDED = WorkList(
    "nhac-nho",
    "Việc được nhắc nhở",
    "Không có việc nào đang được nhắc nhở, đôn đốc",
    lambda of: of.urged,
    warns=True,
    waits=True,
    about="Việc mà lãnh đạo đôn đốc ông/bà làm sớm sẽ đến đây.",
)
NEW_IN_TIME = WorkList(
    "chua-trong-han",
    "Chưa thực hiện, trong hạn",
    "Không có việc mới đang chờ ông/bà nhận",
    lambda of: of.new & of.in_time,
    waits=True,
    about="Việc mới đến lượt ông/bà hoặc vai trò của ông/bà sẽ đến đây.",
)
LISTS = (
    REMINDED,
    NEW_IN_TIME,
    WorkList(
        "chua-qua-han",
        "Chưa thực hiện, quá hạn",
        "Không có việc chưa nhận nào quá hạn",
        lambda of: of.new & of.late,
        warns=True,
        waits=True,
    ),
    WorkList(
        "dang-trong-han",
        "Đang thực hiện, trong hạn",
        "Ông/bà chưa nhận việc nào còn trong hạn",
        lambda of: of.begun & of.in_time,
    ),
    WorkList(
        "dang-qua-han",
        "Đang thực hiện, quá hạn",
        "Không có việc đang làm nào quá hạn",
        lambda of: of.begun & of.late,
        warns=True,
        waits=True,
    ),
    WorkList(
        "xong-trong-han",
        "Đã kết thúc, trong hạn",
        "Chưa có việc nào kết thúc trong hạn",
        lambda of: of.ended & of.ended_in_time,
        ended=True,
    ),
    WorkList(
        "xong-qua-han",
        "Đã kết thúc, quá hạn",
        "Không có việc nào kết thúc quá hạn",
        lambda of: of.ended & of.ended_late,
        warns=True,
        ended=True,
    ),
)
# The same tasks laid together in other ways: for the figures of the home page, not for the menu.
MINE = WorkList(
    "cua-toi",
    "Việc của tôi",
    "Không có việc nào đang chờ ông/bà",
    lambda of: of.waiting,
    about="Việc đến lượt ông/bà hoặc vai trò của ông/bà sẽ đến đây.",
)
LATE = WorkList(
    "qua-han",
    "Việc quá hạn",
    "Không có việc nào của ông/bà quá hạn",
    lambda of: of.waiting & of.late,
    warns=True,
    about="Việc quá hạn của bước hoặc của hồ sơ sẽ đến đây.",
)
TODAY = WorkList(
    "hom-nay",
    "Việc đến hạn hôm nay",
    "Không có việc nào của ông/bà đến hạn hôm nay",
    lambda of: of.waiting & of.today,
    about="Việc phải xong trong ngày sẽ đến đây.",
)
ACROSS = (MINE, LATE, TODAY)
_BY_CODE = {worklist.code: worklist for worklist in (*LISTS, *ACROSS)}


def get(code: str) -> WorkList:
    """Return the list of this code; KeyError when unknown."""
    return _BY_CODE[code]


def tasks(user: User, code: str) -> QuerySet[Task]:
    """Return the tasks of one list, most urgent first (ended ones: latest first)."""
    asked = get(code)
    rows = Task.unscoped.filter(asked.rows(TaskConditions(standing(user), now()))).select_related(
        "case__version", "assignee", "on_behalf_of", "unit"
    )
    if asked.ended:
        return rows.order_by("-finished_at", "-pk")
    # The worse of the two deadlines; a lone one counts twice, for SQLite's least of it and none.
    worse = Least(Coalesce("due_at", "case__due_at"), Coalesce("case__due_at", "due_at"))
    return rows.order_by(worse.asc(nulls_last=True), "pk")


def counts(user: User, *more: WorkList) -> dict[str, int]:
    """Count the tasks that each list of the menu holds, and each of `more`, in one query."""
    at = standing(user)
    if at.user is None:
        return {one.code: 0 for one in (*LISTS, *more)}
    return together(tasks=counted(at, *more))["tasks"]


def counted(at: Standing, *more: WorkList) -> Counted:
    """Return the same, to be counted together with other lists."""
    of = TaskConditions(at, now())
    return Counted(
        Task.unscoped.filter(of.waiting | of.ended),
        {one.code: Count("pk", filter=one.rows(of)) for one in (*LISTS, *more)},
    )


def is_late(task: Task) -> bool:
    """Tell whether an open or ended task stands in a list of late ones."""
    dues = (
        [task.due_at, task.case.due_at]
        if task.is_open
        else [task.final_due_at, task.final_case_due_at]
    )
    at = now() if task.is_open else task.finished_at
    return at is not None and any(due is not None and due < at for due in dues)


def _past(step: str, case: str, instant: datetime | F) -> tuple[Q, Q]:
    """(a deadline was before the instant, none was); no deadline is never past."""
    late = Q(**{f"{step}__lt": instant}) | Q(**{f"{case}__lt": instant})
    kept = [Q(**{f"{name}": None}) | Q(**{f"{name}__gte": instant}) for name in (step, case)]
    return late, kept[0] & kept[1]
