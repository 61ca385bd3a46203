"""Regular jobs as rows of django-celery-beat, and its scheduler made safe against clocks set back.

The row's description ends with what the code declares. An administrator's own interval or
switch-off is therefore known and kept; a new release's interval reaches rows that nobody touched.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import Error, transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from registry.now import LOCAL, now
from registry.organisation.models import User
from registry.policy import require
from registry.trail import events, regular
from registry.trail.models import RegularRun
from registry.trail.regular import Regular, crontab

logger = logging.getLogger(__name__)

TASK = "iso.regular"
_PREFIX = "regular:"


def row_name(job: Regular) -> str:
    """Return the name of its row."""
    return f"{_PREFIX}{job.name}"


def declared(job: Regular) -> str:
    """Return what the code says about when it runs, in one line."""
    if isinstance(job.every, timedelta):
        return f"every {job.every.total_seconds():.0f} s"
    return f"at {job.every.hour}:{job.every.minute:02d}, weekday {job.every.weekday or '*'}"


@transaction.atomic
def sync() -> None:
    """Give every declared job its row; running it again changes nothing."""
    rows = {row.name: row for row in PeriodicTask.objects.filter(name__startswith=_PREFIX)}
    for job in regular.jobs():
        row = rows.pop(row_name(job), None)
        description = f"{job.label}\n{declared(job)}"
        if row is None:
            PeriodicTask.objects.create(
                name=row_name(job),
                task=TASK,
                kwargs=json.dumps({"name": job.name}),
                description=description,
                expire_seconds=_expires(job),
                **_schedule(job),
            )
        elif row.description != description:
            before = row.description.rpartition("\n")[2]
            if before == _found(row):
                row.interval = row.crontab = None
                for name, value in _schedule(job).items():
                    setattr(row, name, value)
            row.description = description
            row.save()
    for row in rows.values():
        row.delete()


@transaction.atomic
def switch(actor: User, name: str, *, on: bool) -> None:
    """Let a regular job run by the clock, or not. Raises Forbidden, KeyError."""
    job = regular.JOBS.get(name)
    require(actor, "regular.run", RegularRun(name=name))
    row = PeriodicTask.objects.get(name=row_name(job))
    if row.enabled == on:
        return
    row.enabled = on
    row.save()
    events.append("outbox", "regular.switched", {"name": name, "on": on}, actor=actor)


def next_run(row: PeriodicTask, last: RegularRun | None) -> datetime | None:
    """Return when the clock will start it; None where it is switched off."""
    if not row.enabled:
        return None
    known = [row.last_run_at or row.date_changed, *([last.started_at] if last else [])]
    since = min(max(known), now())
    due: timedelta = row.schedule.remaining_estimate(since.astimezone(LOCAL))
    return now() + max(due, timedelta())


def _schedule(job: Regular) -> dict[str, Any]:
    every = job.every
    if isinstance(every, crontab):
        weekday = "*" if every.weekday is None else str(every.weekday % 7)
        row, _ = CrontabSchedule.objects.get_or_create(
            minute=str(every.minute),
            hour=str(every.hour),
            day_of_week=weekday,
            day_of_month="*",
            month_of_year="*",
            timezone=ZoneInfo(LOCAL.key),
        )
        return {"crontab": row}
    interval, _ = IntervalSchedule.objects.get_or_create(
        every=int(every.total_seconds()), period=IntervalSchedule.SECONDS
    )
    return {"interval": interval}


def _found(row: PeriodicTask) -> str:
    """What the row says about when it runs, in the words of `declared`."""
    if row.interval is not None:
        return f"every {row.interval.schedule.run_every.total_seconds():.0f} s"
    cron = row.crontab
    if cron is None:
        return ""
    weekday = {"*": "*", "0": "7"}.get(cron.day_of_week, cron.day_of_week)
    return f"at {cron.hour}:{cron.minute:0>2}, weekday {weekday}"


def _expires(job: Regular) -> int:
    """Seconds after which a start that nobody came for is not made up for."""
    if isinstance(job.every, timedelta):
        return max(int(job.every.total_seconds()), 10)
    return 6 * 60 * 60


class Entry(ModelEntry):
    """A row; a last run that is still to come counts as now, or it would wait for that instant."""

    def __init__(self, model: PeriodicTask, app: Any = None) -> None:
        super().__init__(model, app=app)
        self.not_ahead()

    def not_ahead(self) -> None:
        """Forget a last run that the clock has not reached."""
        instant = self._default_now()
        if self.model.last_run_at > instant:
            self.model.last_run_at = instant
        self.last_run_at = self.model.last_run_at


class Scheduler(DatabaseScheduler):
    """The database's schedule; notices a clock that is set back while it runs."""

    Entry = Entry
    _seen = 0.0

    def setup_schedule(self) -> None:
        """Lay the rows before they are first read: the scheduler does not notice the first change
        of an empty table."""
        try:
            sync()
        except Error:
            logger.exception("the rows of regular jobs could not be written")
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Go one round; after a step back of the clock everything is counted from now."""
        instant = now().timestamp()
        if instant < self._seen - 1:
            for entry in self.schedule.values():
                entry.not_ahead()
            self._heap = None
        self._seen = instant
        delay: float = super().tick(*args, **kwargs)
        return delay
