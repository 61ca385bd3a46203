"""What the steps of the process of proposals do, and by which page alone they are finished."""

from datetime import date

from processes.control import reviews
from processes.control.proposals import reading, services, telling
from processes.control.proposals.models import WAITING, Proposal, ProposalKind, ProposalState
from processes.engine.refusal import CommandRefused
from processes.extensions import guards
from processes.extensions.effects import EFFECTS, NOTHING, EffectRequest, EffectType, Value
from processes.models import Case
from registry import identity
from registry.documents import services as documents
from registry.documents.models import Stage
from registry.documents.streams import lock_document
from registry.organisation.models import User


def stage(request: EffectRequest) -> None:
    """Let the proposal wait for whom the step names."""
    proposal = _of(request)
    if proposal is not None and proposal.state != request.value:
        services.move(proposal, request.value, actor=request.actor, on_behalf_of=request.giver)


def approve(request: EffectRequest) -> None:
    """Carry out what was proposed: the draft opens for who is to write it, or the document is
    cancelled. A draft that is under way already is the one that takes it up.

    Whoever decides has said who writes and until when, or has proven who they are
    (`services.decide`): without that no other page or process approves anything.
    """
    proposal, data = _of(request), request.data
    if proposal is None or request.actor is None:
        raise CommandRefused("Không tìm thấy đề xuất để phê duyệt.")
    proposal.answer = str(data.get("reason", ""))
    if proposal.kind == ProposalKind.CANCEL:
        _cancel(request, proposal)
    else:
        _amend(request, proposal)


def _cancel(request: EffectRequest, proposal: Proposal) -> None:
    actor, data = request.actor, request.data
    if actor is None or data.get("confirmed") != identity.Confirmed(actor.pk):
        raise CommandRefused(
            "Hủy bỏ tài liệu cần xác nhận lại chính người quyết định. Hãy mở trang của đề xuất, xác"
            " nhận rồi quyết định."
        )
    documents.cancel(
        actor,
        proposal.document,
        reason=proposal.answer,
        decision_no=str(data.get("decision_no", "")),
        at=data.get("effective_from"),
        on_behalf_of=request.giver,
    )
    services.move(proposal, ProposalState.DONE, actor=actor, on_behalf_of=request.giver)


def _amend(request: EffectRequest, proposal: Proposal) -> None:
    actor, data = request.actor, request.data
    chosen = User.objects.filter(pk=data.get("drafter") or 0, is_active=True).first()
    due = str(data.get("due") or "")
    document = lock_document(proposal.document)
    if chosen is None or not due:
        raise CommandRefused("Chưa chọn người soạn thảo hoặc chưa ghi hạn. Hãy mở trang đề xuất.")
    proposal.drafter, proposal.due = chosen, date.fromisoformat(due)
    state = ProposalState.AMENDING
    if document.in_review:
        # What is before reviewers does not change: the draft opens when that is issued.
        state = ProposalState.APPROVED
    elif document.stage == Stage.IDLE:
        documents.begin_revision_for(chosen, document, actor=actor, on_behalf_of=request.giver)
    elif document.author is not None:
        proposal.drafter = document.author
    services.move(
        proposal, state, actor=actor, on_behalf_of=request.giver, drafter=proposal.drafter.pk
    )
    telling.give_duty(proposal, proposal.drafter, by=actor)


def reject(request: EffectRequest) -> None:
    """Answer that nothing is done, with the reason."""
    proposal = _of(request)
    if proposal is not None and proposal.waits:
        services.move(
            proposal, ProposalState.REJECTED, actor=request.actor, on_behalf_of=request.giver,
            answer=str(request.data.get("reason", "")),
        )  # fmt: skip


def _of(request: EffectRequest) -> Proposal | None:
    proposal = reading.proposal_of(request.case)
    return services.locked(proposal) if proposal else None


def by_its_page(question: guards.Question) -> str:
    """Say why no other page finishes a step of a proposal; "" where nothing bars."""
    if not question.action or reading.uid_of(question.case) is None:
        return ""
    if isinstance(question.warrant, reviews.Shown | reviews.Submitted):
        return ""
    return "Ý kiến về đề xuất chỉ ghi được tại trang của đề xuất đó."


def not_ended(case: Case, act: str) -> str:
    """Say why a proposal is not stopped, and takes no file; "" for other acts and other cases."""
    if reading.uid_of(case) is None:
        return ""
    if act == "stop":
        return (
            "Việc xử lý đề xuất không dừng tại đây được, vì người đề xuất phải được trả lời. Hãy"
            " trả lời tại trang của đề xuất."
        )
    if act == "attach":
        return "Đề xuất không nhận thêm tệp tại đây. Tệp minh chứng đi cùng đề xuất khi lập."
    return ""


def declare() -> None:
    """Register effects and guards."""
    stages = tuple((one.value, str(one.label)) for one in WAITING)
    chosen = Value("choice", "tình trạng đề xuất", stages)
    EFFECTS.add(
        EffectType("proposal.stage", stage, "Chuyển tình trạng đề xuất", chosen, system=True)
    )
    EFFECTS.add(EffectType("proposal.approve", approve, "Thực hiện đề xuất", NOTHING, system=True))
    EFFECTS.add(EffectType("proposal.reject", reject, "Từ chối đề xuất", NOTHING, system=True))
    guards.GUARDS.add("control.proposal_by_its_page", by_its_page)
    guards.ACT_GUARDS.add("control.proposal_not_ended", not_ended)
