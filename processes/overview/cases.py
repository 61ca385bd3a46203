"""How many of the cases that a person may read run, are late, are due today or stand still."""

from datetime import datetime, time, timedelta

from django.db.models import Count, Q

from processes.models import Case, CaseStatus
from registry import policy
from registry.lists.counting import Counted
from registry.now import LOCAL, local, now
from registry.policy import Standing

RUNNING, LATE, TODAY, STILL = "dang", "qua-han", "hom-nay", "tam-dung"
"""As the list of cases calls them in its address."""


def condition(code: str, instant: datetime) -> Q:
    """Return the condition for the cases that stand like this at an instant."""
    ends = datetime.combine(local(instant).date() + timedelta(days=1), time(), LOCAL)
    return {
        RUNNING: Q(status=CaseStatus.OPEN),
        LATE: Q(status=CaseStatus.OPEN, due_at__lt=instant),
        TODAY: Q(status=CaseStatus.OPEN, due_at__gte=instant, due_at__lt=ends),
        STILL: Q(status=CaseStatus.SUSPENDED),
    }[code]


def counted(at: Standing) -> Counted:
    """Return the agencies' own cases that the person may read, to be counted with other lists."""
    instant = now()
    return Counted(
        policy.readable(at, Case).filter(about=""),
        {
            code: Count("pk", filter=condition(code, instant))
            for code in (RUNNING, LATE, TODAY, STILL)
        },
    )
