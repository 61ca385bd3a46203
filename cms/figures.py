"""Figures of the whole installation for monitoring: counts and ages, never a name or a code."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min

from cms.operations import manifest
from processes.models import Case
from registry.now import now
from registry.trail import regular
from registry.trail.models import Job

Rows = list[tuple[list[str], float]]
Figure = tuple[str, str, list[str], Rows]


def all_of_them() -> Iterator[Figure]:
    """(name, English words, names of labels, rows); what the database can't answer is left out."""
    try:
        yield from _jobs()
        yield from _regular()
        yield ("iso_cases", "Cases by status", ["status"], _cases())
        up: Rows = [([], 1.0)]
    except DatabaseError:
        up = [([], 0.0)]
    yield ("iso_database_up", "1 while the database answers", [], up)
    age = backup_age()
    rows: Rows = [] if age is None else [([], age)]
    yield ("iso_backup_age_seconds", "Age of the newest backup in ISO_BACKUPS", [], rows)


def oldest_waiting() -> float:
    """Seconds since the job fell due that has waited longest; 0 when none is due."""
    first = Job.objects.filter(state=Job.WAITING).aggregate(first=Min("run_at"))["first"]
    return max((now() - first).total_seconds(), 0.0) if first else 0.0


def backup_age() -> float | None:
    """Seconds since the newest backup was taken; None where none can be seen from here."""
    newest = manifest.newest(Path(settings.BACKUPS)) if settings.BACKUPS else None
    return max((now() - newest.instant).total_seconds(), 0.0) if newest else None


def _jobs() -> Iterator[Figure]:
    counted = dict(
        Job.objects.filter(state__in=(Job.WAITING, Job.FAILED))
        .values_list("state")
        .annotate(Count("pk"))
        .order_by()
    )
    rows: Rows = [([state], float(counted.get(state, 0))) for state in (Job.WAITING, Job.FAILED)]
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


def _cases() -> Rows:
    counted = Case.unscoped.values_list("status").annotate(Count("pk")).order_by()
    return [([status], float(count)) for status, count in counted]
