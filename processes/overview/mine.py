"""«Việc của tôi»: what a person has to do, late first, each with the one thing to press."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from processes import performers, pinned, worklists
from processes.clocks.remaining import remaining
from processes.models import CaseStatus, Deadline, Task, TaskStatus
from registry.now import local
from registry.organisation.models import User
from registry.policy import standing
from rules.worktime import WorkCalendar, WorktimeError


@dataclass(frozen=True)
class Mine:
    """One task on the home page: how long is left, with its tone, and what its button says."""

    task: Task
    left: str
    tone: str
    act: str
    for_whom: User | None
    urged: bool


def mine(user: User, most: int) -> list[Mine]:
    """Return the most urgent tasks that wait for a person; one query.

    Days are counted by the calendar of the step's deadline, else of the case's; it is in memory
    after the first time.
    """
    at = standing(user)
    of_case = Deadline.unscoped.filter(case=OuterRef("case"), key="")
    rows = worklists.tasks(user, worklists.MINE.code).annotate(
        counted_by=Coalesce(
            F("deadline__calendar_id"),
            Subquery(of_case.values("calendar_id")[:1]),
            output_field=BigIntegerField(),
        ),
        counted_as=Coalesce(
            F("deadline__calendar__sha256"), Subquery(of_case.values("calendar__sha256")[:1])
        ),
    )
    return [
        Mine(
            task,
            *_left(task),
            _act(task),
            performers.may(at, task)[1],
            task.urge_waits,
        )
        for task in rows[:most]
    ]


def _left(task: Task) -> tuple[str, str]:
    """The nearer of both deadlines, as the lists say it, or why there is none; and its tone."""
    since = task.case.suspended_since
    if since:
        return f"Tạm dừng từ {local(since):%d/%m}", "done"
    dues = [due for due in (task.due_at, task.case.due_at) if due is not None]
    if not dues:
        return "Không tính hạn", "done"
    left = remaining(min(dues), _calendar(task))
    return left.words[0].upper() + left.words[1:], left.tone or "good"


def _calendar(task: Task) -> WorkCalendar | None:
    version, digest = task.counted_by, task.counted_as  # type: ignore[attr-defined]
    try:
        return pinned.work_calendar(version, digest) if version else None
    except WorktimeError:
        return None


def _act(task: Task) -> str:
    if task.case.status == CaseStatus.SUSPENDED:
        return "Xem"
    return "Nhận việc" if task.status == TaskStatus.NOT_STARTED else "Làm tiếp"
