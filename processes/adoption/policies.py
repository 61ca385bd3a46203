"""Who sees adoptions and what may be done with them."""

from django.db.models import Q

from registry import policy
from registry.adoption.models import Adoption
from registry.notices import services as notices
from registry.policy import Standing


def _adoptions(at: Standing) -> Q:
    """Those of the own agencies; and for the issuer's people, who works by its documents."""
    return Q(agency_id__in=at.agency_ids) | Q(
        document__agency_id__in=at.agencies_where("document.adopters")
    )


def declare() -> None:
    """Register the policy."""
    policy.register(
        Adoption,
        _adoptions,
        {
            "change": lambda at, row: at.may("document.adopt", row.agency_id),
            "confirm": lambda at, row: at.may("document.adopt_confirm", row.agency_id),
        },
    )
    notices.register_thing("adoption", lambda at: Adoption.unscoped.filter(_adoptions(at)))
