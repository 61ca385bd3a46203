"""What proposals declare at start."""

from collections.abc import Sequence

from django.urls import reverse

from processes.control.proposals import effects, holdings, outcome, page, policies, reading, telling
from processes.control.proposals.models import Proposal
from processes.extensions.subjects import SUBJECTS, Subject
from processes.models import Case
from registry import policy
from registry.organisation.models import User
from registry.trail.types import TYPES, EventType

EVENT_TYPES = {
    "proposal.raised": "Đề xuất về tài liệu",
    "proposal.backed": "Đồng ý với đề xuất",
    "proposal.moved": "Chuyển tình trạng đề xuất",
    "proposal.handed_over": "Bàn giao đề xuất",
    "document.amendment_asked": "Yêu cầu sửa đổi, bổ sung",
    "document.amendment_closed": "Kết thúc yêu cầu sửa đổi, bổ sung",
}


def _page(case: Case) -> str:
    return reverse("control:proposal", args=[reading.uid_of(case)])


def _names(user: User, cases: Sequence[Case]) -> dict[int, str]:
    """The subject says no more than what is issued: nobody has to be told another one."""
    uids = {reading.uid_of(case): case for case in cases}
    seen = policy.visible(user, Proposal).filter(uid__in=list(filter(None, uids)))
    return {uids[str(uid)].pk: uids[str(uid)].subject for uid in seen.values_list("uid", flat=True)}


def _title(user: User, case: Case) -> str:
    return case.subject.removeprefix("Đề xuất ")


def _ended(case: Case) -> str:
    proposal = reading.proposal_of(case)
    return telling.ended(proposal).rstrip(".") if proposal else case.result_label.lower()


_SUBJECT = Subject(_page, _names, _title, _ended, noun="đề xuất", series="DX")


def declare() -> None:
    """Register all that proposals declare."""
    for name, label in EVENT_TYPES.items():
        TYPES.add(EventType(name, label))
    policies.declare()
    effects.declare()
    outcome.declare()
    page.declare()
    holdings.declare()
    SUBJECTS.add("proposal", _SUBJECT)
