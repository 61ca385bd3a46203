"""Who reads proposals and requests to amend, and what may be done with them."""

from typing import Any

from django.db.models import Case as Either
from django.db.models import OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Cast, Replace, Substr

from processes.control.proposals.models import (
    ABOUT,
    OWED,
    WAITING,
    AmendmentRequest,
    Backing,
    Proposal,
    ProposalState,
)
from processes.models import Task
from processes.performers import done_by, pool
from registry.documents.models import Confidentiality
from registry.notices.services import THINGS, Thing
from registry.policy import INSIDE, POLICIES, Inside, Policy, Standing

RAISE, READ, ASK = "proposal.raise", "proposal.read", "amendment.ask"


def _steps(tasks: Q) -> QuerySet[Any]:
    """These tasks, as far as they are about proposals, with the `uid` of each as a database keeps
    it."""
    uid = Cast(Replace(Substr("case__about", len(ABOUT) + 1), Value("-"), Value("")), UUIDField())
    found: QuerySet[Any] = Task.unscoped.filter(tasks, case__about__startswith=ABOUT)
    return found.annotate(
        uid=Either(When(case__about__startswith=ABOUT, then=uid), output_field=UUIDField())
    )


def _uids(tasks: Q) -> QuerySet[Any]:
    return _steps(tasks).values_list("uid")


def step_due(at: Standing) -> Subquery:
    """Return by when the step is due by which a proposal waits for the person."""
    return Subquery(_steps(pool(at)).filter(uid=OuterRef("uid")).values("due_at")[:1])


def waiting_for(at: Standing) -> Q:
    """Select proposals whose step waits for the person and which they may decide on.

    What the services ask, as a condition on rows: no package bars anybody else from these steps.
    """
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    authored = Q(case__opened_by=at.user) | Q(case__past_authors__contains=f'"{at.user.pk}"')
    return Q(uid__in=_uids(pool(at) & ~(Q(not_author=True) & authored)), state__in=WAITING)


def owed_by(at: Standing) -> Q:
    """Select approved proposals whose amendment the person has to write."""
    writes = Q(state=ProposalState.AMENDING, document__author=at.user)
    return Q(agency_id__in=at.agency_ids, state__in=OWED) & (
        Q(state=ProposalState.APPROVED, drafter=at.user) | writes
    )


def raised_by(at: Standing) -> Q:
    """Select proposals that the person raised or agrees with."""
    backed = Backing.unscoped.filter(person=at.user, agency_id__in=at.agency_ids)
    own = Q(proposer=at.user) | Q(pk__in=backed.values("proposal"))
    return Q(agency_id__in=at.agency_ids) & own


def _proposals(at: Standing) -> Q:
    """One's own, those that one decides on or has to carry out, and for colleagues what waits:
    so that they need not propose the same again."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    colleagues = Q(state__in=WAITING) & ~Q(document__confidentiality=Confidentiality.RESTRICTED)
    steps = Q(uid__in=_uids(pool(at) | done_by(at)))
    everything = Q(agency_id__in=at.agencies_where(READ))
    return Q(agency_id__in=at.agency_ids) & (
        everything | raised_by(at) | owed_by(at) | steps | colleagues
    )


def _requests(at: Standing) -> Q:
    """Whoever may read issued documents of the agency knows that they are to be amended."""
    return Q(agency_id__in=at.agency_ids) & ~Q(
        document__confidentiality=Confidentiality.RESTRICTED
    ) | Q(agency_id__in=at.agencies_where(READ))


def _withdraws(at: Standing, proposal: Proposal) -> bool:
    own = at.user is not None and proposal.proposer_id == at.user.pk
    return own and proposal.waits and proposal.agency_id in at.agency_ids


def _backs(at: Standing, proposal: Proposal) -> bool:
    other = at.user is not None and proposal.proposer_id != at.user.pk
    return other and proposal.waits and at.may(RAISE, proposal.agency_id, own=True)


def _closes(at: Standing, request: AmendmentRequest) -> bool:
    return request.open and at.may(ASK, request.agency_id)


def declare() -> None:
    """Register the policies, and that notices are about proposals."""
    POLICIES.add(Policy(Proposal, _proposals, {"withdraw": _withdraws, "back": _backs}))
    POLICIES.add(Policy(AmendmentRequest, _requests, {"close": _closes}))
    INSIDE.add(Inside(Backing, Proposal))
    THINGS.add("proposal", Thing(Proposal))
