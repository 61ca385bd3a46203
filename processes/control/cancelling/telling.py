"""Who is told that a document was cancelled, and what its readers read of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse

from processes.control import reviews
from processes.control.actions import dossier_of
from processes.performers import candidates
from registry.documents.listeners import CANCELLED
from registry.documents.models import Document, Stage
from registry.documents.streams import stream_of
from registry.notices.services import notify
from registry.now import local, now
from registry.organisation.models import User
from registry.trail import events
from registry.trail.models import Event

CANCELLING = "document.cancelled"


@dataclass(frozen=True)
class Cancellation:
    """Who cancelled a document, when, by which decision, why, and from which instant on."""

    event: Event

    @cached_property
    def data(self) -> dict[str, str]:
        """What the event keeps."""
        return events.data_of(self.event)

    @property
    def reason(self) -> str:
        """Why."""
        return self.data.get("reason", "")

    @property
    def decision_no(self) -> str:
        """The number of the decision; "" for what was cancelled before it was asked for."""
        return self.data.get("decision_no", "")

    @property
    def at(self) -> datetime:
        """From when on nothing is in force."""
        text = self.data.get("at", "")
        return datetime.fromisoformat(text) if text else self.event.at

    @property
    def comes(self) -> bool:
        """Whether its day is still to come."""
        return self.at > now()

    @property
    def day(self) -> str:
        """The day from which on nothing is in force."""
        return f"{local(self.at):%d/%m/%Y}"


def cancellations(documents: list[Document]) -> dict[int, Cancellation]:
    """Return the last cancellation of each document that no issue has undone since; one query.

    The caller has asked policy about the documents.
    """
    streams = {stream_of(document): document.pk for document in documents}
    rows = (
        Event.objects.filter(
            stream__in=list(streams),
            type__in=(CANCELLING, "document.issued", "document.taken_over"),
        )
        .select_related("actor", "on_behalf_of")
        .order_by("stream", "seq")
    )
    last = {streams[event.stream]: event for event in rows}
    return {pk: Cancellation(event) for pk, event in last.items() if event.type == CANCELLING}


def cancellation_of(document: Document) -> Cancellation | None:
    """Return the cancellation of a document that no issue has undone since, or None."""
    return cancellations([document]).get(document.pk)


def tell(document: Document) -> None:
    """Tell who writes or reviews its next issue that the document was cancelled."""
    told: dict[int, User] = {}
    if document.stage != Stage.IDLE and document.author is not None:
        told[document.author.pk] = document.author
    dossier = dossier_of(document) if document.stage != Stage.IDLE else None
    turn = reviews.current_step(reviews.case_of(dossier)) if dossier else None
    if turn is not None:
        told |= {one.user.pk: one.user for one in candidates(turn.task)}
    for person in told.values():
        notify(
            person, document.agency_id,
            f"Tài liệu {document} có quyết định hủy bỏ, bãi bỏ. Bản soạn thảo đang làm không mất;"
            " ban hành bản đó thì tài liệu có hiệu lực trở lại.",
            reverse("documents:inspect", args=[document.pk]), kind="document",
        )  # fmt: skip


def declare() -> None:
    """Register who hears of it."""
    CANCELLED.add("control.cancelling", tell)
