"""What of proposals a person holds: those that they raised, amendments that they are to write."""

from processes.control.proposals import reading, services
from processes.control.proposals.models import WAITING, Proposal, ProposalState
from processes.control.proposals.policies import RAISE
from processes.handover.holdings import holds_a_step, move_case
from registry.documents import services as documents
from registry.documents.streams import stream_of
from registry.handover.holdings import BARS, SECTIONS, Bar, Holding, Section, Transfer
from registry.organisation.models import Agency, User
from registry.policy import Standing


def raised(person: User, agency: Agency) -> list[Holding]:
    """List proposals of the person that wait for a decision: somebody is to be answered."""
    rows = Proposal.objects.of(agency).filter(proposer=person, state__in=WAITING)
    found = []
    for row in rows.select_related("document").order_by("pk"):
        case = reading.case_of(row)
        streams = (row.stream, *([case.stream] if case else []))
        found.append(_holding(row, row.get_state_display().lower(), streams, "staff"))
    return found


def owed(person: User, agency: Agency) -> list[Holding]:
    """List approved proposals that the person is to write when the review under way is over.

    Where the draft is open already it is handed over itself.
    """
    rows = Proposal.objects.of(agency).filter(drafter=person, state=ProposalState.APPROVED)
    return [
        _holding(row, _due(row), (row.stream, stream_of(row.document)), "drafter")
        for row in rows.select_related("document__owner_unit").order_by("pk")
    ]


def _due(proposal: Proposal) -> str:
    due = f", hạn {proposal.due:%d/%m/%Y}" if proposal.due else ""
    return f"được giao soạn lần sửa đổi{due}"


def _holding(row: Proposal, detail: str, streams: tuple[str, ...], role: str) -> Holding:
    return Holding(
        key=str(row.pk),
        title=f"{row.code}: {row.document}",
        detail=detail,
        streams=streams,
        role=role,
        unit_id=row.unit_id if role == "staff" else row.document.owner_unit_id,
        thing=row,
    )


def _may_raise(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    if at.may(RAISE, agency.pk, own=True):
        return ""
    return "không có vai trò được đề xuất về tài liệu"


def _may_write(item: Holding, at: Standing) -> str:
    assert isinstance(item.thing, Proposal) and at.user is not None
    if documents.writes(at.user, item.thing.document):
        return ""
    return "không có vai trò soạn thảo tài liệu này"


def _barred(item: Holding, receiver: User) -> str:
    """Nobody becomes the proposer of what they decide on."""
    assert isinstance(item.thing, Proposal)
    case = reading.case_of(item.thing)
    return holds_a_step(case, receiver) if case else ""


def _move_raised(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Proposal) and receiver is not None
    case = reading.case_of(item.thing)
    if case is not None:
        move_case(transfer, case, receiver)
    fresh = services.locked(item.thing)
    fresh.proposer = receiver
    services.handed_over(fresh, transfer.person, receiver, transfer)


def _move_owed(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Proposal) and receiver is not None
    fresh = services.locked(item.thing)
    fresh.drafter = receiver
    services.handed_over(fresh, transfer.person, receiver, transfer)


def declare() -> None:
    """Register the sections, and who may not take a proposal over."""
    SECTIONS.add(Section("proposal", "Đề xuất về tài liệu", 42, raised, _move_raised, _may_raise))
    SECTIONS.add(
        Section("amendment", "Lần sửa đổi được giao soạn", 22, owed, _move_owed, _may_write)
    )
    BARS.add("control.proposal", Bar("proposal", _barred))
