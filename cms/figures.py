"""Figures of the whole installation for monitoring: counts and ages, never a name or a code."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min

from cms.operations import manifest
from processes.models import Case
from registry.now import now
from registry.trail import regular
from registry.trail.models import Job
from search import service as search

logger = logging.getLogger(__name__)

_STATES = (Job.WAITING, Job.RUNNING, Job.FAILED)

Rows = list[tuple[list[str], float]]
Figure = tuple[str, str, list[str], Rows]


def all_of_them() -> Iterator[Figure]:
    """Yield (name, English words, names of labels, rows); what can't be asked is left out."""
    for part in (_database, _jobs, _regular, _cases, _search, _backup):
        try:
            yield from list(part())
        except Exception:
            logger.exception("figures of %s are left out", part.__name__)


def oldest_waiting() -> float:
    """Return seconds since the job fell due that has waited longest; 0 when none is due."""
    first = Job.objects.filter(state=Job.WAITING).aggregate(first=Min("run_at"))["first"]
    return max((now() - first).total_seconds(), 0.0) if first else 0.0


def backup_age() -> float | None:
    """Return seconds since the newest backup was taken; None where none can be seen from here."""
    newest = manifest.newest(Path(settings.BACKUPS)) if settings.BACKUPS else None
    return max((now() - newest.instant).total_seconds(), 0.0) if newest else None


def _database() -> Iterator[Figure]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        up: Rows = [([], 1.0)]
    except DatabaseError:
        up = [([], 0.0)]
    yield ("iso_database_up", "1 while the database answers", [], up)


def _jobs() -> Iterator[Figure]:
    counted = dict(
        Job.objects.filter(state__in=_STATES).values_list("state").annotate(Count("pk")).order_by()
    )
    rows: Rows = [([state], float(counted.get(state, 0))) for state in _STATES]
    yield ("iso_jobs", "Background jobs by state", ["state"], rows)
    oldest: Rows = [([], oldest_waiting())]
    yield ("iso_jobs_oldest_seconds", "How long the oldest due job has waited", [], oldest)


def _regular() -> Iterator[Figure]:
    instant = now()
    rows: Rows = [
        ([last.job.name], max((instant - last.succeeded_at).total_seconds(), 0.0))
        for last in regular.last_runs()
        if last.succeeded_at is not None
    ]
    words = "Seconds since a regular job last went well"
    yield ("iso_regular_last_good_seconds", words, ["job"], rows)


def _cases() -> Iterator[Figure]:
    counted = Case.unscoped.values_list("status").annotate(Count("pk")).order_by()
    rows: Rows = [([status], float(count)) for status, count in counted]
    yield ("iso_cases", "Cases by status", ["status"], rows)


def _search() -> Iterator[Figure]:
    state = search.state()
    up: Rows = [([state.engine], 1.0 if state.reachable else 0.0)]
    yield ("iso_search_up", "1 while the chosen search engine answers", ["engine"], up)
    waiting: Rows = [([], float(state.waiting))]
    yield ("iso_search_waiting", "Changes that the search engine has not got yet", [], waiting)


def _backup() -> Iterator[Figure]:
    age = backup_age()
    rows: Rows = [] if age is None else [([], age)]
    yield ("iso_backup_age_seconds", "Age of the newest backup in ISO_BACKUPS", [], rows)
