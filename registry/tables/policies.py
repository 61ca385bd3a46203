"""Who sees views that were kept: whoever kept them, nobody else."""

from django.db.models import Q

from registry.policy import POLICIES, Policy, Standing
from registry.tables.models import SavedView


def _own(at: Standing) -> Q:
    return Q(user=at.user, agency_id__in=at.agency_ids) if at.user else Q(pk__in=[])


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(SavedView, _own))
