"""What people are told of proposals: the answer, the duty to write, and how it ended."""

from django.urls import reverse

from processes.control.proposals.models import Proposal, ProposalKind, ProposalState
from processes.notices.telling import cut
from registry.notices.services import lay_aside, notify
from registry.organisation.models import User

ANSWER, DUTY = "proposal", "amendment"
_LONGEST_REASON = 200


def page_of(proposal: Proposal) -> str:
    """Return the address of a proposal."""
    return reverse("control:proposal", args=[proposal.uid])


def ended(proposal: Proposal) -> str:
    """Say how the proposal was answered, without its name: «được chấp thuận, hạn …»."""
    why = f" Trả lời: {cut(proposal.answer, _LONGEST_REASON)}." if proposal.answer else ""
    due = f", hạn sửa xong {proposal.due:%d/%m/%Y}" if proposal.due else ""
    match proposal.state:
        case ProposalState.APPROVED | ProposalState.AMENDING:
            return f"được chấp thuận{due}.{why}"
        case ProposalState.DONE if proposal.kind == ProposalKind.CANCEL:
            return f"được chấp thuận, tài liệu đã có quyết định hủy bỏ.{why}"
        case ProposalState.DONE:
            return f"đã thực hiện xong.{why}"
        case ProposalState.WITHDRAWN:
            return "đã được rút."
    return f"không được chấp thuận.{why}"


def named(proposal: Proposal) -> str:
    """Name a proposal in a sentence: «Đề xuất ĐX-07/2026 (sửa đổi, bổ sung QT 28 …)»."""
    kind = proposal.get_kind_display().lower()
    return f"Đề xuất {proposal.code} ({kind} «{cut(str(proposal.document))}»)"


def answer_backers(proposal: Proposal) -> None:
    """Tell everybody who agreed with it how it was answered."""
    for backing in proposal.backings.select_related("person").order_by("pk"):
        words = f"{named(proposal)}, mà ông/bà đã đồng ý, {ended(proposal)}"
        _tell(backing.person, proposal, words)


def answer_all(proposal: Proposal, text: str, *, but: User | None = None) -> None:
    """Tell its proposer, and everybody who agreed with it, one thing more."""
    backers = [one.person for one in proposal.backings.select_related("person").order_by("pk")]
    people = {person.pk: person for person in (proposal.proposer, *backers)}
    for person in people.values():
        if but is None or person.pk != but.pk:
            _tell(person, proposal, text)


def give_duty(proposal: Proposal, drafter: User, *, by: User | None) -> None:
    """Tell who is to write the amendment, unless they decided it themselves."""
    if by is not None and by.pk == drafter.pk:
        return
    due = f", hạn {proposal.due:%d/%m/%Y}" if proposal.due else ""
    notify(
        drafter, proposal.agency_id,
        f"Ông/bà được giao soạn lần sửa đổi tài liệu {cut(str(proposal.document))} theo đề xuất"
        f" {proposal.code}{due}.",
        page_of(proposal), kind=DUTY, about=("proposal", proposal.pk),
        key=f"{proposal.stream}:duty:{drafter.pk}",
    )  # fmt: skip


def settle(proposal: Proposal) -> None:
    """Lay aside the duty of a proposal that is done with."""
    lay_aside(("proposal", proposal.pk), kinds=(DUTY,))


def _tell(person: User, proposal: Proposal, text: str) -> None:
    notify(
        person, proposal.agency_id, text, page_of(proposal), kind=ANSWER,
        about=("proposal", proposal.pk), key=f"{proposal.stream}:{proposal.state}:{person.pk}",
    )  # fmt: skip
