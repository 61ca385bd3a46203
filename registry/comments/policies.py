"""Comments are read with their dossier: by whoever reads that, and by nobody else."""

from registry.comments.models import Comment, CommentReply
from registry.documents.models import Dossier
from registry.policy import INSIDE, Inside
from registry.trail.types import TYPES, EventType

EVENT_TYPES = {
    "dossier.commented": "Ghi ý kiến theo đoạn",
    "dossier.comment_answered": "Trả lời ý kiến theo đoạn",
    "dossier.comment_settled": "Đánh dấu ý kiến đã xong",
    "dossier.comment_asked": "Hỏi lại về ý kiến theo đoạn",
}


def declare() -> None:
    """Declare by way of what comments are read, and what happens to them."""
    INSIDE.add(Inside(Comment, Dossier))
    INSIDE.add(Inside(CommentReply, Dossier))
    for name, label in EVENT_TYPES.items():
        TYPES.add(EventType(name, label))
