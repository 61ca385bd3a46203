"""Regular jobs: declared once by name, each run leaves its row, no two runs at the same time.

    JOBS.add(Regular("outbox.sweep", "Làm các việc nền còn chờ", timedelta(seconds=30), sweep))

The function may return a Vietnamese sentence, which is shown beside its last run, and raises
RegularFailed with one when it found something wrong. What the clock is that starts them is not
known here: `cms/celery.py` gives them to Celery's beat. A run may be lost or come twice.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from registry import policy
from registry.now import now
from registry.organisation.models import User
from registry.register import Register
from registry.trail import events
from registry.trail.models import RegularRun

logger = logging.getLogger(__name__)

Function = Callable[[], str | None]

# How many runs of a job are kept.
KEPT = 30


class RegularFailed(Exception):
    """The job ran and found something wrong; the message is Vietnamese."""


@dataclass(frozen=True)
class crontab:  # noqa: N801 - reads like timedelta beside it
    """Once a day at this hour of the Vietnamese clock, or once a week (1 is Monday)."""

    hour: int
    minute: int = 0
    weekday: int | None = None


@dataclass(frozen=True)
class Regular:
    """A regular job; `label` says in Vietnamese what it does.

    `longest`: a run that takes longer is taken for dead.
    """

    name: str
    label: str
    every: timedelta | crontab
    function: Function
    longest: timedelta = timedelta(hours=1)

    @property
    def apart(self) -> timedelta:
        """Two starts by the clock that lie closer together are one start that came twice."""
        if isinstance(self.every, crontab):
            return timedelta(minutes=1)
        return min(self.every / 2, timedelta(seconds=10))


@dataclass(frozen=True)
class LastRun:
    """A regular job, its last run (None: never) and when it last went well."""

    job: Regular
    run: RegularRun | None
    succeeded_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """How long the last run took."""
        if self.run is None or self.run.finished_at is None:
            return None
        return max((self.run.finished_at - self.run.started_at).total_seconds(), 0.0)


JOBS: Register[Regular] = Register("regular-jobs", "Việc định kỳ", lambda job: job.name)


@JOBS.promise
def _can_be_run() -> Iterator[str]:
    for job in JOBS:
        if not job.label.strip():
            yield f"«{job.name}» chưa có lời để người quản trị đọc."
        if not _comes_again(job.every):
            yield f"«{job.name}» không có khoảng cách giữa hai lần chạy."
        if job.longest <= timedelta(0):
            yield f"«{job.name}» phải được chạy ít nhất một lúc rồi mới coi là đã dừng."


def _comes_again(every: timedelta | crontab) -> bool:
    if isinstance(every, timedelta):
        return every > timedelta(0)
    week = every.weekday is None or 0 <= every.weekday <= 6
    return week and 0 <= every.hour <= 23 and 0 <= every.minute <= 59


def jobs() -> list[Regular]:
    """Return all regular jobs, by name."""
    return sorted(JOBS, key=lambda job: job.name)


def last_runs() -> list[LastRun]:
    """Return every regular job with its last run: two queries."""
    newest = RegularRun.objects.values("name").annotate(
        last=Max("pk"), good=Max("finished_at", filter=Q(outcome=RegularRun.GOOD))
    )
    known = {row["name"]: row for row in newest}
    runs = RegularRun.objects.select_related("asked_by").in_bulk(
        [row["last"] for row in known.values()]
    )
    found = []
    for job in jobs():
        row = known.get(job.name)
        run = runs.get(row["last"]) if row else None
        found.append(LastRun(job, run, row["good"] if row else None))
    return found


def run(name: str, *, asked_by: User | None = None) -> RegularRun | None:
    """Run a job now and return its row; None where it runs already or has just been started.

    Never raises for what the job does: its error stands in the row.
    """
    job = JOBS.get(name)
    row = _begin(job, asked_by)
    if row is None:
        return None
    try:
        row.note = job.function() or ""
    except Exception as error:
        row.outcome = RegularRun.FAILED
        if isinstance(error, RegularFailed):
            row.error = str(error)
        else:
            row.error = f"{type(error).__name__}: {error}"[:2000].replace("\0", "")
            logger.error("regular job %s failed", name, exc_info=error)
    else:
        row.outcome = RegularRun.GOOD
    row.finished_at = now()
    # Not where it was taken for dead meanwhile: its row says so already.
    RegularRun.objects.filter(pk=row.pk, outcome=RegularRun.RUNNING).update(
        outcome=row.outcome, note=row.note, error=row.error, finished_at=row.finished_at
    )
    _forget_old(name)
    return row


@transaction.atomic
def ask(actor: User, name: str) -> None:
    """Note in the trail that a person has this job run now. Raises Forbidden, KeyError."""
    policy.require(actor, "regular.run", RegularRun(name=JOBS.get(name).name))
    events.append("outbox", "regular.asked", {"name": name}, actor=actor)


def _begin(job: Regular, asked_by: User | None) -> RegularRun | None:
    """The row of a run that begins; the constraint `regular_job_runs_once` is the claim."""
    instant = now()
    last = RegularRun.objects.filter(name=job.name).order_by("-pk").first()
    if last is not None:
        # An instant still to come: the clock was set back, and says nothing about this row.
        ahead = last.started_at > instant
        if last.outcome == RegularRun.RUNNING:
            if not ahead and instant - last.started_at < job.longest:
                return None
            RegularRun.objects.filter(pk=last.pk, outcome=RegularRun.RUNNING).update(
                outcome=RegularRun.LOST, finished_at=instant
            )
        elif asked_by is None and not ahead and instant - last.started_at < job.apart:
            return None
    try:
        with transaction.atomic():
            return RegularRun.objects.create(
                name=job.name, started_at=instant, asked_by=asked_by, outcome=RegularRun.RUNNING
            )
    except IntegrityError:
        return None


def _forget_old(name: str) -> None:
    runs = RegularRun.objects.filter(name=name).order_by("-pk")
    oldest = runs.values_list("pk", flat=True)[KEPT : KEPT + 1].first()
    if oldest is None:
        return
    good = runs.filter(outcome=RegularRun.GOOD).values_list("pk", flat=True).first()
    RegularRun.objects.filter(name=name, pk__lte=oldest).exclude(pk=good or 0).delete()
