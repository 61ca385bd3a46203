"""What changes a case from outside: the citizen's feedback, and new codes for lost receipts."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from processes.citizens.receipt import followable
from processes.events.citizens import FeedbackGiven, ReceiptRenewed
from processes.models import Case, CaseStatus, Feedback
from processes.policies import may_open
from registry import canonical, policy
from registry.now import now
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import settle

LONGEST = 2_000

# What may be ticked beside the stars; the codes are stored.
REASONS = {
    "clear": "Hướng dẫn rõ ràng",
    "polite": "Thái độ phục vụ tốt",
    "early": "Trả kết quả đúng hoặc trước hẹn",
    "unclear": "Hướng dẫn chưa rõ ràng",
    "impolite": "Thái độ phục vụ chưa tốt",
    "late": "Trả kết quả trễ hẹn",
    "twice": "Phải đi lại, bổ sung nhiều lần",
    "extra": "Bị yêu cầu thêm giấy tờ ngoài quy định",
}

TWICE = "Hồ sơ này đã được đánh giá rồi. Mỗi hồ sơ đánh giá một lần."


class FeedbackRefused(ValueError):
    """The feedback can't be taken; the message is Vietnamese."""


@transaction.atomic
def give_feedback(case: Case, stars: int, reasons: Iterable[str] = (), text: str = "") -> Feedback:
    """Keep what the citizen says about a closed case, once.

    The caller has seen the receipt or the telephone of the citizen: there is no account to ask.
    The event carries the stars and what was ticked, never the words. Raises FeedbackRefused.
    """
    events.lock_streams(case.stream)
    fresh = Case.objects.of(case.agency_id).select_related("agency", "version__document")
    case = fresh.get(pk=case.pk)
    if not followable(case) or case.status != CaseStatus.CLOSED:
        raise FeedbackRefused("Hồ sơ chưa kết thúc nên chưa đánh giá được.")
    if stars not in dict(Feedback.STARS):
        raise FeedbackRefused("Chưa chọn mức độ hài lòng. Hãy chọn từ 1 đến 5 sao.")
    said = settle(text)
    if len(said) > LONGEST:
        raise FeedbackRefused(f"Ý kiến dài {len(said)} ký tự; hãy rút gọn còn {LONGEST} ký tự.")
    ticked = set(reasons)
    chosen = [code for code in REASONS if code in ticked]
    try:
        with transaction.atomic():
            made: Feedback = Feedback.objects.create(
                agency_id=case.agency_id,
                case=case,
                stars=stars,
                reasons=canonical.dumps({"rows": chosen}),
                text=said,
                given_at=now(),
            )
    except IntegrityError as error:
        raise FeedbackRefused(TWICE) from error
    data = {"feedback": made.pk, "stars": stars, "reasons": chosen}
    events.append(case.stream, FeedbackGiven.name, data, agency=case.agency_id)
    return made


@transaction.atomic
def renew_receipt(actor: User, case: Case) -> Case:
    """Give the receipt a new code; papers printed before open nothing any more.

    For those who receive papers in the agency of the case. Raises Forbidden.
    """
    events.lock_streams(case.stream)
    fresh: Case = Case.objects.of(case.agency_id).select_related("agency").get(pk=case.pk)
    at = standing(actor)
    if not may_open(at, fresh.agency) or not _sees(actor, fresh):
        raise policy.Forbidden("Ông/bà không có quyền cấp lại mã theo dõi của hồ sơ này.")
    fresh.receipt_serial += 1
    fresh.save(update_fields=["receipt_serial"])
    events.append(
        fresh.stream,
        ReceiptRenewed.name,
        {"serial": fresh.receipt_serial},
        actor=actor,
        on_behalf_of=at.behalf("case.open", fresh.agency_id, own=True),
        agency=fresh.agency_id,
    )
    return fresh


def _sees(actor: User, case: Case) -> bool:
    return bool(policy.visible(actor, Case).filter(pk=case.pk).exists())
