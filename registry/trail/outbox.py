"""Jobs written with the change that needs them, and worked off afterwards, at least once.

A job goes waiting -> running -> done. It is claimed in a transaction of its own, which counts the
attempt: a job that kills its worker is counted too and ends as failed. It is then done in a second
transaction together with the handler's own writes, so these happen exactly once, however many
workers there are and whatever dies. Running rows whose worker is gone are claimed again.

Instants are those of `registry.now`. A clock that is set back delays nothing: see `_due`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from registry import canonical, policy
from registry.now import now
from registry.organisation.models import User
from registry.register import Register
from registry.trail import events
from registry.trail.models import Job

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Seconds until a failed job is tried again: after the first, second, third, fourth attempt.
DELAYS = (10, 60, 600, 3600)
# How many jobs are claimed at once. Those that were tried before are claimed one by one: should
# one of them kill its worker, it takes no other with it a second time.
BATCH = 50
# A claim that is older belongs to a worker that is gone (or is slow: then the row's lock says so).
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)


class JobError(ValueError):
    """A job cannot be done again; the message is Vietnamese."""


class NotNow(Exception):
    """What a handler needs is away: try again in `seconds`, using up no attempt.

    `reason` is Vietnamese and is shown to administrators: «Elasticsearch không trả lời».
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


@dataclass(frozen=True)
class Handler:
    """What does the jobs of a name; it must bear being run twice.

    `label` says in Vietnamese what such a job does. The function takes the payload and runs inside
    the transaction that marks the job as done: writes of the database happen exactly once, and
    nothing may be asked of the network. With `many` it takes a list of up to so many payloads and
    runs outside every transaction, for work on another server; should it raise, all of them are
    tried again, and where it may take longer than half a minute it calls `keep`.
    """

    function: Callable[[Any], None]
    label: str
    many: int = 0


HANDLERS: Register[Handler] = Register("handlers", "Việc nền")
# Called after each commit of a transaction that noted a job due now. Once a transaction, however
# many jobs; none may fail or take time.
NOTED: Register[Callable[[], None]] = Register("noted", "Nơi được báo khi có việc nền")
_at_work = threading.local()


@HANDLERS.promise
def _have_words() -> Iterator[str]:
    for name, handler in HANDLERS.items():
        if not handler.label.strip() or handler.label == name:
            yield f"«{name}» chưa có lời để người quản trị đọc."


def label_of(name: str) -> str:
    """Return what jobs of this name do, in Vietnamese; the bare name where nobody does them."""
    known = HANDLERS.find(name)
    return known.label if known else name


def enqueue(
    handler: str,
    payload: dict[str, Any],
    *,
    key: str = "",
    run_at: datetime | None = None,
    agency: int | None = None,
) -> None:
    """Note a job in this transaction; of jobs with one key only one waits at a time.

    `agency` is the primary key of the agency whose change it follows.
    """
    instant = now()
    job = Job(
        agency_id=agency,
        handler=handler,
        payload=canonical.dumps(payload),
        key=key,
        run_at=run_at or instant,
        created_at=instant,
    )
    if key:
        _insert_or_hold(job)
    else:
        Job.objects.bulk_create([job])
    if job.run_at <= instant and len(NOTED) and not _is_announced():
        transaction.on_commit(_announce, robust=True)


