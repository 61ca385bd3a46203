"""Raising, backing, withdrawing and deciding proposals: the only way to change them."""

import uuid as uuids
from datetime import date, datetime
from typing import Any

from django.db import transaction

from processes import performers
from processes import services as cases
from processes.cases.act import Act
from processes.cases.command import command
from processes.control.proposals import offers, reading, telling
from processes.control.proposals.models import (
    WAITING,
    Backing,
    Proposal,
    ProposalKind,
    ProposalState,
)
from processes.control.proposals.policies import RAISE
from processes.control.reviews import Shown
from processes.control.services import process_of_code
from processes.engine.refusal import CommandRefused
from processes.models import Case, Channel, Task
from registry import canonical, identity, policy
from registry.documents.errors import DocumentError
from registry.documents.issue.numbering import next_number
from registry.documents.models import Document, Validity, Version
from registry.documents.streams import lock_documents
from registry.files import services as files
from registry.handover.holdings import Transfer
from registry.now import now, today
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import fold, one_line, settle

# The code under which an agency (or one above it, sharing) issues how it treats proposals.
PROCESS_CODE = "QT-HT-02"
PROCESS_NAME = "Xử lý đề xuất về tài liệu"
# A page shows one of the two digests of a review; a proposal has one round.
ROUND = 1
_PROPOSALS = uuids.UUID("b8a7a5c2-7f1f-5b1c-a9c5-3b9d6a1c7e20")
NOT_ISSUED = (
    "Tài liệu này chưa ban hành nên chưa có gì để đề xuất. Hãy góp ý trực tiếp với người soạn thảo."
)


@transaction.atomic
def raise_proposal(
    actor: User,
    document: Document,
    kind: str,
    *,
    reason: str,
    place: str = "",
    quoted: str = "",
    wished: str = "",
    evidence: files.Inspected | None = None,
    idempotency_key: str = "",
) -> Proposal:
    """Propose to amend or to cancel an issued document; the agency's process begins with it.

    `place` is the heading of the passage and `quoted` words of it; `evidence` is a file that was
    inspected before this transaction. The same key gives the proposal of the first press.
    Raises Forbidden, DocumentError where nothing of the document is in force (or no reason is
    given), CommandRefused where the agency has no process for it, FileError.
    """
    uid = _uid(actor, document, idempotency_key)
    key = events.keyed(
        "propose", idempotency_key, kind, settle(reason), place, settle(quoted), settle(wished),
        evidence.digest if evidence else "",
    )  # fmt: skip
    fresh = lock_documents([document])[0]
    events.lock_streams(f"proposal:{uid}")
    if events.already_done(f"proposal:{uid}", key, DocumentError):
        done: Proposal = Proposal.objects.of(fresh.agency_id).get(uid=uid)
        return done
    at = standing(actor)
    if not policy.visible(actor, Document).filter(pk=fresh.pk).exists():
        raise policy.Forbidden("Không tìm thấy tài liệu này.")
    if not at.may(RAISE, fresh.agency_id, own=True):
        raise policy.Forbidden(f"Chỉ người của {fresh.agency} đề xuất được với tài liệu này.")
    reason = settle(reason)
    if kind not in ProposalKind.values:
        raise DocumentError("Chưa chọn đề nghị sửa đổi hay hủy bỏ. Hãy chọn một trong hai.")
    if not reason:
        raise DocumentError("Chưa ghi lý do đề xuất. Hãy ghi lý do.")
    proposal = Proposal(
        uid=uid,
        agency=fresh.agency,
        code=f"ĐX-{next_number(fresh.agency, f'proposal:{today().year}'):02d}/{today().year}",
        kind=kind,
        document=fresh,
        version=_version(fresh),
        place=one_line(place, 300),
        quoted=settle(quoted),
        reason=reason,
        wished=settle(wished),
        evidence=files.store(actor, fresh.agency, evidence) if evidence else None,
        proposer=actor,
        unit_id=_unit(actor, fresh),
        raised_at=now(),
    )
    proposal.folded = fold(f"{proposal.code} {fresh} {reason}")[:900]
    proposal.save()
    giver = at.behalf(RAISE, fresh.agency_id, own=True)
    words = {"kind": kind, "document": fresh.pk, "version": proposal.version_id}
    digest = canonical.digest(canonical.dumps({"reason": reason, "quoted": proposal.quoted,
                                               "wished": proposal.wished}))  # fmt: skip
    _tell(proposal, "proposal.raised", {**words, "words": digest}, actor, giver, key)
    _open(actor, proposal, idempotency_key)
    return proposal


