"""What citizens do with a case from outside; it moves nothing, and its history does not tell it."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent


class FeedbackData(TypedDict, total=False):
    """The stars and what was ticked, never the words."""

    feedback: int
    stars: int
    reasons: list[str]


class FeedbackGiven(CaseEvent[FeedbackData]):
    """The citizen says how the case was handled."""

    name, label = "case.feedback_given", "Người nộp hồ sơ đánh giá"


EVENTS.add(FeedbackGiven())


class ReceiptData(TypedDict, total=False):
    """How often the code of the receipt was renewed."""

    serial: int


class ReceiptRenewed(CaseEvent[ReceiptData]):
    """The receipt has a new code: papers printed before open nothing any more."""

    name, label = "case.receipt_renewed", "Cấp lại mã theo dõi hồ sơ"


EVENTS.add(ReceiptRenewed())
