"""What the page of a case shows of where the case stands, and what of it became another since."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from processes.cases.session import Session
from processes.engine.refusal import CommandRefused
from processes.events import instant
from processes.models import Case, CaseStatus, Task, TaskStatus
from registry import shown
from registry.now import local
from registry.trail import events

UNSEEN = (
    "Chưa rõ ông/bà đã xem hồ sơ ở tình trạng nào, nên yêu cầu chưa được ghi nhận. Hãy xem tình"
    " trạng hiện nay của hồ sơ rồi quyết định."
)
_TASK, _DUE = "task:", "due:"


class NotAsSeen(CommandRefused):
    """The case is not as the page showed it; the message says what changed."""


def of(case: Case, tasks: Iterable[Task]) -> str:
    """Return a digest of each part that a page shows of the case with its open tasks, as one line.

    The page carries the line, and an act on the page names it.
    """
    return shown.named(_parts(case, tasks))


def check(session: Session, seen: str) -> None:
    """Raise NotAsSeen unless what was seen is how the locked case stands."""
    if not seen:
        raise NotAsSeen(UNSEEN)
    session.load_tasks()
    tasks = [task for task in session.rows.tasks.values() if task.is_open]
    difference = shown.compared(seen, _parts(session.case, tasks))
    if difference:
        said = "; ".join(_said(session, tasks, seen, difference))
        raise NotAsSeen(
            f"Sau khi ông/bà mở trang, hồ sơ đã thay đổi. {said}. Yêu cầu của ông/bà chưa được ghi"
            " nhận; hãy xem tình trạng hiện nay rồi quyết định."
        )


def _parts(case: Case, tasks: Iterable[Task]) -> dict[str, Any]:
    parts = {"status": _part(case.status), "due": _part(case.due_at)}
    for task in tasks:
        parts[f"{_TASK}{task.key}"] = _part(task.status)
        parts[f"{_DUE}{task.key}"] = _part(task.due_at)
    return parts


def _part(value: str | datetime | None) -> list[str]:
    if isinstance(value, datetime):
        return [value.astimezone(UTC).isoformat()]
    return [str(value or "")]


def _said(
    session: Session, tasks: Sequence[Task], seen: str, difference: shown.Difference
) -> list[str]:
    """What changed, in the order of the page: «Hẹn trả: … → …»."""
    case, other = session.case, difference.other
    found = []
    if "status" in other:
        labels = dict(CaseStatus.choices)
        found.append(_line("Tình trạng", _before(seen, "status", labels), case.status, labels))
    dues = _dues(case) if any("due" in name for name in other) else {}
    if "due" in other:
        found.append(_line("Hẹn trả", _before(seen, "due", dues), case.due_at, dues))
    found += _moved(session, tasks, difference)
    for task in tasks:
        if f"{_TASK}{task.key}" in other:
            steps = dict(TaskStatus.choices)
            before = _before(seen, f"{_TASK}{task.key}", steps)
            found.append(_line(f"Bước «{task.title}»", before, task.status, steps))
        if f"{_DUE}{task.key}" in other:
            before = _before(seen, f"{_DUE}{task.key}", dues)
            found.append(_line(f"Hạn bước «{task.title}»", before, task.due_at, dues))
    return found or ["Trang ông/bà đang mở không phải là hồ sơ như hiện nay"]


def _line(what: str, before: str | None, value: Any, words: dict[Any, str]) -> str:
    if before is None:
        return f"{what}: nay là {words.get(value, value)}"
    return f"{what}: {before} → {words.get(value, value)}"


def _before(seen: str, name: str, words: dict[Any, str]) -> str | None:
    """The words of the value that the page showed; None where it showed none that ever was."""
    return next(
        (
            text
            for value, text in words.items()
            if name not in shown.compared(seen, {name: _part(value)}).other
        ),
        None,
    )


def _dues(case: Case) -> dict[datetime | None, str]:
    """Every date by which the case or a step of it was ever due, in words."""
    found: dict[datetime | None, str] = {None: "không tính"}
    for event in events.read(case.stream):
        data = events.data_of(event)
        for text in (data.get("due_at"), *data.get("task_dues", {}).values()):
            if due := instant(text):
                found[due] = f"{local(due):%H:%M %d/%m/%Y}"
    return found


def _moved(session: Session, tasks: Sequence[Task], difference: shown.Difference) -> list[str]:
    """From which steps to which the case went: «Bước: «…» → «…»»."""
    gone = []
    for name in difference.gone:
        step = session.definition.step(name.removeprefix(_TASK).rpartition("#")[0])
        if name.startswith(_TASK) and step is not None:
            gone.append(step.title)
    come = [task.title for task in tasks if f"{_TASK}{task.key}" in difference.added]
    if not gone and not come:
        return []
    if gone == come:
        return [f"Bước {_listed(gone)} đã qua và nay làm lại"]
    if session.case.status == CaseStatus.CLOSED:
        return [f"Bước {_listed(gone)} không còn chờ xử lý"]
    return [f"Bước: {_listed(gone) or 'không có'} → {_listed(come) or 'không có'}"]


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"«{title}»" for title in titles)
