"""What people are told about work, in sentences that name step, subject, who and until when.

Codes stand last. Only who may read a case gets such a sentence: it names its subject.
"""

from collections.abc import Callable

from django.urls import reverse

from processes.events import moment
from processes.extensions.subjects import subject_of, subject_page
from processes.models import Case, Task
from registry.organisation.models import User

Said = Callable[[Task, User, User | None], str]
"""The sentence about a task for somebody who would do it, for a giver or for themselves."""

# So that until when, who and the code are never cut off a notice.
LONGEST_NAME, LONGEST_NOTE = 160, 120


def thing(case: Case, reader: User) -> str:
    """Say what a case is about, by the name that the reader may know: «bộ tài liệu «Sổ tay»»."""
    subject = subject_of(case.about)
    if subject:
        return f"{subject.noun} «{cut(subject.title(reader, case))}»"
    return f"{cut(case.subject)} ({cut(case.version.title, 80)})"


def page_of(case: Case) -> str:
    """Return the address where a case is read."""
    return subject_page(case) or reverse("case_detail", args=[case.uid])


def new_work(actor: User | None) -> Said:
    """Word the notice that somebody has new work."""
    return _said("Việc mới", f"{actor} chuyển đến" if actor else "", "")


def sent_back(actor: User | None, reason: str) -> Said:
    """Word the notice that work came back to somebody, and why."""
    why = f"Lý do: {cut(reason, LONGEST_NOTE - 8)}" if reason.strip() else ""
    return _said("Trả lại", f"{actor} trả lại" if actor else "", why)


def given(actor: User | None, reason: str) -> Said:
    """Word the notice that a leader, or a hand-over, gave somebody a task."""
    return _said("Giao việc", f"{actor} giao" if actor else "", reason)


def urged(actor: User | None, note: str) -> Said:
    """Word the notice that a leader wants a task done."""
    return _said("Đôn đốc", f"{actor} đôn đốc" if actor else "", note)


def given_away(task: Task, reader: User, reason: str) -> str:
    """Word the notice that tells who had a task who has it now."""
    why = f" Lý do: {cut(reason, LONGEST_NOTE)}." if reason else ""
    return (
        f"Công việc «{cut(task.title)}» của ông/bà đã giao cho {task.assignee}:"
        f" {thing(task.case, reader)}.{why} Mã {task.case.code}."
    )


def closed(case: Case) -> str:
    """Word the notice that tells who opened a case how it ended."""
    named, subject = thing(case, case.opened_by), subject_of(case.about)
    if subject is None:
        return f"Hồ sơ đã kết thúc: {named}. Kết quả: {case.result_label}. Mã {case.code}."
    return f"{named[:1].upper()}{named[1:]} {subject.ended(case)}."


def cut(text: str, longest: int = LONGEST_NAME) -> str:
    """Trim a text, and cut it with «…» where it is too long for a notice."""
    text = text.strip().rstrip(".")
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _said(head: str, who: str, note: str) -> Said:
    def said(task: Task, reader: User, giver: User | None) -> str:
        stands = f" (thay {giver})" if giver else ""
        parts = [
            f"{head}{stands}: {cut(task.title)} – {thing(task.case, reader)}",
            ", ".join(filter(None, (who, until(task)))),
            cut(note, LONGEST_NOTE),
            f"Mã {task.case.code}",
        ]
        return "".join(f"{part}. " for part in parts if part).strip()

    return said


def until(task: Task) -> str:
    """Say until when: the time of the step, and that of the whole case where it ends before."""
    case = task.case
    if since := case.suspended_since:
        return f"tạm dừng tính thời hạn từ {moment(since)}"
    dues = [("hạn", task.due_at), ("hẹn trả hồ sơ", case.due_at)]
    if case.about or (task.due_at and case.due_at and task.due_at <= case.due_at):
        dues = dues[:1]
    return ", ".join(f"{word} {moment(due)}" for word, due in dues if due)
