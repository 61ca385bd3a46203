"""In which lists proposals stand, and how documents with a request to amend are found."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

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


def asked() -> Exists:
    """Return the condition for documents with an open request to amend them."""
    return Exists(AmendmentRequest.unscoped.filter(document=OuterRef("pk"), closed_at=None))
