"""Who sees a takeover: whoever may take documents over in its agency."""

from django.db.models import Q

from registry.policy import INSIDE, POLICIES, Inside, Policy, Standing
from registry.takeover.models import Takeover, TakeoverFile, TakeoverLine

ABILITY = "document.import"


def _of_agencies(at: Standing) -> Q:
    return Q(agency_id__in=at.agencies_where(ABILITY))


def declare() -> None:
    """Register the policy, and by way of what lines and files are read."""
    POLICIES.add(Policy(Takeover, _of_agencies))
    INSIDE.add(Inside(TakeoverFile, Takeover))
    INSIDE.add(Inside(TakeoverLine, Takeover))
