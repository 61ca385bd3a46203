"""The list of cases: all that the person may read, with search, filters, and who has each now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

from processes.cases.opening import opens_any
from processes.clocks.remaining import remaining, work_of
from processes.models import OPEN_TASK, Case, CaseStatus, Task
from processes.overview.cases import LATE, RUNNING, STILL, TODAY, condition
from processes.overview.steps import Stop, at_step, stops
from processes.views.base import CASES, WorkView
from registry import policy
from registry.lists.ordering import by_words
from registry.now import local, now
from registry.organisation.roles import role_labels
from registry.readers.row_numbers import number_in
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import compact, fold, sort_key
from rules.worktime import WorkCalendar

STATES = (
    ("dang", "Đang giải quyết"),
    ("qua-han", "Đang giải quyết, quá hạn"),
    ("hom-nay", "Đang giải quyết, đến hạn hôm nay"),
    ("tam-dung", "Tạm dừng tính thời hạn"),
    ("xong", "Đã kết thúc"),
)


@dataclass(frozen=True)
class CaseRow:
    """One case of the list, what is to be done in it now, and the calendar of the page."""

    case: Case
    tasks: tuple[Task, ...]
    work: WorkCalendar | None

    @property
    def late(self) -> bool:
        """Whether it is open and past its deadline."""
        due = self.case.due_at
        return self.case.status == CaseStatus.OPEN and due is not None and due < now()


def state_of(row: CaseRow) -> Cell:
    """Say how a case stands, or how it ended."""
    case = row.case
    if case.status == CaseStatus.CLOSED:
        tone = "good" if case.result == "done" else "done"
        return Cell(case.result_label, tone=tone, second=(f"kết thúc {moment(case.closed_at)}",))
    if row.late:
        return Cell("Quá hạn", tone="late")
    return Cell(str(case.get_status_display()), tone=case.tone)


def turn_of(row: CaseRow) -> Cell:
    """Say whose turn it is and since when; the first of several, and how many more."""
    if not row.tasks:
        return Cell()
    first, more = row.tasks[0], len(row.tasks) - 1
    also = f"và {more} bước nữa" if more else ""
    since = f"{first.title} từ {local(first.activated_at):%d/%m/%Y}"
    return Cell(holder_of(first), second=(since, also))


def holder_of(task: Task) -> str:
    """Name who has a task, or the role that it waits for."""
    return str(task.assignee or role_labels().get(task.role, "") or "Chờ người nhận")


def due_of(due: datetime | None, work: WorkCalendar | None, still: datetime | None = None) -> Cell:
    """Say how far a deadline is and when; or since when its clock stands still."""
    if due is None:
        if still is None:
            return Cell("Không đặt hạn")
        return Cell(second=(f"Tạm dừng tính thời hạn từ {moment(still)}",))
    left = remaining(due, work)
    return Cell(left.words, tone=left.tone, second=(moment(due),))


def moment(instant: datetime | None) -> str:
    """Write an instant for a list."""
    return f"{local(instant):%H:%M %d/%m/%Y}" if instant else ""


def _due(row: CaseRow) -> Cell:
    case = row.case
    if case.status == CaseStatus.CLOSED:
        return Cell(moment(case.due_at))
    return due_of(case.due_at, row.work, case.suspended_since)


TABLE = Table(
    code="cases",
    label="Hồ sơ công việc",
    unit="hồ sơ",
    columns=(
        Column(
            "ma", "Mã hồ sơ", lambda row: row.case.code, "lead", by=by_words("code"), ways=LETTERS
        ),
        Column(
            "noi-dung",
            "Nội dung",
            lambda row: Cell(
                row.case.subject,
                reverse("case_detail", args=[row.case.uid]),
                (row.case.version.title, row.case.applicant_name),
            ),
            "what",
            by=by_words("subject"),
            ways=LETTERS,
            fixed=True,
        ),
        Column("tinh-trang", "Tình trạng", state_of, "flag"),
        Column("den-luot", "Đến lượt ai, từ bao giờ", turn_of, "who"),
        Column(
            "han",
            "Hẹn trả",
            _due,
            by="due_at",
            nullable=True,
            ways=("sớm trước", "muộn trước"),
            value=lambda row: row.case.due_at,
        ),
        Column(
            "nhan",
            "Tiếp nhận lúc",
            lambda row: moment(row.case.received_at),
            "code",
            by="received_at",
            falling=True,
            ways=DAYS,
            hidden=True,
            value=lambda row: row.case.received_at,
        ),
        Column("nguoi-nop", "Người nộp", lambda row: row.case.applicant_name, hidden=True),
        Column("quy-trinh", "Quy trình", lambda row: row.case.version.title, hidden=True),
        Column("don-vi", "Đơn vị", lambda row: str(row.case.unit or ""), hidden=True),
        Column(
            "ket-thuc",
            "Kết thúc lúc",
            lambda row: moment(row.case.closed_at),
            "code",
            hidden=True,
            value=lambda row: row.case.closed_at,
        ),
    ),
    filters=(
        Filter("quy-trinh", "Quy trình", anything="Mọi quy trình"),
        Filter("tinh-trang", "Tình trạng", STATES, anything="Mọi tình trạng"),
        Filter("cham", "Trễ hạn", (("1", "Trễ hạn của bước hoặc của hồ sơ"),)),
    ),
    search="mã, nội dung, người nộp",
    file="ho-so",
    order_words="Đến hạn trước",
)

# Whoever comes from the home page sees the cases at one step, and may choose another.
STEP = "buoc"
AT_STEP = replace(TABLE, filters=(*TABLE.filters, Filter(STEP, "Đang ở bước", anything="Mọi bước")))


class CaseListView(WorkView):
    """Hồ sơ công việc: all cases that the person may read."""

    template_name = "registry/ui/list_page.html"
    page_title = CASES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = Listing(AT_STEP, request)
        steps = stops(self.at) if asked.value(STEP) else []
        state = asked.value("tinh-trang")
        at = at_step(steps, asked.value(STEP), late=asked.value("cham") == "1")
        rows = self.rows(asked.words).filter(at)
        process, counted = number_in(asked.value("quy-trinh")), self.counts(rows)
        counts = self.summed(counted, process)
        rows = rows.filter(self.conditions.get(state, Q())).select_related("version", "unit")
        if process:
            rows = rows.filter(process_id=process)
        opening = reverse("case_new") if opens_any(self.at) else ""
        listing = Listing(
            AT_STEP if steps else TABLE,
            request,
            choices={
                "quy-trinh": _choices(counted),
                STEP: [(one.key, _step_words(one)) for one in steps],
            },
            tabs=_tabs(counts),
            empty=Empty(
                "Chưa có hồ sơ công việc nào ông/bà được xem",
                "Hồ sơ ông/bà tạo, được giao hoặc có quyền theo dõi sẽ đến đây.",
                "Tạo hồ sơ đầu tiên",
                opening,
                "case",
            ),
        )
        file = file_of(listing, rows, self.dress)
        if file is not None:
            return file
        listing.show(rows, self.dress, total=counts.get(state, counts[""]))
        acts = [{"label": "Tạo mới hồ sơ công việc", "url": opening, "icon": "plus", "main": True}]
        return self.render_to_response(
            self.get_context_data(listing=listing, page=listing.pages, acts=acts if opening else [])
        )

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """What each state of the filter means now."""
        found = {code: condition(code, now()) for code in (RUNNING, LATE, TODAY, STILL)}
        return {**found, "xong": Q(status=CaseStatus.CLOSED)}

    def counts(self, rows: QuerySet[Case]) -> list[dict[str, Any]]:
        """Count cases of each process by state, "" all of them; one query."""
        wanted = {_of(code): Count("pk", filter=q) for code, q in self.conditions.items()}
        found: Any = rows.order_by().values("process_id", "process__title")
        return list(found.annotate(n=Count("pk"), **wanted))

    def summed(self, counted: list[dict[str, Any]], process: int | None) -> Mapping[str, int]:
        """Sum how many cases of one process, or of all, there are by state."""
        of = [row for row in counted if process in (None, row["process_id"])]
        named = {"": "n", **{code: _of(code) for code in self.conditions}}
        return {code: sum(row[name] for row in of) for code, name in named.items()}

    def rows(self, words: str) -> QuerySet[Case]:
        """Return the cases that words find, most urgent first, closed ones last."""
        rows = policy.visible(self.request.user, Case).filter(about="")
        spelled, key = Q(), compact(words)
        for word in fold(words).split():
            spelled &= Q(folded__contains=word)
        rows = rows.filter(spelled | Q(code_key=key) if key else spelled)
        return rows.order_by(
            F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-pk"
        )

    def dress(self, cases: list[Case]) -> list[CaseRow]:
        """Find what is to be done in each case now; one query, and one for the calendar."""
        running = [case for case in cases if case.status != CaseStatus.CLOSED]
        tasks: dict[int, list[Task]] = {}
        if running:
            open_ = Task.unscoped.filter(case__in=running, status__in=OPEN_TASK)
            for task in open_.select_related("assignee").order_by("activated_at", "pk"):
                tasks.setdefault(task.case_id, []).append(task)
        work = work_of(self.at.agency) if any(case.due_at for case in running) else None
        return [CaseRow(case, tuple(tasks.get(case.pk, ())), work) for case in cases]


def _of(code: str) -> str:
    """The name of a count in the database."""
    return f"n_{code.replace('-', '_')}"


def _choices(counted: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The processes of the cases that words find, in alphabetical order."""
    named = sorted(counted, key=lambda row: sort_key(row["process__title"]))
    return [(str(row["process_id"]), row["process__title"]) for row in named]


def _step_words(step: Stop) -> str:
    return f"{step.title}, {step.place}" if step.place else step.title


def _tabs(counts: Mapping[str, int]) -> list[Tab]:
    return [
        Tab("Tất cả", count=counts[""]),
        Tab("Đang giải quyết", "tinh-trang=dang", counts["dang"]),
        Tab("Quá hạn", "tinh-trang=qua-han", counts["qua-han"], "late"),
        Tab("Đến hạn hôm nay", "tinh-trang=hom-nay", counts["hom-nay"], "wait"),
        Tab("Tạm dừng", "tinh-trang=tam-dung", counts["tam-dung"], "wait"),
        Tab("Đã kết thúc", "tinh-trang=xong", counts["xong"]),
    ]
