"""What a citizen is told about a case: where it stands, when it is due, what is asked of them.

No names of officers, no answers, no remarks of the office. Only who holds the receipt, or knows
the code and the telephone that was left, gets here.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from processes import pinned
from processes.casefile import receiving, timeline
from processes.casefile.timeline import Appointment
from processes.citizens.receipt import FOLLOWABLE, RELATED
from processes.engine.definition import Definition
from processes.models import Case, CaseStatus, Feedback, Task, TaskStatus
from registry.now import now
from registry.trail import events
from registry.trail.models import Event
from registry.vietnamese import compact
from rules.worktime import WorktimeError

DIGITS = 4
# How long a page that was opened with code and telephone may be read again, in seconds.
LASTS = 30 * 60
_SALT = "processes.citizens.following"


@dataclass(frozen=True)
class StepTold:
    """A step of the procedure as far as this case is concerned: "done", "now" or "ahead"."""

    title: str
    state: str
    finished_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """All that the page of a case says."""

    case: Case
    title: str
    state: str
    headline: str
    detail: str
    asked: str
    overdue: bool
    due_at: datetime | None
    appointments: list[Appointment]
    lines: list[str]
    steps: list[StepTold]
    feedback: Feedback | None


def key_of(code: str) -> str:
    """Return one key for every spelling of a code: to find a case, and to count wrong attempts."""
    return compact(code)[:80]


def find(code: str, digits: str) -> Case | None:
    """Return the case with this code whose applicant's telephone ends in these four digits.

    The code may be punctuated in any way. One query and one comparison whether the code is unknown,
    foreign or known, so that neither the answer nor its time says which of the two was wrong.
    """
    # Two agencies may have codes that differ by a dot alone: whose digits fit is meant.
    same = Case.unscoped.filter(FOLLOWABLE, code_key=key_of(code)).select_related(*RELATED)
    found: list[Case | None] = [*same.order_by("-pk")[:3]]
    wanted = (last_digits(digits) or "-").encode()
    right = None
    for case in found or [None]:
        left = last_digits(case.applicant_phone if case else "")
        # A case without telephone is opened by its receipt alone: nobody guesses 16 random bytes.
        if hmac.compare_digest((left or secrets.token_hex(16)).encode(), wanted):
            right = right or case
    return right


def last_digits(phone: str) -> str:
    """Return the last four digits of a telephone number; empty when there are fewer."""
    digits = "".join(character for character in phone if "0" <= character <= "9")
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


def pass_for(case: Case) -> str:
    """Sign a pass to this case that holds for half an hour, for an address."""
    return signing.dumps(f"{case.uid.hex}:{case.receipt_serial}", salt=_SALT, compress=False)


def case_of_pass(given: str) -> Case | None:
    """Return the case of a pass that still holds, or None. One query."""
    try:
        uid, serial = signing.loads(given, salt=_SALT, max_age=LASTS).split(":")
    except (signing.BadSignature, ValueError, AttributeError):
        uid, serial = "0" * 32, "0"
    found: Case | None = (
        Case.unscoped.filter(FOLLOWABLE, uid=uid, receipt_serial=serial)
        .select_related(*RELATED)
        .first()
    )
    return found


def told(case: Case) -> Told:
    """Tell where the case stands now."""
    definition = pinned.process_of(case)[1]
    facts = list(events.read(case.stream))
    state, headline, detail, asked = _standing(case, facts)
    closed = case.status == CaseStatus.CLOSED
    return Told(
        case=case,
        title=case.version.title,
        state=state,
        headline=headline,
        detail=detail,
        asked=asked,
        overdue=not closed and case.due_at is not None and case.due_at < now(),
        due_at=None if closed else case.due_at,
        appointments=timeline.appointments(definition, facts),
        lines=[] if closed or not case.due_at else _lines(case),
        steps=_steps(case, definition),
        feedback=getattr(case, "feedback", None),
    )


def _standing(case: Case, facts: list[Event]) -> tuple[str, str, str, str]:
    """(state, headline, sentence, what is asked of the citizen)."""
    where = str(case.unit or case.agency)
    if case.status == CaseStatus.SUSPENDED:
        return (
            "paused",
            "Đang tạm dừng tính thời hạn",
            "Thời hạn được tính tiếp khi lý do không còn; ngày hẹn mới sẽ hiện ở trang này.",
            timeline.asked_of_citizen(facts),
        )
    if case.status != CaseStatus.CLOSED:
        return "open", "Đang giải quyết", "", ""
    said = {
        "done": (
            "Đã có kết quả",
            f"Nếu chưa nhận kết quả, ông/bà mang Giấy tiếp nhận hồ sơ đến {where} để nhận.",
        ),
        "refused": (
            "Cơ quan từ chối giải quyết",
            f"Ông/bà nhận văn bản nêu rõ lý do tại {where}.",
        ),
        "withdrawn": ("Hồ sơ đã được rút", "Hồ sơ kết thúc theo yêu cầu của người nộp."),
        "stopped": ("Đã dừng giải quyết", f"Ông/bà hỏi lý do tại {where}, nêu mã hồ sơ."),
    }
    headline, detail = said.get(case.result, ("Đã kết thúc", ""))
    return "done" if case.result == "done" else "ended", headline, detail, ""


def _steps(case: Case, definition: Definition) -> list[StepTold]:
    """The steps people do, in the order of the procedure; a closed case shows only those it saw."""
    last: dict[str, Task] = {}
    for task in Task.objects.of(case.agency_id).filter(case=case).order_by("activated_at", "pk"):
        last[task.step_id] = task
    closed = case.status == CaseStatus.CLOSED
    found = []
    for step in definition.steps:
        if not step.kind.performed or not step.title:
            continue
        task = last.get(step.id)
        if task is not None and task.is_open:
            found.append(StepTold(step.title, "now"))
        elif task is not None and task.status == TaskStatus.DONE:
            found.append(StepTold(step.title, "done", task.finished_at))
        elif not closed:
            found.append(StepTold(step.title, "ahead"))
    return found


def _lines(case: Case) -> list[str]:
    """Day by day how the appointment was counted; nothing where the calendar fails."""
    try:
        return receiving.explanation_lines(case)
    except WorktimeError:
        return []
