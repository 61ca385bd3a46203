"""All models of the registry, from the folders of their subjects."""

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
from registry.files.models import StoredFile
from registry.notices.models import Notice
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.records.models import Record, RecordRevision
from registry.trail.models import Event, Job, StreamHead

__all__ = [
    "Agency",
    "Counter",
    "Delegation",
    "Document",
    "Dossier",
    "DossierItem",
    "Event",
    "Job",
    "Membership",
    "Notice",
    "Record",
    "RecordRevision",
    "ReferenceRow",
    "Rendition",
    "StoredFile",
    "StreamHead",
    "Unit",
    "User",
    "Validity",
    "Version",
]
