"""Where a case stands, as its page says it: the large figure, the line of steps, what is left to
do, who has to do with it, its deadlines one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from processes import pinned
from processes.casefile.receiving import PaperRow
from processes.cases.answers import Answers
from processes.clocks import deadlines, figures
from processes.clocks.days import DayCell, cells
from processes.clocks.figures import Figure
from processes.engine.definition import Definition, Step
from processes.models import DONE, Case, CaseStatus, Deadline, Task, TaskStatus
from registry import canonical
from registry.now import local
from registry.records.models import RecordRevision
from rules.worktime import WorkCalendar, WorktimeError, durations, explain

RETURNED, CANCELLED = TaskStatus.RETURNED, TaskStatus.CANCELLED


@dataclass(frozen=True)
class CaseClock:
    """The large figure of a case or a step, and the line below it."""

    figure: Figure
    note: str


@dataclass(frozen=True)
class Point:
    """One step on the line: its states (docs/screens.md), who, and one line more."""

    number: int
    title: str
    states: str
    who: str
    line: str
    late: bool
    url: str

    @property
    def picture(self) -> str:
        """The picture in its circle; "" for its number."""
        return {"is-done": "check", "is-left": "ended"}.get(self.states, "")


@dataclass(frozen=True)
class Left:
    """One thing to do at the present step, or done there: words, a remark, a tone."""

    words: str
    remark: str = ""
    state: str = ""

    @property
    def picture(self) -> str:
        """The picture before it."""
        return {"done": "ok", "late": "late"}.get(self.state, "todo")


@dataclass(frozen=True)
class Concerned:
    """Somebody who has to do with the case."""

    name: str
    duty: str
    phone: str = ""
    outside: bool = False

    @property
    def initials(self) -> str:
        """The letters in their circle: of the two last words."""
        return "".join(word[0] for word in self.name.split()[-2:]).upper()


@dataclass(frozen=True)
class DeadlineRow:
    """One deadline: what it is of, how much, from when, until when, how it stands, and why."""

    title: str
    url: str
    allowed: str
    since: str
    due_at: datetime | None
    tone: str
    words: str
    lines: list[str] = field(default_factory=list)
    days: list[DayCell] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether any of its days is past it."""
        return any("out" in day.states for day in self.days)


def work_of(clock: Deadline | None) -> WorkCalendar | None:
    """Return the calendar that a clock counts by; None without one, or where it can't be read."""
    if clock is None:
        return None
    try:
        return deadlines.calendar_for(clock)
    except WorktimeError:
        return None


def moment(at: datetime) -> str:
    """Write «17:00, 24/11/2026»."""
    return f"{local(at):%H:%M, %d/%m/%Y}"


def clock_of(case: Case, clock: Deadline | None, at: datetime) -> CaseClock:
    """Say how the case stands with its time."""
    if case.status == CaseStatus.CLOSED and case.closed_at is not None:
        late = case.due_at is not None and case.closed_at > case.due_at
        in_time = "" if case.due_at is None else ", quá hạn" if late else ", trong hạn"
        said = in_time if case.result == DONE else ""
        figure = Figure("Đã kết thúc", "", case.result_label, "done")
        return CaseClock(figure, f"Kết thúc {moment(case.closed_at)}{said}")
    if since := case.suspended_since:
        figure = Figure("Tạm dừng tính thời hạn", "", f"từ {local(since):%H:%M %d/%m/%Y}", "wait")
        return CaseClock(figure, "Hạn mới được tính khi lãnh đạo cho tính tiếp")
    if case.due_at is None:
        return CaseClock(Figure("Thời hạn", "", "Không đặt hạn", "done"), "Theo thỏa thuận")
    return CaseClock(
        figures.figure(case.due_at, at, work_of(clock), "trả kết quả"),
        f"Hẹn trả {moment(case.due_at)}",
    )


def clock_of_step(task: Task, clock: Deadline | None, at: datetime) -> CaseClock | None:
    """Say how a task stands with the time of its step; None where it has none."""
    if task.finished_at is not None:
        late = task.final_due_at is not None and task.finished_at > task.final_due_at
        in_time = "" if task.final_due_at is None else ", quá hạn" if late else ", trong hạn"
        figure = Figure("Việc này", "", task.outcome or task.get_status_display(), "done")
        return CaseClock(figure, f"Xong {moment(task.finished_at)}{in_time}")
    if since := task.case.suspended_since:
        figure = Figure("Tạm dừng tính thời hạn", "", f"từ {local(since):%H:%M %d/%m/%Y}", "wait")
        return CaseClock(figure, "Công việc tiếp tục khi lãnh đạo cho tính tiếp")
    if task.due_at is None:
        return None
    figure = figures.figure(task.due_at, at, work_of(clock), "bước này")
    return CaseClock(figure, f"Hạn bước: {moment(task.due_at)}")


