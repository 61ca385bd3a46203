"""Who sees adoptions and what may be done with them."""

from django.db.models import Q

from registry.adoption.models import Adoption
from registry.notices.services import THINGS, Thing
from registry.policy import POLICIES, Policy, Standing


def _adoptions(at: Standing) -> Q:
    """Those of the own agencies; and for the issuer's people, who works by its documents."""
    return Q(agency_id__in=at.agency_ids) | Q(
        document__agency_id__in=at.agencies_where("document.adopters")
    )


_POLICY = Policy(
    Adoption,
    _adoptions,
    {
        "change": lambda at, row: at.may("document.adopt", row.agency_id),
        "confirm": lambda at, row: at.may("document.adopt_confirm", row.agency_id),
    },
)


def declare() -> None:
    """Register the policy."""
    POLICIES.add(_POLICY)
    THINGS.add("adoption", Thing(Adoption))