def _insert_or_hold(job: Job) -> None:
    """Insert the job, or hold its waiting twin until this transaction ends.

    Held, because a worker that did the twin before we commit would not see our change. The
    predicate is that of the constraint `job_key_waits_once`; Django's own upsert has none.
    """
    fields = [field for field in Job._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = [field.get_db_prep_save(getattr(job, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Job._meta.db_table)} ({columns})"  # noqa: S608
            f" VALUES ({', '.join(['%s'] * len(fields))})"
            f" ON CONFLICT ({quote('handler')}, {quote('key')})"
            f" WHERE {quote('state')} = 'waiting' AND NOT ({quote('key')} = '')"
            f" DO UPDATE SET {quote('key')} = excluded.{quote('key')}",
            values,
        )


def _is_announced() -> bool:
    """Whether this transaction will announce its jobs already; a rolled back savepoint takes its
    callbacks along, so the list itself is what to ask."""
    return any(callback[1] is _announce for callback in reversed(connection.run_on_commit))


def _announce() -> None:
    for listener in NOTED:
        listener()


def work(limit: int = 100, *, seconds: float | None = None) -> int:
    """Do up to `limit` due jobs, beginning none after `seconds`; how many were tried."""
    tried = 0
    ends = None if seconds is None else time.monotonic() + seconds
    while tried < limit and (ends is None or time.monotonic() < ends):
        claimed = _claim(_due_again(), 1)
        claimed += _claim(_due_first(), min(BATCH, limit - tried - len(claimed)))
        if not claimed:
            break
        tried += _do_all(claimed)
    return tried


def keep() -> None:
    """Say that the jobs which this thread does take long and are still being done; cheap."""
    claimed: list[Job] = getattr(_at_work, "jobs", [])
    if claimed and time.monotonic() - _at_work.since > LEASE.total_seconds() / 3:
        _mine(claimed).update(claimed_at=now())
        _at_work.since = time.monotonic()


def waits() -> bool:
    """Tell whether some job is due."""
    return _due_first().exists() or _due_again().exists()


def is_ahead(handler: str, key: str) -> bool:
    """Tell whether a job of this key waits or is being done; one query."""
    ahead = (Job.WAITING, Job.RUNNING)
    return Job.objects.filter(handler=handler, key=key, state__in=ahead).exists()


def tidy() -> int:
    """Delete jobs that were done long ago; how many."""
    return Job.objects.filter(state=Job.DONE, finished_at__lt=now() - KEPT).delete()[0]


@transaction.atomic
def retry(actor: User, job: Job) -> Job:
    """Let a failed job be tried afresh, at once; a second click changes nothing.

    Raises Forbidden, JobError where it has not failed or one of its key waits already.
    """
    policy.require(actor, "job.retry", job)
    fresh = Job.objects.select_for_update(of=("self",)).select_related("agency").get(pk=job.pk)
    if fresh.state in (Job.WAITING, Job.RUNNING):
        return fresh
    if fresh.state != Job.FAILED:
        raise JobError("Việc này đã xong, không cần làm lại.")
    same = Job.objects.filter(state=Job.WAITING, handler=fresh.handler, key=fresh.key)
    if fresh.key and same.exists():
        raise JobError("Việc này đã được xếp lại và đang chờ làm.")
    fresh.state, fresh.attempts, fresh.finished_at = Job.WAITING, 0, None
    # With the instant of the press as the last try, a clock that is set back now delays nothing.
    fresh.run_at = fresh.claimed_at = now()
    fresh.save(update_fields=["state", "attempts", "run_at", "claimed_at", "finished_at"])
    events.append(
        f"agency:{fresh.agency.uid}" if fresh.agency else "outbox",
        "job.retried",
        {"job": fresh.pk, "handler": fresh.handler},
        actor=actor,
        agency=fresh.agency,
    )
    if len(NOTED) and not _is_announced():
        transaction.on_commit(_announce, robust=True)
    return fresh


def _due() -> Q:
    """What may be done now. A clock that was set back keeps nothing waiting: a job noted for at
    once is due however far its instant lies ahead now, and one that was tried at an instant which
    is still to come is tried again. Only what was noted for a later day waits for that day."""
    at_once = Q(run_at__lte=F("created_at"), claimed_at=None)
    return Q(run_at__lte=now()) | at_once | Q(claimed_at__gt=now())


def _due_first() -> QuerySet[Job]:
    return Job.objects.filter(_due(), state=Job.WAITING, attempts=0)


def _due_again() -> QuerySet[Job]:
    gone = Q(claimed_at__lt=now() - LEASE) | Q(claimed_at__gt=now())
    return Job.objects.filter(
        Q(_due(), state=Job.WAITING, attempts__gt=0) | Q(gone, state=Job.RUNNING)
    )


@transaction.atomic
def _claim(due: QuerySet[Job], most: int) -> list[Job]:
    """Take jobs and count the attempt; committed before anything of them is done."""
    if most <= 0:
        return []
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    found = list(due.order_by("run_at", "pk")[:most])
    over = [job.pk for job in found if job.attempts >= MAX_ATTEMPTS]
    if over:
        Job.objects.filter(pk__in=over).update(
            state=Job.FAILED,
            finished_at=now(),
            error="WorkerLost: the process ended each time it did this job",
        )
    claimed = [job for job in found if job.attempts < MAX_ATTEMPTS]
    if claimed:
        # No longer waiting from here on, as others see it: a change that is committed while the
        # handler reads must be able to note a job of the same key.
        Job.objects.filter(pk__in=[job.pk for job in claimed]).update(
            state=Job.RUNNING, claimed_at=now(), attempts=F("attempts") + 1
        )
    for job in claimed:
        job.attempts += 1
    # Those that were given up count as tried: there may be more behind them.
    return claimed or ([] if not over else _claim(due, most))


def _do_all(claimed: list[Job]) -> int:
    """Do these jobs, and more of those that are done together; how many."""
    tried, together = len(claimed), dict[str, list[Job]]()
    for job in claimed:
        known = HANDLERS.find(job.handler)
        if known is not None and known.many:
            together.setdefault(job.handler, []).append(job)
        else:
            _do_one(job)
    for name, jobs in together.items():
        many = HANDLERS.get(name).many
        if all(job.attempts == 1 for job in jobs):
            more = _claim(_due_first().filter(handler=name), many - len(jobs))
            jobs, tried = jobs + more, tried + len(more)
        for start in range(0, len(jobs), many):
            _do_many(HANDLERS.get(name).function, jobs[start : start + many])
    return tried


def _do_one(job: Job) -> None:
    try:
        with transaction.atomic():
            # Locks the row; nobody else has claimed it meanwhile.
            if not _finish([job]):
                return
            HANDLERS.get(job.handler).function(canonical.loads(job.payload))
    except Exception as error:
        _put_back([job], error)


def _do_many(function: Callable[[Any], None], jobs: list[Job]) -> None:
    _at_work.jobs, _at_work.since = jobs, time.monotonic()
    try:
        function([canonical.loads(job.payload) for job in jobs])
    except Exception as error:
        _put_back(jobs, error)
    else:
        _finish(jobs)
    finally:
        _at_work.jobs = []


def _finish(jobs: list[Job]) -> int:
    """Mark as done those whose claim still holds."""
    return _mine(jobs).update(state=Job.DONE, finished_at=now(), error="")


def _mine(jobs: list[Job]) -> QuerySet[Job]:
    """The rows of these jobs; without those that somebody else has claimed since."""
    claimed = Q()
    for attempts in {job.attempts for job in jobs}:
        claimed |= Q(attempts=attempts, pk__in=[job.pk for job in jobs if job.attempts == attempts])
    return Job.objects.filter(claimed, state=Job.RUNNING)


def _put_back(jobs: list[Job], error: Exception) -> None:
    """Let them wait for their next try, or keep them as failed."""
    text = f"{type(error).__name__}: {error}"[:2000].replace("\0", "")
    if isinstance(error, NotNow):
        later = now() + timedelta(seconds=error.seconds)
        _change(
            jobs,
            error=text,
            state=Job.WAITING,
            run_at=later,
            attempts=F("attempts") - 1,
            postponed=F("postponed") + 1,
        )
        return
    for job in jobs:
        logger.error("job %s failed", job.pk, exc_info=error)
        if job.attempts >= MAX_ATTEMPTS:
            _change([job], error=text, state=Job.FAILED, finished_at=now())
        else:
            later = now() + timedelta(seconds=DELAYS[min(job.attempts, len(DELAYS)) - 1])
            _change([job], error=text, state=Job.WAITING, run_at=later)


def _change(jobs: list[Job], **change: Any) -> None:
    try:
        with transaction.atomic():
            _mine(jobs).update(**change)
    except IntegrityError:
        if len(jobs) == 1:
            # A later change noted a job of the same key, which will do what this was to do.
            _finish(jobs)
        for job in jobs if len(jobs) > 1 else []:
            _change([job], **change)
