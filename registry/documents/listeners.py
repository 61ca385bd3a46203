"""Who hears in the same transaction that a document was issued or cancelled.

Upper floors add themselves here, so that documents know nothing of adopting or of what comes later.
"""

from collections.abc import Callable
from dataclasses import dataclass

from registry.documents.models import Document, Version
from registry.register import Register


@dataclass(frozen=True)
class NewIssue:
    """A new issue; `reached_others` where agencies below read it or the issue before."""

    version: Version
    reached_others: bool


ISSUED: Register[Callable[[NewIssue], None]] = Register("issued", "Ai được báo khi ban hành")
CANCELLED: Register[Callable[[Document], None]] = Register(
    "cancelled", "Ai được báo khi hủy bỏ, bãi bỏ"
)


def issued(version: Version, *, reached_others: bool) -> None:
    """Tell the listeners of a new issue."""
    for listener in ISSUED:
        listener(NewIssue(version, reached_others))


def cancelled(document: Document) -> None:
    """Tell the listeners that a document is withdrawn from use."""
    for listener in CANCELLED:
        listener(document)
