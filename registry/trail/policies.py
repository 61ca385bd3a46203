"""Who sees events and background work, and who may do it again."""

from django.db.models import Q

from registry import policy
from registry.policy import Standing
from registry.trail.models import Event, Job, RegularRun


def _jobs(at: Standing) -> Q:
    found = Q(agency_id__in=at.agencies_where("job.manage"))
    return found | Q(agency=None) if at.keeps_installation else found


def _manages_job(at: Standing, job: Job) -> bool:
    if job.agency_id is None:
        return at.keeps_installation
    return at.may("job.manage", job.agency_id)


def declare() -> None:
    """Register the policies."""
    policy.register(
        Job,
        _jobs,
        {"job.retry": _manages_job},
    )
    policy.register(
        RegularRun,
        lambda at: Q() if at.agencies_where("job.manage") else Q(pk__in=[]),
        {"regular.run": lambda at, run: at.keeps_installation},
    )
    policy.register(Event, lambda at: Q(agency_id__in=at.agencies_where("trail.read")), {})
