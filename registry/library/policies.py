"""Who sees starred documents: whoever starred them, while they may read them."""

from django.db.models import Q

from registry.documents.models import Document
from registry.library.models import Favourite
from registry.policy import POLICIES, Policy, Standing, readable


def _own(at: Standing) -> Q:
    if at.user is None:
        return Q(pk__in=[])
    return Q(user=at.user, document__in=readable(at, Document).values("pk"))


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(Favourite, _own))
