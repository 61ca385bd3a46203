"""What becomes of proposals when their document is issued anew or cancelled.

Done by a job: whoever decides on a proposal locks its case before the document, and whoever issues
or cancels holds the document already.
"""

from typing import Any

from django.db import transaction

from processes.cases.command import command
from processes.control.cancelling.telling import Cancellation, cancellation_of
from processes.control.proposals import reading, requests, services, telling
from processes.control.proposals.models import (
    OWED,
    WAITING,
    Proposal,
    ProposalKind,
    ProposalState,
)
from registry.documents import services as documents
from registry.documents.listeners import CANCELLED, ISSUED, NewIssue
from registry.documents.models import Document, Stage, Version
from registry.documents.streams import lock_document
from registry.organisation.models import User
from registry.trail import events, outbox

JOB = "control.proposals"


def issued(issue: NewIssue) -> None:
    """Note that proposals may be done; what was asked for has come."""
    requests.fulfil(issue.version)
    _note(issue.version.document, issue.version)


def cancelled(document: Document) -> None:
    """Note that nothing is left to decide; what was asked for has no object any more."""
    requests.drop(document)
    _note(document, None)


def _note(document: Document, version: Version | None) -> None:
    open_ = Proposal.objects.of(document.agency_id).filter(
        document=document, state__in=(*WAITING, *OWED)
    )
    if open_.exists():
        outbox.enqueue(
            JOB,
            {"document": str(document.uid), "version": version.pk if version else 0},
            key=f"{document.uid}:{version.pk if version else 'cancelled'}",
            agency=document.agency_id,
        )


def settle(payload: dict[str, Any]) -> None:
    """Let the proposals of a document say what has become of them; again changes nothing."""
    document = Document.unscoped.filter(uid=payload["document"]).first()
    if document is None:
        return
    rows = Proposal.objects.of(document.agency_id).filter(document=document)
    version = Version.objects.of(document.agency_id).filter(pk=payload["version"]).first()
    if version is not None:
        for proposal in rows.filter(state__in=OWED).order_by("pk"):
            _issued(proposal, version)
        return
    cancellation = cancellation_of(document)
    if cancellation is not None:
        for proposal in rows.filter(state__in=WAITING).order_by("pk"):
            _overtaken(proposal, cancellation)


@transaction.atomic
def _issued(proposal: Proposal, version: Version) -> None:
    """Done, where the text was submitted after the decision; else its draft opens now."""
    fresh = services.locked(proposal)
    if not fresh.owed:
        return
    submitted = version.dossier.submitted_at if version.dossier else None
    if submitted and fresh.decided_at and submitted < fresh.decided_at:
        _begin(fresh)
        return
    services.move(fresh, ProposalState.DONE, actor=None, version=version.pk)
    telling.answer_all(
        fresh,
        f"{telling.named(fresh)} đã thực hiện xong: tài liệu đã ban hành lần {version.number}.",
    )


def _begin(proposal: Proposal) -> None:
    """The review that was under way is over: what was approved meanwhile can be written."""
    document = lock_document(proposal.document)
    drafter = proposal.drafter
    able = drafter is not None and drafter.is_active and documents.writes(drafter, document)
    if document.stage != Stage.IDLE or drafter is None or not able:
        return
    documents.begin_revision_for(drafter, document, actor=None)
    services.move(proposal, ProposalState.AMENDING, actor=None, drafter=drafter.pk)


@transaction.atomic
def _overtaken(proposal: Proposal, cancellation: Cancellation) -> None:
    """The document was cancelled while the proposal waited: its case ends, with that answer."""
    case = reading.case_of(proposal)
    actor = cancellation.event.actor
    if case is None or actor is None:
        return
    number = f" theo {cancellation.decision_no}" if cancellation.decision_no else ""
    words = f"Tài liệu đã có quyết định hủy bỏ, bãi bỏ{number}, từ {cancellation.day}."
    wanted = proposal.kind == ProposalKind.CANCEL
    key = events.keyed("overtaken", f"{proposal.uid}", cancellation.event.seq)
    with command(actor, case, key, lambda act: _for(cancellation)) as act:
        fresh = services.locked(proposal)
        if act.done or not fresh.waits or act.case.closed_at is not None:
            return
        services.move(
            fresh,
            ProposalState.DONE if wanted else ProposalState.REJECTED,
            actor=actor,
            on_behalf_of=_for(cancellation),
            answer=words,
        )
        result = "done" if wanted else "refused"
        act.carry_out("close", {"result": result, "reason": words})


def _for(cancellation: Cancellation) -> User | None:
    return cancellation.event.on_behalf_of


def declare() -> None:
    """Register the listeners and the job."""
    ISSUED.add("control.proposals", issued)
    CANCELLED.add("control.proposals", cancelled)
    outbox.HANDLERS.add(
        JOB, outbox.Handler(settle, "Trả lời đề xuất khi tài liệu được ban hành hoặc hủy bỏ")
    )
