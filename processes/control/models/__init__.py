"""All models of document control, from the folders of their subjects."""

from processes.control.proposals.models import AmendmentRequest, Backing, Proposal

__all__ = ["AmendmentRequest", "Backing", "Proposal"]
