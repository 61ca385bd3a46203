"""Who sees who is editing: whoever may read the draft asks for it by the draft alone."""

from registry.documents.models import Document
from registry.policy import INSIDE, Inside
from registry.presence.models import Editing


def declare() -> None:
    """Register whose rows these are read by way of."""
    INSIDE.add(Inside(Editing, Document))
