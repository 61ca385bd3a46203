"""All models of the registry, from the folders of their subjects."""

from registry.adoption.models import Adoption
from registry.comments.models import Comment, CommentReply
from registry.documents.codes.models import CodePattern
from registry.documents.models import (
    Counter,
    Document,
    Dossier,
    DossierItem,
    ReferenceRow,
    Rendition,
    Validity,
    Version,
)
from registry.documents.starts.models import DraftTemplate
from registry.documents.texts.models import DocumentFile
from registry.files.models import StoredFile
from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.notices.models import Notice
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.records.models import Record, RecordRevision
from registry.tables.models import SavedView
from registry.trail.models import Event, Job, RegularRun, StreamHead, Worker

__all__ = [
    "Adoption",
    "Agency",
    "CodePattern",
    "Comment",
    "CommentReply",
    "Counter",
    "Delegation",
    "Document",
    "DocumentFile",
    "Dossier",
    "DossierItem",
    "DraftTemplate",
    "Event",
    "Handover",
    "HandoverPlan",
    "HandoverReceipt",
    "Job",
    "Membership",
    "Notice",
    "Record",
    "RecordRevision",
    "ReferenceRow",
    "RegularRun",
    "Rendition",
    "SavedView",
    "StoredFile",
    "StreamHead",
    "Unit",
    "User",
    "Validity",
    "Version",
    "Worker",
]
