"""Who reads minutes of hand-overs, and what may be done with them."""

from django.db.models import Exists, OuterRef, Q

from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.notices.services import THINGS, Thing
from registry.organisation.models import Membership
from registry.policy import POLICIES, Policy, Standing


def _led(at: Standing) -> Q:
    """Of agencies that the person leads or administers, and of people of units they lead."""
    units = at.units_where("handover.approve")
    found = Q(agency_id__in=at.agencies_where("handover.approve"))
    if units:
        theirs = Membership.unscoped.filter(
            user_id=OuterRef("person_id"), agency_id=OuterRef("agency_id"), unit_id__in=units
        )
        found |= Q(Exists(theirs))
    return found


def _handovers(at: Standing) -> Q:
    """Who approves, gave, made or receives it; nobody else."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    received = HandoverReceipt.unscoped.filter(handover=OuterRef("pk"), receiver=at.user)
    own = Q(person=at.user) | Q(made_by=at.user) | Q(Exists(received))
    return Q(agency_id__in=at.agency_ids) & (own | _led(at))


def _plans(at: Standing) -> Q:
    if at.user is None:
        return Q(pk__in=[])
    return Q(agency_id__in=at.agency_ids) & (Q(person=at.user) | _led(at))


def _receipts(at: Standing) -> Q:
    return Q(handover__in=Handover.unscoped.filter(_handovers(at)).values("pk"))


def declare() -> None:
    """Register the policies of this subject."""
    POLICIES.add(Policy(Handover, _handovers))
    POLICIES.add(Policy(HandoverPlan, _plans))
    POLICIES.add(Policy(HandoverReceipt, _receipts))
    THINGS.add("handover", Thing(Handover))
