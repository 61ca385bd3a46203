"""Who sees templates: their agency, and those below where the document is shared."""

from django.db.models import Q

from registry.documents.starts.models import DraftTemplate
from registry.policy import POLICIES, Policy, Standing


def _own_and_from_above(at: Standing) -> Q:
    from_above = Q(agency_id__in=at.ancestor_ids, document__shared=True)
    return Q(agency_id__in=at.agency_ids) | from_above


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(DraftTemplate, _own_and_from_above))
