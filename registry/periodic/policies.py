"""Who reads documents again, and who sees that it was done."""

from django.db.models import Q

from registry.documents.models import Document
from registry.notices.services import THINGS, Thing
from registry.organisation.models import Agency, User
from registry.periodic.models import PeriodicReview, ReviewPeriod
from registry.policy import POLICIES, Policy, Standing, readable

ABILITY = "document.review"


def looked_after(at: Standing) -> Q:
    """Return the condition for documents that the person reads again: those of their agency, of
    their unit, or their own, by role."""
    own = [agency.pk for agency in at.agencies if at.may(ABILITY, agency.pk, own=True)]
    return (
        Q(agency_id__in=at.agencies_where(ABILITY))
        | Q(owner_unit_id__in=at.units_where(ABILITY))
        | Q(author=at.user, agency_id__in=own)
    )


def looks_after(at: Standing) -> bool:
    """Tell whether the person reads documents again at all."""
    return any(at.may(ABILITY, agency.pk, own=True) for agency in at.agencies)


def may_review(at: Standing, document: Document) -> bool:
    """Tell whether the person may say that this document was read again."""
    own = at.user is not None and document.author_id == at.user.pk
    return at.may(ABILITY, document.agency_id, unit_id=document.owner_unit_id, own=own)


def giver_of(at: Standing, document: Document) -> User | None:
    """Find for whom the person reads it again; None where they do it themselves."""
    own = at.user is not None and document.author_id == at.user.pk
    return at.behalf(ABILITY, document.agency_id, unit_id=document.owner_unit_id, own=own)


def may_set(at: Standing, agency: Agency | int) -> bool:
    """Tell whether the person says how often the documents of an agency are read again."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return agency_id in at.agencies_where(ABILITY)


def _of_agencies(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids)


def _of_readable(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids, document__in=readable(at, Document).values("pk"))


def declare() -> None:
    """Register the policies."""
    POLICIES.add(Policy(ReviewPeriod, _of_agencies))
    POLICIES.add(Policy(PeriodicReview, _of_readable))
    THINGS.add("document", Thing(Document))
