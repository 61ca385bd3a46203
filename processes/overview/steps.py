"""«Hồ sơ đang ở bước nào»: at which steps cases are today, how many of them late, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db.models import Count, Exists, Min, OuterRef, Q

from processes.models import OPEN_TASK, Case, CaseStatus, Task
from registry import policy
from registry.now import now
from registry.organisation.roles import role_labels
from registry.policy import Standing


@dataclass(frozen=True)
class Stop:
    """One step at which cases are: where, how many, how many of them past a deadline."""

    title: str
    place: str
    # The primary key of its unit; None where it is of none.
    unit: int | None
    cases: int
    late: int
    oldest: datetime

    @property
    def key(self) -> str:
        """How addresses name it: titles are long."""
        return f"{self.unit or 0}-{crc32(self.title.encode()):08x}"

    @property
    def in_time(self) -> int:
        """How many are past no deadline."""
        return self.cases - self.late


def stops(at: Standing) -> list[Stop]:
    """Return the steps of the running cases that the person may read, late ones first; one query.

    A case that is at two steps at once is counted at both.
    """
    readable = policy.readable(at, Case).filter(about="", status=CaseStatus.OPEN)
    rows = (
        Task.unscoped.filter(status__in=OPEN_TASK, case__in=readable.values("pk"))
        .order_by()
        .values("title", "unit_id", "unit__name")
        .annotate(
            cases=Count("case", distinct=True),
            late=Count("case", distinct=True, filter=_late(now())),
            oldest=Min("activated_at"),
            lowest=Min("role"),
        )
    )
    labels = role_labels()
    found = [
        Stop(
            row["title"],
            row["unit__name"] or labels.get(row["lowest"], ""),
            row["unit_id"],
            row["cases"],
            row["late"],
            row["oldest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.late, -one.cases, one.title))


def at_step(steps: Sequence[Stop], key: str, *, late: bool = False) -> Q:
    """Return the condition for running cases at the step of this key, late ones alone, as counted.

    `steps` are those of `stops`. Without a key it is any step; without both every case.
    """
    if not key and not late:
        return Q()
    tasks = Task.unscoped.filter(case=OuterRef("pk"), status__in=OPEN_TASK)
    if key:
        here = next((one for one in steps if one.key == key), None)
        if here is None:
            return Q(pk__in=[])
        tasks = tasks.filter(title=here.title, unit=here.unit)
    if late:
        tasks = tasks.filter(_late(now()))
    return Q(Exists(tasks), status=CaseStatus.OPEN)


def _late(instant: datetime) -> Q:
    """Past the deadline of the step or of the case, as the lists of work have it."""
    return Q(due_at__lt=instant) | Q(case__due_at__lt=instant)
