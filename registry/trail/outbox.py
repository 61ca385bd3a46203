"""Jobs written with the change that needs them, and worked off afterwards, at least once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from registry import canonical
from registry.now import now
from registry.trail.models import Job

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
MAX_ATTEMPTS = 5

_handlers: dict[str, Handler] = {}


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this name; it must bear being run twice."""

    def keep(function: Handler) -> Handler:
        _handlers[name] = function
        return function

    return keep


def enqueue(
    handler: str, payload: dict[str, Any], *, key: str = "", run_at: datetime | None = None
) -> None:
    """Note a job in this transaction; of jobs with one key only one waits at a time."""
    Job.objects.bulk_create(
        [
            Job(
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


def _work_one() -> bool:
    with transaction.atomic():
        due = Job.objects.filter(state=Job.WAITING, run_at__lte=now()).order_by("run_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return False
        job.attempts += 1
        try:
            with transaction.atomic():
                _handlers[job.handler](canonical.loads(job.payload))
        except Exception as error:
            logger.exception("job %s failed", job.pk)
            job.error = f"{type(error).__name__}: {error}"[:2000]
            if job.attempts >= MAX_ATTEMPTS:
                job.state, job.finished_at = Job.FAILED, now()
            else:
                job.run_at = now() + timedelta(seconds=2**job.attempts)
        else:
            job.state, job.finished_at, job.error = Job.DONE, now(), ""
        job.save()
    return True
