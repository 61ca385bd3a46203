"""What of document control a person holds: dossiers under way; who may not take which."""

from django.db.models import Prefetch

from processes.control import reviews
from processes.handover.holdings import holds_a_step, move_case
from processes.models import OPEN_TASK, Task
from registry.documents import names
from registry.documents.models import Document, Dossier, DossierItem
from registry.documents.streams import stream_of
from registry.handover.holdings import BARS, SECTIONS, Bar, Holding, Section, Transfer
from registry.handover.parts import NOT_A_WRITER, move_author, with_author
from registry.organisation.models import Agency, User
from registry.policy import Standing
from registry.trail import events


def dossiers(person: User, agency: Agency) -> list[Holding]:
    """List dossiers that the person submitted and that are reviewed or sent back."""
    items = DossierItem.objects.select_related("document").order_by("pk")
    rows = (
        Dossier.objects.of(agency)
        .filter(author=person, state__in=(Dossier.OPEN, Dossier.RETURNED))
        .prefetch_related(Prefetch("items", items))
        .order_by("pk")
    )
    inside = {
        row: [item.document for item in row.items.all() if item.round == row.round] for row in rows
    }
    ever = names.ever_issued([one for documents in inside.values() for one in documents])
    reviewed = reviews.streams_of(list(inside))
    found = []
    for row, documents in inside.items():
        found.append(
            Holding(
                key=str(row.pk),
                title=reviews.known_as(row, documents, ever),
                detail=f"{row.get_state_display().lower()}, lần trình {row.round}",
                parts=tuple(str(document) for document in documents),
                streams=(
                    row.stream,
                    *(stream_of(document) for document in documents),
                    *filter(None, [reviewed.get(reviews.about(row))]),
                ),
                role="drafter",
                unit_id=row.owner_unit_id,
                thing=row,
            )
        )
    return found


def _may_submit(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    return "" if at.may("document.submit", agency.pk, own=True) else NOT_A_WRITER


def _barred_dossier(item: Holding, receiver: User) -> str:
    assert isinstance(item.thing, Dossier)
    return _reviewing(item.thing, receiver)


def _barred_draft(item: Holding, receiver: User) -> str:
    """A draft that stands in somebody else's dossier."""
    assert isinstance(item.thing, Document)
    dossier = (
        Dossier.objects.of(item.thing.agency_id)
        .filter(items__document=item.thing, state__in=(Dossier.OPEN, Dossier.RETURNED))
        .order_by("-pk")
        .first()
    )
    return _reviewing(dossier, receiver) if dossier else ""


def _reviewing(dossier: Dossier, receiver: User) -> str:
    """Nobody becomes the author of what they review, nor of what then nobody could review."""
    case = reviews.case_of(dossier)
    if case is None:
        return ""
    reason = holds_a_step(case, receiver)
    if reason:
        return reason
    waiting = (
        Task.objects.of(case.agency_id).filter(case=case, status__in=OPEN_TASK).order_by("pk")
    ).first()
    if waiting is None or not waiting.role:
        return ""
    if reviews.reviewers(case, waiting) and not reviews.reviewers(case, waiting, receiver):
        return (
            f"Bước «{waiting.title}» đang chờ chính {receiver}; nếu nhận bộ tài liệu này thì không"
            " còn ai khác rà soát. Hãy chọn người nhận khác hoặc cử người thay."
        )
    return ""


def _move(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Dossier) and receiver is not None
    dossier: Dossier = (
        Dossier.objects.of(transfer.agency).select_for_update(of=("self",)).get(pk=item.thing.pk)
    )
    dossier.past_authors = with_author(dossier.past_authors, dossier.author_id)
    dossier.author = receiver
    dossier.save(update_fields=["author", "past_authors"])
    events.append(
        dossier.stream,
        "dossier.handed_over",
        {"from": transfer.person.pk, "to": receiver.pk, "minutes": transfer.minutes},
        actor=transfer.actor,
        on_behalf_of=transfer.on_behalf_of,
        agency=transfer.agency,
    )
    for document in Document.objects.of(transfer.agency).filter(
        dossier_items__dossier=dossier,
        dossier_items__round=dossier.round,
        author=transfer.person,
    ):
        move_author(transfer, document, receiver)
    case = reviews.case_of(dossier)
    if case is not None:
        move_case(transfer, case, receiver)


def declare() -> None:
    """Register the section of dossiers, and who may not take a draft under review."""
    SECTIONS.add(Section("dossier", "Bộ tài liệu trình ban hành", 10, dossiers, _move, _may_submit))
    BARS.add("control.dossier", Bar("dossier", _barred_dossier))
    BARS.add("control.draft", Bar("draft", _barred_draft))