def points(
    case: Case,
    definition: Definition,
    tasks: Sequence[Task],
    chosen: Mapping[str, str],
    clocks: Mapping[str, Deadline],
    at: datetime,
) -> list[Point]:
    """Return every step that people do, with who has it, had it or will have it."""
    found = []
    for step in definition.steps:
        if step.kind.performed:
            own = [task for task in tasks if task.step_id == step.id]
            found.append(_point(case, definition, step, own, chosen, clocks, at))
    return found


def _point(
    case: Case,
    definition: Definition,
    step: Step,
    own: Sequence[Task],
    chosen: Mapping[str, str],
    clocks: Mapping[str, Deadline],
    at: datetime,
) -> Point:
    role = definition.role(step.role)
    asked = ": ".join(
        filter(None, (role.label if role else step.responsible, chosen.get(step.role)))
    )
    if not own or (own[-1].status == RETURNED and case.status != CaseStatus.CLOSED):
        time = durations.format(definition.step_time(step, case.variant))
        line, late = time, False
        if own and own[-1].finished_at:
            line, late = f"Đã trả lại {local(own[-1].finished_at):%d/%m}", True
        url = reverse("task_detail", args=[own[-1].pk]) if own else ""
        return Point(step.number, step.title, "", asked, line, late, url)
    task = own[-1]
    url = reverse("task_detail", args=[task.pk])
    who, line, late, states = _who(task), "", False, "is-done"
    if task.is_open:
        clock = clock_of_step(task, clocks.get(task.key), at)
        states = "is-now"
        who = who or f"Chờ {asked or 'người'} nhận"
        if clock is not None:
            late = clock.figure.tone == "late"
            line = "Tạm dừng" if case.suspended_since else clock.figure.short
            states += " is-late" if late else ""
    elif task.status == CANCELLED:
        states, line = "is-left", "Thôi thực hiện"
        who = who or "Chưa ai nhận việc"
    elif task.finished_at is not None:
        late = task.final_due_at is not None and task.finished_at > task.final_due_at
        line = f"Xong {local(task.finished_at):%H:%M, %d/%m}{', quá hạn' if late else ''}"
    return Point(step.number, step.title, states, who, line, late, url)


def _who(task: Task) -> str:
    """Who has it, or who did it, for whom."""
    person = task.finished_by or task.assignee
    if person is None:
        return ""
    stands = f" (thay {task.on_behalf_of})" if task.on_behalf_of else ""
    return f"{person}{stands}"


def led_here(task: Task, tasks: Sequence[Task]) -> Task | None:
    """Return the task that brought the case to this one; None at the first step."""
    known = canonical.loads(task.case.state).get("tasks", {})
    after = known.get(task.key, {}).get("after", "")
    return next((one for one in tasks if one.key == after), None)


def came_back(task: Task, tasks: Sequence[Task]) -> Task | None:
    """Return the task whose return brought the case to this one; None where it came forward."""
    before = led_here(task, tasks)
    return before if before is not None and before.status == RETURNED else None


def left_to_do(
    task: Task, step: Step | None, answers: Answers, papers: Sequence[PaperRow]
) -> list[Left]:
    """Return what is left at the present step, and what is done of it: taking, form, papers."""
    found = []
    if task.started_at:
        found.append(Left("Nhận việc", f"{local(task.started_at):%H:%M %d/%m}", "done"))
    else:
        found.append(Left("Nhận việc"))
    if task.urge_waits and task.urged_at:
        found.append(Left("Trả lời đôn đốc của lãnh đạo", f"{local(task.urged_at):%d/%m}", "late"))
    found += [
        Left(f"Thiếu giấy tờ: {paper.name}", "Đề nghị người nộp bổ sung", "late")
        for paper in papers
        if paper.missing
    ]
    if step is not None and step.form:
        found.append(_form_left(task, step, answers))
    forward = next((one.label for one in step.actions if one.kind == "forward"), "") if step else ""
    if forward:
        found.append(Left(forward))
    return found


def _form_left(task: Task, step: Step, answers: Answers) -> Left:
    version = pinned.version_in(task.case, step.form)
    words = f"Điền «{version.title}»" if version else "Điền biểu mẫu của bước"
    revision = answers.revisions.get(step.form)
    if revision is None:
        return Left(words, "Chưa điền")
    if revision.state == RecordRevision.FINAL and revision.at < task.activated_at:
        return Left(words, "Bước trước đã điền; phần của bước này chưa ghi")
    return Left(words, f"Đã lưu {local(revision.at):%H:%M %d/%m}")


def people(
    case: Case, definition: Definition, tasks: Sequence[Task], opener: str
) -> list[Concerned]:
    """Return who has the case now, who had it, who opened it, and the applicant."""
    found: dict[str, Concerned] = {}
    for task in tasks:
        if task.is_open:
            found.setdefault(*_holder(task, definition))
    found.setdefault(opener, Concerned(opener, _opened(case)))
    for task in reversed(tasks):
        if not task.is_open and task.finished_by is not None:
            name = str(task.finished_by)
            found.setdefault(name, Concerned(name, f"Đã làm: {task.title}"))
    if case.applicant_name:
        outside = Concerned(case.applicant_name, "Người nộp", case.applicant_phone, outside=True)
        found[f"@{case.applicant_name}"] = outside
    return list(found.values())


