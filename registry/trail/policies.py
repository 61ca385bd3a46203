"""Who sees events and background work, and who may do it again."""

from django.db.models import Q

from registry.policy import POLICIES, Policy, Standing
from registry.trail.models import Event, Job, RegularRun


def _jobs(at: Standing) -> Q:
    found = Q(agency_id__in=at.agencies_where("job.manage"))
    return found | Q(agency=None) if at.keeps_installation else found


def _manages_job(at: Standing, job: Job) -> bool:
    if job.agency_id is None:
        return at.keeps_installation
    return at.may("job.manage", job.agency_id)


_POLICIES = (
    Policy(Job, _jobs, {"job.retry": _manages_job}),
    Policy(
        RegularRun,
        lambda at: Q() if at.agencies_where("job.manage") else Q(pk__in=[]),
        {"regular.run": lambda at, run: at.keeps_installation},
    ),
    Policy(Event, lambda at: Q(agency_id__in=at.agencies_where("trail.read"))),
)


def declare() -> None:
    """Register the policies."""
    for one in _POLICIES:
        POLICIES.add(one)
