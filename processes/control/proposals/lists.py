"""In which lists proposals stand, and how documents with a request to amend are found."""

from datetime import datetime

from django.db.models import Q

from processes.control.proposals.models import (
    OWED,
    AmendmentRequest,
    ProposalKind,
    ProposalState,
)
from processes.control.proposals.policies import READ, owed_by, raised_by, waiting_for
from registry.policy import Standing


def examining(at: Standing, instant: datetime) -> Q:
    """Select proposals that wait for the person to examine them."""
    return waiting_for(at) & Q(state=ProposalState.EXAMINING)


def deciding(at: Standing, instant: datetime) -> Q:
    """Select proposals that wait for the person's decision."""
    return waiting_for(at) & Q(state=ProposalState.DECIDING)


def owed(at: Standing, instant: datetime) -> Q:
    """Select approved amendments that are not issued: one's own, and all for who watches them."""
    watched = Q(agency_id__in=at.agencies_where(READ), state__in=OWED)
    return Q(kind=ProposalKind.AMEND) & (owed_by(at) | watched)


def mine(at: Standing, instant: datetime) -> Q:
    """Select what the person proposed, or agreed with."""
    return raised_by(at)


def asked(at: Standing) -> Q:
    """Return the condition for documents with an open request to amend them."""
    own = AmendmentRequest.unscoped.filter(agency_id__in=at.agency_ids, closed_at=None)
    return Q(pk__in=own.values("document"))