def _holder(task: Task, definition: Definition) -> tuple[str, Concerned]:
    since = local(task.held_since or task.activated_at)
    if task.assignee is None:
        step = definition.step(task.step_id)
        role = definition.role(step.role) if step else None
        name = role.label if role else "Người cùng vai trò"
        waiting = f"Chờ người nhận việc, từ {since:%H:%M %d/%m/%Y}"
        return f"?{name}", Concerned(name, waiting, outside=True)
    stands = f" thay {task.on_behalf_of}" if task.on_behalf_of else ""
    name = str(task.assignee)
    unit = f" · {task.unit}" if task.unit else ""
    return name, Concerned(name, f"Giữ việc{stands} từ {since:%H:%M %d/%m/%Y}{unit}")


def _opened(case: Case) -> str:
    return f"Lập hồ sơ{f' · {case.unit}' if case.unit else ''}"


def deadline_rows(
    case: Case,
    definition: Definition,
    tasks: Sequence[Task],
    clocks: Mapping[str, Deadline],
    at: datetime,
) -> list[DeadlineRow]:
    """Return the deadlines of the case and of its steps, those to come without a date."""
    found, by_key = [], {task.key: task for task in tasks}
    if "" in clocks:
        found.append(_row_of_case(case, clocks[""], at))
    elif case.due_at is None:
        found.append(DeadlineRow("Giải quyết cả hồ sơ", "", "Không đặt hạn", "", None, "", ""))
    for key, task in by_key.items():
        found.append(_row_of_task(case, definition, task, clocks.get(key), at))
    if case.status != CaseStatus.CLOSED:
        found += _rows_to_come(case, definition, tasks)
    return found


def _row_of_case(case: Case, clock: Deadline, at: datetime) -> DeadlineRow:
    stands = clock_of(case, clock, at)
    tone, said = stands.figure.tone, stands.figure.short
    if case.status == CaseStatus.CLOSED and case.closed_at is not None:
        late = case.due_at is not None and case.closed_at > case.due_at
        tone, said = ("late", "Kết thúc quá hạn") if late else ("done", "Kết thúc trong hạn")
    elif case.suspended_since:
        said = "Tạm dừng"
    due = case.due_at if not case.suspended_since else None
    return DeadlineRow(
        "Giải quyết cả hồ sơ", "", deadlines.words(clock), moment(clock.started_at), due, tone,
        said, *_why(case, clock, due, at),
    )  # fmt: skip


def _row_of_task(
    case: Case, definition: Definition, task: Task, clock: Deadline | None, at: datetime
) -> DeadlineRow:
    step = definition.step(task.step_id)
    title = f"Bước {step.number}. {task.title}" if step else task.title
    due = task.due_at if task.is_open else task.final_due_at
    stands = clock_of_step(task, clock, at)
    tone, said = "", ""
    if task.status == CANCELLED:
        tone, said = "done", "Thôi thực hiện"
    elif task.finished_at is not None:
        late = due is not None and task.finished_at > due
        done = "Đã trả lại" if task.status == RETURNED else "Xong"
        tone = "late" if late else "good"
        said = f"{done} quá hạn" if late else f"{done} trong hạn" if due else done
    elif stands is not None:
        tone, said = stands.figure.tone, stands.figure.short
        if case.suspended_since:
            said = "Tạm dừng"
    return DeadlineRow(
        title,
        reverse("task_detail", args=[task.pk]),
        deadlines.words(clock) if clock else "",
        moment(clock.started_at if clock else task.activated_at),
        due,
        tone,
        said,
        *(_why(case, clock, due, at) if clock and task.is_open else ()),
    )


def _rows_to_come(
    case: Case, definition: Definition, tasks: Sequence[Task]
) -> Iterator[DeadlineRow]:
    reached = {task.step_id for task in tasks if task.is_open or task.status == TaskStatus.DONE}
    for step in definition.steps:
        if step.kind.performed and step.id not in reached:
            allowed = durations.format(definition.step_time(step, case.variant))
            title = f"Bước {step.number}. {step.title}"
            since = "Khi bước trước xong"
            yield DeadlineRow(title, "", allowed, since, None, "done", "Chưa đến")


def explanation(case: Case, clock: Deadline) -> list[explain.ExplanationLine]:
    """Explain a clock day by day; nothing where its calendar fails."""
    try:
        return deadlines.explanation(
            clock, deadlines.calendar_for(clock), deadlines.pauses_of(case)
        )
    except WorktimeError:
        return []


def _why(
    case: Case, clock: Deadline, due: datetime | None, at: datetime
) -> tuple[list[str], list[DayCell]]:
    """(the reasons day by day, the same on a small calendar); nothing without a date."""
    work = work_of(clock)
    if due is None or work is None:
        return [], []
    lines = explanation(case, clock)
    end = at if case.status != CaseStatus.CLOSED else case.closed_at or at
    return [line.text for line in lines], cells(lines, work, due, end)
