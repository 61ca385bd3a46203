"""Who sees the files of documents as such: who reads every draft of the agency.

Everybody else comes to one by the text that names it (`registry.editor.views.file`).
"""

from django.db.models import Q

from registry.documents.texts.models import DocumentFile
from registry.policy import POLICIES, Policy, Standing


def _of_drafts_readers(at: Standing) -> Q:
    return Q(agency_id__in=at.agencies_where("document.read_draft"))


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(DocumentFile, _of_drafts_readers))