def _open(actor: User, proposal: Proposal, key: str) -> None:
    """The case begins, and the proposer's own step is done."""
    kind = proposal.get_kind_display()
    opening = cases.Opening(
        subject=f"Đề xuất {proposal.code}: {kind[:1].lower()}{kind[1:]} {proposal.document}",
        received_at=now(),
        channel=Channel.INTERNAL,
        about=proposal.about,
        unit=proposal.unit,
        ability=RAISE,
    )
    process = process_of_code(proposal.agency, PROCESS_CODE, PROCESS_NAME)
    case = cases.open_case(
        actor, proposal.agency, process, opening, idempotency_key=f"{proposal.uid}"
    )
    turn = offers.turn_of(case)
    if turn is not None and offers.is_proposers(case, turn):
        cases.complete_task(actor, turn, warrant=offers.raised(proposal))


def _version(document: Document) -> Version:
    """What is in force of it, or comes next. Raises DocumentError where nothing does."""
    rows = Validity.objects.of(document.agency_id).filter(document=document)
    period = (
        rows.filter(Validity.open_at(now())).select_related("version").order_by("starts").first()
    )
    if period is None:
        over = reading.document_now(document).over if rows.exists() else ""
        raise DocumentError(
            f"{over} Muốn dùng lại, hãy đề nghị người soạn thảo soạn lần ban hành mới."
            if over
            else NOT_ISSUED
        )
    found: Version = period.version
    return found


def _unit(actor: User, document: Document) -> int | None:
    """In which unit of the agency the proposer works."""
    held = standing(actor).held
    return next((h.unit_id for h in held if h.unit_id and h.agency_id == document.agency_id), None)


def _uid(actor: User, document: Document, key: str) -> uuids.UUID:
    if not key:
        return uuids.uuid4()
    return uuids.uuid5(_PROPOSALS, f"{document.pk}:{actor.pk}:{key}")


@transaction.atomic
def back(actor: User, proposal: Proposal, words: str = "") -> Backing:
    """Agree with a proposal that waits; who has agreed already keeps what they said.

    Raises Forbidden, DocumentError where it was decided meanwhile.
    """
    fresh = locked(proposal)
    known = fresh.backings.filter(person=actor).first()
    if known is not None:
        return known
    if not policy.visible(actor, Proposal).filter(pk=fresh.pk).exists():
        raise policy.Forbidden("Không tìm thấy đề xuất này.")
    if not fresh.waits:
        raise DocumentError(
            f"Đề xuất {fresh.code} đã xử lý ({fresh.get_state_display().lower()}). Ông/bà có thể"
            " lập đề xuất mới."
        )
    policy.require(actor, "back", fresh)
    made: Backing = Backing.objects.create(
        agency=fresh.agency, proposal=fresh, person=actor, words=settle(words), at=now()
    )
    giver = standing(actor).behalf(RAISE, fresh.agency_id, own=True)
    _tell(fresh, "proposal.backed", {"backing": made.pk}, actor, giver)
    return made


def withdraw(actor: User, proposal: Proposal, reason: str, *, idempotency_key: str = "") -> None:
    """Take a proposal back that nobody has decided yet; its proposer alone may.

    Raises Forbidden, CommandRefused.
    """
    case = reading.case_of(proposal)
    if case is None:
        raise CommandRefused("Không tìm thấy việc xử lý đề xuất này.")
    reason = settle(reason) or "Người đề xuất rút lại."
    key = events.keyed("withdraw", events.owned(actor, idempotency_key), reason)

    def own(act: Act) -> None:
        fresh = locked(proposal)
        if not fresh.waits:
            raise CommandRefused(
                f"Đề xuất đã xử lý ({fresh.get_state_display().lower()}) nên không rút được nữa."
            )
        policy.require(actor, "withdraw", fresh)

    with command(actor, case, key, own) as act:
        if not act.done:
            act.carry_out("close", {"result": "withdrawn", "reason": reason})
            fresh = locked(proposal)
            move(fresh, ProposalState.WITHDRAWN, actor=actor, answer=reason)


