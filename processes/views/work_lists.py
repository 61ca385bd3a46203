"""My work lists as pages: what waits, what I work on, what I did, each in time or late."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from processes import performers, worklists
from processes.clocks.remaining import remaining, work_of
from processes.models import Task
from processes.views.base import WorkView
from processes.views.case_list import due_of, holder_of, moment
from registry.lists.ordering import by_words
from registry.now import local
from registry.organisation.models import User
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import compact, fold
from rules.worktime import WorkCalendar


@dataclass(frozen=True)
class TaskRow:
    """One task of a list, for whom the person does it, and the calendar of the page."""

    task: Task
    for_whom: User | None
    work: WorkCalendar | None


def _state(row: TaskRow) -> Cell:
    task = row.task
    marks = []
    if task.urge_waits and task.urged_at:
        marks.append(("late", f"Đôn đốc {local(task.urged_at):%H:%M %d/%m}"))
    whom = row.for_whom or task.on_behalf_of
    if whom:
        marks.append(("", f"{'Thay' if task.is_open else 'Làm thay'} {whom}"))
    late = worklists.is_late(task)
    if task.is_open and late:
        return Cell("Quá hạn", tone="late", marks=marks)
    second = ("quá hạn",) if late else ()
    return Cell(str(task.get_status_display()), tone=task.tone, marks=marks, second=second)


def _who(row: TaskRow) -> Cell:
    return Cell(holder_of(row.task), second=(f"từ {moment(row.task.activated_at)}",))


def _step_due(row: TaskRow) -> Cell:
    """Both deadlines in one cell, the step's first; a late case is said as loudly."""
    task, case = row.task, row.task.case
    cell = due_of(task.due_at, row.work, case.suspended_since)
    if case.due_at is None:
        return cell
    left = remaining(case.due_at, row.work)
    said = f"Hẹn trả hồ sơ: {left.words}, {moment(case.due_at)}"
    marks = (("late", "Hồ sơ quá hẹn trả"),) if left.late else ()
    return replace(cell, second=(*cell.second, said), marks=marks)


def _case_due(row: TaskRow) -> Cell:
    return due_of(row.task.case.due_at, row.work, row.task.case.suspended_since)


CODE = Column(
    "ma", "Mã hồ sơ", lambda row: row.task.case.code, "lead", by=by_words("case__code"),
    ways=LETTERS,
)  # fmt: skip
WHAT = Column(
    "viec",
    "Công việc",
    lambda row: Cell(
        row.task.title,
        reverse("task_detail", args=[row.task.pk]),
        (row.task.case.called, row.task.case.version.title),
    ),
    "what",
    by=by_words("title"),
    ways=LETTERS,
    fixed=True,
)
SUBJECT = Column("noi-dung", "Nội dung hồ sơ", lambda row: row.task.case.called, file_only=True)
OPEN = Table(
    code="work",
    label="Công việc",
    unit="việc",
    columns=(
        CODE,
        WHAT,
        SUBJECT,
        Column("tinh-trang", "Tình trạng", _state, "flag"),
        Column("nguoi", "Ai đang giữ, từ bao giờ", _who, "who"),
        Column(
            "han-buoc", "Hạn bước", _step_due, by="due_at", nullable=True,
            ways=("sớm trước", "muộn trước"), value=lambda row: row.task.due_at,
        ),
        Column(
            "hen-tra", "Hẹn trả hồ sơ", _case_due, by="case__due_at", nullable=True, hidden=True,
            in_file=True,
            ways=("sớm trước", "muộn trước"), value=lambda row: row.task.case.due_at,
        ),
    ),
    search="mã, nội dung hồ sơ",
    file="cong-viec",
    order_words="Gấp trước",
)  # fmt: skip
ENDED = replace(
    OPEN,
    columns=(
        CODE,
        WHAT,
        SUBJECT,
        Column("tinh-trang", "Tình trạng", _state, "flag"),
        Column("ket-qua", "Kết quả", lambda row: row.task.outcome, "who"),
        Column(
            "xong", "Xong lúc", lambda row: moment(row.task.finished_at), "code", by="finished_at",
            nullable=True, falling=True, ways=DAYS, value=lambda row: row.task.finished_at,
        ),
        Column(
            "han-buoc", "Hạn bước", lambda row: moment(row.task.final_due_at), "code",
            value=lambda row: row.task.final_due_at,
        ),
        Column(
            "hen-tra", "Hẹn trả hồ sơ", lambda row: moment(row.task.final_case_due_at), "code",
            value=lambda row: row.task.final_case_due_at,
        ),
    ),
    order_words="Mới xong trước",
)  # fmt: skip


class WorkListView(WorkView):
    """One of my work lists, with the counts of all."""

    template_name = "registry/ui/list_page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        try:
            self.worklist = worklists.get(kwargs["code"])
        except KeyError:
            raise Http404 from None

    def get_page_title(self) -> str:
        return self.worklist.label

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        one = self.worklist
        counts = worklists.counts(self.user, one)
        table = replace(ENDED if one.ended else OPEN, code=f"work:{one.code}", label=one.label)
        tabs = [
            Tab(
                each.short,
                count=counts[each.code],
                tone="late" if each.warns else "",
                url=reverse("work_list", args=[each.code]),
                current=each == one,
            )
            for each in (*([] if one in worklists.LISTS else [one]), *worklists.LISTS)
        ]
        empty = Empty(one.empty, one.about, "Xem hồ sơ công việc", reverse("case_list"), "tasks")
        listing = Listing(table, request, tabs=tabs, empty=empty)
        rows = worklists.tasks(self.user, one.code)
        total: int | None = counts[one.code]
        if listing.words:
            rows, total = rows.filter(_said(listing.words)), None
        file = file_of(listing, rows, self.dress)
        if file is not None:
            return file
        listing.show(rows, self.dress, total=total)
        return self.render_to_response(
            self.get_context_data(listing=listing, page=listing.pages, worklist=one)
        )

    def dress(self, tasks: list[Task]) -> list[TaskRow]:
        """Find for whom each is done; one query for the calendar where something has a deadline."""
        due = any(task.is_open and (task.due_at or task.case.due_at) for task in tasks)
        work = work_of(self.at.agency) if due else None
        return [TaskRow(task, performers.may(self.at, task)[1], work) for task in tasks]


def _said(words: str) -> Q:
    """The tasks of cases that are called by these words."""
    spelled, key = Q(), compact(words)
    for word in fold(words).split():
        spelled &= Q(case__folded__contains=word)
    return spelled | Q(case__code_key=key) if key else spelled


class FirstWorkListView(WorkView):
    """«Công việc» leads to what was asked most urgently, else to new work."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        counts = worklists.counts(self.user)
        reminded = worklists.REMINDED.code
        return redirect("work_list", reminded if counts[reminded] else worklists.NEW_IN_TIME.code)
