"""What the agencies of this site got done, from the cases that ended: in one query.

Counted are cases that a citizen may follow. On time is what ended no later than the last
appointment that was given; cases without one are in no share.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q

from processes.citizens.receipt import FOLLOWABLE
from processes.models import Case, CaseStatus
from registry.now import LOCAL, local, now

# How far back it is counted what many people do.
RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Work:
    """What was done in a month, and which procedures people use most.

    `popular` has the uids of procedures, the most used first. `month` is the first day of the month
    that the figures are about: this one, or the last one while nothing ended in this one.
    `on_time` and `late` are of the cases that had an appointment.
    """

    popular: tuple[str, ...]
    month: date
    counted_at: datetime
    returned: int
    on_time: int
    late: int

    @property
    def share(self) -> str:
        """The share of cases that ended in time, «98,1»; "" where none had an appointment."""
        promised = self.on_time + self.late
        if not promised:
            return ""
        # Rounded down: 100 says that not one was late.
        tenths = self.on_time * 1000 // promised
        return f"{tenths // 10},{tenths % 10}".removesuffix(",0")


def done() -> Work:
    """Count what ended, this month or the last, and what people used most. One query."""
    instant = now()
    this = local(instant).date().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    ended = {month: _between(month, until) for month, until in ((this, None), (last, this))}
    in_time, too_late = Q(closed_at__lte=F("due_at")), Q(closed_at__gt=F("due_at"))
    counts: dict[str, Count] = {}
    for name, when in (("this", ended[this]), ("last", ended[last])):
        given = when & Q(result="done")
        counts |= {
            f"{name}_returned": Count("pk", filter=given),
            f"{name}_on_time": Count("pk", filter=given & in_time),
            f"{name}_late": Count("pk", filter=given & too_late),
        }
    cases = Case.unscoped.filter(
        FOLLOWABLE, status=CaseStatus.CLOSED, closed_at__gte=instant - RECENT
    )
    grouped: Any = cases.order_by().values("process__uid").annotate(used=Count("pk"), **counts)
    rows: list[dict[str, Any]] = list(grouped)
    shown = "this" if any(row["this_returned"] for row in rows) else "last"
    rows.sort(key=lambda row: (-row["used"], str(row["process__uid"])))
    return Work(
        popular=tuple(str(row["process__uid"]) for row in rows),
        month=this if shown == "this" else last,
        counted_at=instant,
        returned=sum(row[f"{shown}_returned"] for row in rows),
        on_time=sum(row[f"{shown}_on_time"] for row in rows),
        late=sum(row[f"{shown}_late"] for row in rows),
    )


def _between(month: date, until: date | None) -> Q:
    begun = Q(closed_at__gte=_midnight(month))
    return begun & Q(closed_at__lt=_midnight(until)) if until else begun


def next_morning() -> datetime:
    """Return until when figures hold that are counted once a day."""
    return _midnight(local(now()).date() + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