def decide(
    actor: User,
    task: Task,
    action: str,
    *,
    seen: str,
    reason: str = "",
    drafter: User | None = None,
    due: date | None = None,
    decision_no: str = "",
    effective_from: datetime | None = None,
    proof: identity.Proof | None = None,
    idempotency_key: str = "",
) -> Case:
    """Say what one step of the process says about a proposal: yes, no, or another action of it.

    `seen` is what the page showed (`reading.carried`). Approving an amendment names who writes it
    and until when; approving to cancel is the decision itself, with its number and the second
    sign-in (`proof`). Raises CommandRefused (reading.Outdated where the proposal is another by
    now), Forbidden, DocumentError (Several where more than one thing bars). A wrong password is
    counted whatever happens then, so that nobody calls this within a transaction of their own.
    """
    data = {
        "reason": settle(reason),
        "drafter": drafter.pk if drafter else None,
        "due": due.isoformat() if due else "",
        "decision_no": decision_no,
        "effective_from": effective_from,
    }
    key = f"{idempotency_key}/{seen}" if idempotency_key else ""
    if cases.done_before(actor, task, key, action, reason, data):
        return task.case
    fresh, proposal = _asked(task)
    confirmed = None
    if proposal is not None and action in offers.offer(actor, fresh).approving:
        reading.check(proposal, seen)
        confirmed = offers.confirmed(
            actor, proposal, reason=reason, drafter=drafter, due=due, decision_no=decision_no,
            at=effective_from, proof=proof,
        )  # fmt: skip
    with transaction.atomic():
        events.lock_streams(task.case.stream)
        fresh, proposal = _asked(task)
        warrant = None
        if proposal is not None and performers.may(standing(actor), fresh)[0]:
            reading.check(proposal, seen)
            digest = canonical.digest(canonical.dumps({"seen": seen}))
            warrant = Shown(ROUND, digest, {"confirmed": confirmed})
        case = cases.complete_task(
            actor, task, action, reason=reason, data=data, warrant=warrant, idempotency_key=key
        )
        _ended_otherwise(actor, case, proposal, reason)
    return case


def _asked(task: Task) -> tuple[Task, Proposal | None]:
    fresh: Task = Task.objects.of(task.agency_id).select_related("case").get(pk=task.pk)
    return fresh, reading.proposal_of(fresh.case)


def _ended_otherwise(actor: User, case: Case, proposal: Proposal | None, reason: str) -> None:
    """A process that ends without saying yes has said no, whatever effects it asks for."""
    if proposal is None or case.closed_at is None:
        return
    fresh = locked(proposal)
    if fresh.waits:
        move(fresh, ProposalState.REJECTED, actor=actor, answer=settle(reason))


def move(
    proposal: Proposal,
    state: str,
    *,
    actor: User | None,
    on_behalf_of: User | None = None,
    answer: str | None = None,
    **facts: Any,
) -> None:
    """Let a locked proposal stand elsewhere, and tell; called by effects, listeners and jobs alone.

    `answer` is what its proposer is answered, where something is.
    """
    before = proposal.state
    proposal.state = state
    if answer is not None:
        proposal.answer = answer
    if before in WAITING and state not in WAITING:
        proposal.decided_at = now()
    proposal.save()
    told = {"state": state, **facts}
    _tell(proposal, "proposal.moved", told, actor, on_behalf_of)
    if not proposal.waits and before in WAITING:
        telling.answer_backers(proposal)
    if not proposal.waits and not proposal.owed:
        telling.settle(proposal)


def handed_over(proposal: Proposal, giver: User, receiver: User, transfer: Transfer) -> None:
    """Keep that a locked proposal, or the duty to write it, is somebody else's from now on."""
    proposal.save()
    told = {"from": giver.pk, "to": receiver.pk, "minutes": transfer.minutes}
    _tell(proposal, "proposal.handed_over", told, transfer.actor, transfer.on_behalf_of)


def locked(proposal: Proposal) -> Proposal:
    """Lock a proposal: its stream, then its row."""
    events.lock_streams(proposal.stream)
    found: Proposal = (
        Proposal.objects.of(proposal.agency_id)
        .select_for_update(of=("self",))
        .select_related("document", "agency", "proposer")
        .get(pk=proposal.pk)
    )
    return found


def _tell(
    proposal: Proposal,
    type: str,
    data: dict[str, Any],
    actor: User | None,
    on_behalf_of: User | None = None,
    key: str = "",
) -> None:
    events.append(
        proposal.stream, type, data, actor=actor, on_behalf_of=on_behalf_of,
        agency=proposal.agency_id, idempotency_key=key,
    )  # fmt: skip
