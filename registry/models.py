"""All models of the registry, from the folders of their subjects."""

from registry.adoption.models import Adoption
from registry.comments.models import Comment, CommentReply
from registry.distribution.models import ControlledCopy, Delivery, Distribution
from registry.documents.codes.models import CodePattern, Counter
from registry.documents.models import (
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
from registry.library.models import Favourite
from registry.notices.models import Notice
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.periodic.models import PeriodicReview, ReviewPeriod
from registry.presence.models import Editing
from registry.records.models import Record, RecordRevision
from registry.tables.models import SavedView
from registry.takeover.models import Takeover, TakeoverFile, TakeoverLine
from registry.trail.models import Event, Job, RegularRun, StreamHead, Worker
from registry.yearly.models import ObjectiveValue

__all__ = [
    "Adoption",
    "Agency",
    "CodePattern",
    "Comment",
    "CommentReply",
    "ControlledCopy",
    "Counter",
    "Delegation",
    "Delivery",
    "Distribution",
    "Document",
    "DocumentFile",
    "Dossier",
    "DossierItem",
    "DraftTemplate",
    "Editing",
    "Event",
    "Favourite",
    "Handover",
    "HandoverPlan",
    "HandoverReceipt",
    "Job",
    "Membership",
    "Notice",
    "ObjectiveValue",
    "PeriodicReview",
    "Record",
    "RecordRevision",
    "ReferenceRow",
    "RegularRun",
    "Rendition",
    "ReviewPeriod",
    "SavedView",
    "StoredFile",
    "StreamHead",
    "Takeover",
    "TakeoverFile",
    "TakeoverLine",
    "Unit",
    "User",
    "Validity",
    "Version",
    "Worker",
]
