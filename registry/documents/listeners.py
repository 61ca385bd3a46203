"""Who hears in the same transaction that a document was issued or cancelled.

Upper floors add themselves here, so that documents know nothing of adopting or of what comes later.
"""

from collections.abc import Callable
from dataclasses import dataclass

from registry.documents.models import Document, Version


@dataclass(frozen=True)
class Issued:
    """A new issue; `reached_others` where agencies below read it or the issue before."""

    version: Version
    reached_others: bool


on_issued: list[Callable[[Issued], None]] = []
on_cancelled: list[Callable[[Document], None]] = []


def issued(version: Version, *, reached_others: bool) -> None:
    """Tell who listens of a new issue."""
    for listener in on_issued:
        listener(Issued(version, reached_others))


def cancelled(document: Document) -> None:
    """Tell who listens that a document is withdrawn from use."""
    for listener in on_cancelled:
        listener(document)
