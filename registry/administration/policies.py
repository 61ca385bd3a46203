"""Who sees agencies, units, people and their roles, and who may change them."""

from django.db.models import Q, QuerySet

from registry.notices.services import THINGS, Thing
from registry.now import today
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.policy import POLICIES, Ability, Policy, Standing


def _of_agencies(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids)


def _colleagues(at: Standing) -> Q:
    members = Membership.unscoped.filter(agency_id__in=at.agency_ids).values("user_id")
    return Q(pk__in=members) | Q(pk=at.user.pk if at.user else None)


def _received(at: Standing) -> QuerySet[Delegation]:
    not_over = Q(ends=None) | Q(ends__gte=today())
    return Delegation.unscoped.filter(not_over, receiver=at.user)


_MANAGED: dict[str, Ability] = {
    "edit": lambda at, row: at.may("organisation.manage", row.agency_id),
}
_POLICIES = (
    Policy(
        Agency,
        lambda at: Q(pk__in=at.agency_ids | at.ancestor_ids),
        {
            "document.create": lambda at, agency: at.may("document.create", agency.pk, own=True),
            "document.adopt": lambda at, agency: at.may("document.adopt", agency.pk),
            "document.import": lambda at, agency: at.may("document.import", agency.pk),
            "organisation.manage": lambda at, agency: at.may("organisation.manage", agency.pk),
            "document.setup": lambda at, agency: at.may("document.setup", agency.pk),
            "trail.read": lambda at, agency: at.may("trail.read", agency.pk),
            "record.fill": lambda at, agency: at.may("record.fill", agency.pk, own=True),
        },
    ),
    Policy(Unit, _of_agencies, _MANAGED),
    Policy(Membership, _of_agencies, _MANAGED),
    Policy(Delegation, _of_agencies, _MANAGED),
    Policy(User, _colleagues),
)


def declare() -> None:
    """Register the policies."""
    for one in _POLICIES:
        POLICIES.add(one)
    THINGS.add("delegation", Thing(Delegation, _received))
