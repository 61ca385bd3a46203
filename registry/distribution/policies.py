"""Who sees who has read what, who confirms that people know what changed, who chooses where issues
go, who keeps printed copies."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.distribution.models import ControlledCopy, Delivery, Distribution
from registry.documents.models import Document, Version
from registry.notices.services import THINGS, Thing
from registry.now import today
from registry.organisation.models import Membership, User
from registry.organisation.roles import reach
from registry.policy import (
    INSIDE,
    POLICIES,
    Forbidden,
    Inside,
    Policy,
    Standing,
    behalf_of,
    readable,
    standing,
)

DISTRIBUTE, SEE, KEEP = "document.distribute", "document.see_readers", "copy.keep"
# Over people of a unit, whoever keeps the document; who sees its readers confirms as well.
CONFIRM = "training.confirm"


def _copies(at: Standing) -> Q:
    return Q(agency_id__in=at.agencies_where(KEEP))


def own(at: Standing) -> Q:
    """Select what the person themselves got, while they work where they got it."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    return Q(person=at.user, agency_id__in=at.agency_ids)


def _deliveries(at: Standing) -> Q:
    """One's own; those of documents whose readers one sees: the same as `sees_readers`; those of
    one's own people, of what one may read."""
    found = own(at)
    if at.user is None or not at.agencies:
        return found
    found |= Q(agency_id__in=at.agencies_where(SEE))
    writes = {held.agency_id for held in at.held if reach(held.role, SEE) in ("unit", "own")}
    units, any_unit = _units(at, SEE)
    if writes:
        found |= Q(version__document__author=at.user, agency_id__in=writes)
    if units:
        found |= Q(version__document__owner_unit_id__in=units, agency_id__in=at.agency_ids)
    if any_unit:
        found |= Q(version__document__owner_unit__isnull=False, agency_id__in=any_unit)
    return found | of_own_people(at)


def _units(at: Standing, ability: str) -> tuple[set[int], set[int]]:
    """Units over whose things the person has the ability, agencies where it is those of any."""
    leads = [held for held in at.held if reach(held.role, ability) == "unit"]
    anywhere = {held.agency_id for held in leads if not held.unit_id}
    return {held.unit_id for held in leads if held.unit_id}, anywhere


def of_own_people(at: Standing) -> Q:
    """Select what people of one's units have to know of what changed in their work; never one's
    own, and nothing that one may not read oneself."""
    units, any_unit = _units(at, CONFIRM)
    if not (units or any_unit):
        return Q(pk__in=[])
    held = Membership.unscoped.filter(
        Membership.on(today()),
        Q(unit__in=units) | Q(unit__isnull=False, agency_id__in=any_unit),
        agency=OuterRef("agency"),
        user=OuterRef("person"),
    )
    read = readable(at, Version).filter(pk=OuterRef("version"))
    return Q(Exists(held), Exists(read), ~Q(touched=""), ~Q(person=at.user))


def given(at: Standing) -> QuerySet[Delivery]:
    """Return all that was given to the person where they work, of what they may still read."""
    read = readable(at, Version).filter(pk=OuterRef("version"))
    rows: QuerySet[Delivery] = Delivery.unscoped.filter(own(at) & Q(Exists(read)))
    return rows


def sees_readers(at: Standing, document: Document) -> bool:
    """Tell whether the person sees who has read a document and who has not."""
    return _may(at, SEE, document)


def has_own_people(at: Standing, document: Document) -> bool:
    """Tell whether people of the person's units have to know of changes of a document."""
    if not any(_units(at, CONFIRM)):
        return False
    rows = Delivery.objects.of(document.agency_id).filter(version__document=document)
    return bool(rows.filter(of_own_people(at)).exists())


def confirms(at: Standing, delivery: Delivery) -> bool:
    """Tell whether the person may say that somebody knows what changed: who sees the readers of the
    document, and who leads the person's unit."""
    rows = Delivery.objects.of(delivery.agency_id).filter(of_own_people(at), pk=delivery.pk)
    return sees_readers(at, delivery.version.document) or rows.exists()


def confirms_for(at: Standing, delivery: Delivery) -> User | None:
    """Find for whom the person confirms; None where a role of their own gives it.

    It is who got the delivery only where nobody else gave such a role.
    """
    document = delivery.version.document
    own_thing = at.user is not None and document.author_id == at.user.pk
    giving = at.giving(SEE, document.agency_id, unit_id=document.owner_unit_id, own=own_thing)
    held = Membership.objects.of(delivery.agency_id).filter(
        Membership.on(today()), user=delivery.person_id, unit__isnull=False
    )
    for unit in held.values_list("unit_id", flat=True):
        giving += at.giving(CONFIRM, delivery.agency_id, unit_id=unit)
    giving.sort(key=lambda role: role.giver is not None and role.giver.pk == delivery.person_id)
    return behalf_of(giving)


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
