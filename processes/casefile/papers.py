"""The papers that the system makes of a case; each has its page in `processes/views/prints.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from processes.casefile import timeline
from processes.models import Case, Channel
from registry.trail.models import Event

BY_SYSTEM = "Hệ thống lập"


@dataclass(frozen=True)
class CasePaper:
    """A paper: the name of its page and the address below that of the case, and when it is there.

    `made` says when it was made and by whom. It stands before the filled forms, or `last`.
    """

    name: str
    address: str
    title: str
    stands: Callable[[Case], bool]
    made: Callable[[Case, list[Event]], tuple[datetime, str]]
    last: bool = False


RECEIPT = CasePaper(
    "case_receipt",
    "giay-tiep-nhan",
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    # Nobody outside handed anything in.
    stands=lambda case: case.channel != Channel.INTERNAL,
    made=lambda case, facts: (case.opened_at, str(timeline.opener(case, facts))),
)
CONTROL_SLIP = CasePaper(
    "case_slip",
    "phieu-kiem-soat",
    "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    stands=lambda case: True,
    made=lambda case, facts: (facts[-1].at if facts else case.opened_at, BY_SYSTEM),
    last=True,
)
PAPERS = (RECEIPT, CONTROL_SLIP)
