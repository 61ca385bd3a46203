"""Jobs written with the change that needs them, and worked off afterwards, at least once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from registry import canonical, policy
from registry.now import now
from registry.organisation.models import User
from registry.trail import events
from registry.trail.models import Job

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
MAX_ATTEMPTS = 5

_handlers: dict[str, Handler] = {}
_labels: dict[str, str] = {}


class JobError(ValueError):
    """A job cannot be done again; the message is Vietnamese."""


def handler(name: str, label: str = "") -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this name; it must bear being run twice.

    `label` says in Vietnamese what such a job does.
    """

    def keep(function: Handler) -> Handler:
        _handlers[name] = function
        _labels[name] = label or name
        return function

    return keep


def label_of(name: str) -> str:
    """What jobs of this name do, in Vietnamese; the bare name where nobody does them."""
    return _labels.get(name, name)


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
    Job.objects.bulk_create(
        [
            Job(
                agency_id=agency,
                handler=handler,
                payload=canonical.dumps(payload),
                key=key,
                run_at=run_at or now(),
                created_at=now(),
            )
        ],
        ignore_conflicts=bool(key),
    )


def work(limit: int = 100) -> int:
    """Do up to `limit` due jobs, each in a transaction of its own; how many were tried."""
    tried = 0
    while tried < limit and _work_one():
        tried += 1
    return tried


@transaction.atomic
def retry(actor: User, job: Job) -> Job:
    """Let a failed job be tried afresh, at once; a second click changes nothing.

    Raises Forbidden, JobError where it has not failed or one of its key waits already.
    """
    policy.require(actor, "job.retry", job)
    fresh = Job.objects.select_for_update(of=("self",)).select_related("agency").get(pk=job.pk)
    if fresh.state == Job.WAITING:
        return fresh
    if fresh.state != Job.FAILED:
        raise JobError("Việc này đã xong, không cần làm lại.")
    same = Job.objects.filter(state=Job.WAITING, handler=fresh.handler, key=fresh.key)
    if fresh.key and same.exists():
        raise JobError("Việc này đã được xếp lại và đang chờ làm.")
    fresh.state, fresh.attempts, fresh.run_at, fresh.finished_at = Job.WAITING, 0, now(), None
    fresh.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    events.append(
        f"agency:{fresh.agency.uid}" if fresh.agency else "outbox",
        "job.retried",
        {"job": fresh.pk, "handler": fresh.handler},
        actor=actor,
        agency=fresh.agency,
    )
    return fresh


def _work_one() -> bool:
    with transaction.atomic():
        due = Job.objects.filter(state=Job.WAITING, run_at__lte=now()).order_by("run_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return False
        job.attempts += 1
        # No longer waiting from here on, as others see it once this commits: a change that is
        # committed while the handler reads must be able to note a job of the same key, and waits
        # for this row to be done. If it were still "waiting", PostgreSQL would take the new job
        # for a twin and drop it, and the change would be lost.
        Job.objects.filter(pk=job.pk).update(state=Job.DONE)
        try:
            with transaction.atomic():
                _handlers[job.handler](canonical.loads(job.payload))
        except Exception as error:
            logger.exception("job %s failed", job.pk)
            job.error = f"{type(error).__name__}: {error}"[:2000]
            if job.attempts >= MAX_ATTEMPTS:
                job.state, job.finished_at = Job.FAILED, now()
            else:
                job.state = Job.WAITING
                job.run_at = now() + timedelta(seconds=2**job.attempts)
        else:
            job.state, job.finished_at, job.error = Job.DONE, now(), ""
        job.save()
    return True
