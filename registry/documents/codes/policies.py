"""Who sees patterns of codes: everybody of the agency."""

from django.db.models import Q

from registry.documents.codes.models import CodePattern
from registry.policy import POLICIES, Policy, Standing


def _of_agency(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids)


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(CodePattern, _of_agency))
