"""The work lists of a person: one definition for the list, its count and the home page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from processes.models import ENDED_TASK, Task, TaskStatus
from processes.performers import done_by, waiting
from registry.now import now
from registry.organisation.models import User
from registry.policy import Standing, standing


@dataclass(frozen=True)
class WorkList:
    """One list; `code` stands in addresses."""

    code: str
    label: str
    empty: str


REMINDED = WorkList(
    "nhac-nho", "Việc được nhắc nhở", "Không có việc nào đang được nhắc nhở, đôn đốc."
)
LISTS = (
    REMINDED,
    WorkList(
        "chua-trong-han", "Chưa thực hiện, trong hạn", "Không có việc mới đang chờ ông/bà nhận."
    ),
    WorkList("chua-qua-han", "Chưa thực hiện, quá hạn", "Không có việc chưa nhận nào quá hạn."),
    WorkList(
        "dang-trong-han", "Đang thực hiện, trong hạn", "Ông/bà chưa nhận việc nào còn trong hạn."
    ),
    WorkList("dang-qua-han", "Đang thực hiện, quá hạn", "Không có việc đang làm nào quá hạn."),
    WorkList("xong-trong-han", "Đã kết thúc, trong hạn", "Chưa có việc nào kết thúc trong hạn."),
    WorkList("xong-qua-han", "Đã kết thúc, quá hạn", "Không có việc nào kết thúc quá hạn."),
)
_BY_CODE = {worklist.code: worklist for worklist in LISTS}


def get(code: str) -> WorkList:
    """The list of this code; KeyError when unknown."""
    return _BY_CODE[code]


def tasks(user: User, code: str) -> QuerySet[Task]:
    """The tasks of one list, most urgent first (ended ones: latest first)."""
    rows = Task.unscoped.filter(_conditions(standing(user))[code]).select_related(
        "case__version", "assignee", "on_behalf_of", "unit"
    )
    if code.startswith("xong"):
        return rows.order_by("-finished_at", "-pk")
    # The worse of the two deadlines; a lone one counts twice, for SQLite's least of it and none.
    worse = Least(Coalesce("due_at", "case__due_at"), Coalesce("case__due_at", "due_at"))
    return rows.order_by(worse.asc(nulls_last=True), "pk")


def counts(user: User) -> dict[str, int]:
    """How many tasks each list holds, in one query."""
    at = standing(user)
    if at.user is None:
        return dict.fromkeys(_BY_CODE, 0)
    conditions = _conditions(at)
    names = {code: code.replace("-", "_") for code in conditions}
    row = Task.unscoped.filter(waiting(at) | _ended(at)).aggregate(
        **{names[code]: Count("pk", filter=condition) for code, condition in conditions.items()}
    )
    return {code: row[name] for code, name in names.items()}


def _ended(at: Standing) -> Q:
    return done_by(at) & Q(status__in=ENDED_TASK, case__about="")


def _conditions(at: Standing) -> dict[str, Q]:
    """A task is late with its step or with the whole case, whichever comes first; so is an ended
    one, by the deadlines that held then. A suspended clock has no due date and is never overdue.
    """
    mine, ended, instant = waiting(at), _ended(at), now()
    late, in_time = _past("due_at", "case__due_at", instant)
    ended_late, ended_in_time = _past("final_due_at", "final_case_due_at", F("finished_at"))
    new = mine & Q(status=TaskStatus.NOT_STARTED)
    begun = mine & Q(status=TaskStatus.IN_PROGRESS)
    # An urge is answered by the next thing done on the task.
    unanswered = Q(started_at=None) | Q(started_at__lt=F("urged_at"))
    return {
        REMINDED.code: mine & Q(urged_at__isnull=False) & unanswered,
        "chua-trong-han": new & in_time,
        "chua-qua-han": new & late,
        "dang-trong-han": begun & in_time,
        "dang-qua-han": begun & late,
        "xong-trong-han": ended & ended_in_time,
        "xong-qua-han": ended & ended_late,
    }


def is_late(task: Task) -> bool:
    """Whether an open or ended task stands in a list of late ones."""
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
