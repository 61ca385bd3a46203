"""Who sees who has read what, who chooses where issues go, who keeps printed copies."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.distribution.models import ControlledCopy, Delivery, Distribution
from registry.documents.models import Document, Version
from registry.notices.services import THINGS, Thing
from registry.organisation.models import User
from registry.organisation.roles import reach
from registry.policy import (
    INSIDE,
    POLICIES,
    Forbidden,
    Inside,
    Policy,
    Standing,
    readable,
    standing,
)

DISTRIBUTE, SEE, KEEP = "document.distribute", "document.see_readers", "copy.keep"


def _copies(at: Standing) -> Q:
    return Q(agency_id__in=at.agencies_where(KEEP))


def own(at: Standing) -> Q:
    """Select what the person themselves got, while they work where they got it."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    return Q(person=at.user, agency_id__in=at.agency_ids)


def _deliveries(at: Standing) -> Q:
    """One's own; those of documents whose readers one sees: the same as `sees_readers`."""
    found = own(at)
    if at.user is None or not at.agencies:
        return found
    found |= Q(agency_id__in=at.agencies_where(SEE))
    units, writes, any_unit = set(), set(), set()
    for held in at.held:
        how = reach(held.role, SEE)
        if how in ("unit", "own"):
            writes.add(held.agency_id)
        if how == "unit" and held.unit_id:
            units.add(held.unit_id)
        elif how == "unit":
            any_unit.add(held.agency_id)
    if writes:
        found |= Q(version__document__author=at.user, agency_id__in=writes)
    if units:
        found |= Q(version__document__owner_unit_id__in=units, agency_id__in=at.agency_ids)
    if any_unit:
        found |= Q(version__document__owner_unit__isnull=False, agency_id__in=any_unit)
    return found


def given(at: Standing) -> QuerySet[Delivery]:
    """Return all that was given to the person where they work, of what they may still read."""
    read = readable(at, Version).filter(pk=OuterRef("version"))
    rows: QuerySet[Delivery] = Delivery.unscoped.filter(own(at) & Q(Exists(read)))
    return rows


def sees_readers(at: Standing, document: Document) -> bool:
    """Tell whether the person sees who has read a document and who has not."""
    return _may(at, SEE, document)


def distributes(at: Standing, document: Document) -> bool:
    """Tell whether the person chooses to whom a document goes."""
    return _may(at, DISTRIBUTE, document)


def keeps_copies(at: Standing, agency_id: int) -> bool:
    """Tell whether the person prints controlled copies of an agency and takes them back."""
    return at.may(KEEP, agency_id)


def giver_of(actor: User, ability: str, document: Document) -> User | None:
    """Find for whom the actor does this; None where a role of their own gives it."""
    at = standing(actor)
    own_thing = document.author_id == actor.pk
    return at.behalf(ability, document.agency_id, unit_id=document.owner_unit_id, own=own_thing)


def require(allowed: bool) -> None:
    """Raise Forbidden, in Vietnamese, where something is not allowed."""
    if not allowed:
        raise Forbidden("Ông/bà không có quyền thực hiện việc này.")


def _may(at: Standing, ability: str, document: Document) -> bool:
    own_thing = at.user is not None and document.author_id == at.user.pk
    return document.agency_id in at.agency_ids and at.may(
        ability, document.agency_id, unit_id=document.owner_unit_id, own=own_thing
    )


def declare() -> None:
    """Register the policies, and what notices of reading are about."""
    POLICIES.add(Policy(Delivery, _deliveries))
    POLICIES.add(Policy(ControlledCopy, _copies))
    INSIDE.add(Inside(Distribution, Document))
    THINGS.add("delivery", Thing(Delivery, given))
