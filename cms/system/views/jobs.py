"""«Việc nền»: what waits, what failed and why, doing it again; regular jobs, workers, broker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cms.background import schedule, state
from cms.system.views.common import workplace_of
from registry import policy
from registry.now import local, now
from registry.readers.row_numbers import number_in
from registry.tables.declared import Cell, Column, Empty, Table
from registry.tables.listing import Listing
from registry.trail import outbox, regular
from registry.trail.models import Job
from search import service as search

PER_PAGE = 30
# A due job that waits longer than this has nobody who does it.
PATIENCE = timedelta(minutes=5)

# Names of errors, or what they begin with, in the words of people.
REASONS = (
    ("WorkerLost", "Mỗi lần làm việc này, tiến trình làm việc nền lại bị dừng đột ngột."),
    ("NotThere", "Không còn chức năng nào làm việc này."),
    ("KeyError", "Không còn chức năng nào làm việc này, hoặc dữ liệu của việc bị thiếu."),
    ("DoesNotExist", "Đối tượng của việc này không còn."),
    ("OperationalError", "Cơ sở dữ liệu đang bận hoặc không kết nối được."),
    ("Connection", "Không kết nối được dịch vụ cần dùng."),
    ("Timeout", "Dịch vụ cần dùng không trả lời kịp."),
    ("PermissionError", "Máy chủ không được ghi vào thư mục cần dùng."),
    ("OSError", "Máy chủ không đọc, ghi được tệp (có thể đầy đĩa)."),
    ("FileNotFoundError", "Không tìm thấy tệp cần dùng."),
    ("IntegrityError", "Dữ liệu đã thay đổi nên không ghi được nữa."),
    ("Forbidden", "Người thực hiện không còn quyền."),
)


def reason(job: Job) -> str:
    """Return why a job has not succeeded, in Vietnamese; "" before its first try."""
    if not job.error:
        return ""
    name, _, text = job.error.partition(":")
    if name == outbox.NotNow.__name__:
        # Its sentence is Vietnamese already.
        return text.strip() or "Dịch vụ cần dùng chưa sẵn sàng."
    return next((words for part, words in REASONS if part in name), "Lỗi khi xử lý.")


@dataclass(frozen=True)
class JobRow:
    """One job of the list; several agencies are named, technical words are for who keeps all."""

    job: Job
    several: bool
    installation: bool

    @property
    def label(self) -> str:
        """What is to be done."""
        return outbox.label_of(self.job.handler)

    @property
    def reason(self) -> str:
        """Why it has not succeeded."""
        return reason(self.job)


def _made(row: JobRow) -> str:
    agency = row.job.agency.name if row.job.agency else "chung toàn hệ thống"
    return f"tạo {_moment(row.job.created_at)}" + (f", {agency}" if row.several else "")


def _state(row: JobRow) -> Cell:
    job = row.job
    when = {Job.FAILED: ("lúc", job.finished_at), Job.RUNNING: ("từ", job.claimed_at)}
    word, instant = when.get(job.state, ("làm lúc", job.run_at))
    told = [f"{word} {_moment(instant)}"]
    told += [f"đã thử {job.attempts} lần"] if job.attempts else []
    told += [f"đã lùi {job.postponed} lần"] if job.postponed else []
    return Cell(str(job.get_state_display()), tone=job.tone, second=(", ".join(told),))


def _moment(instant: datetime | None) -> str:
    return f"{local(instant):%H:%M %d/%m/%Y}" if instant else ""


TABLE = Table(
    code="jobs",
    label="Các việc lỗi, việc chờ",
    unit="việc",
    columns=(
        Column("chon", "Chọn", lambda row: Cell(template="cms/system/jobs/_tick.html"), "tick"),
        Column("viec", "Việc", lambda row: Cell(row.label, second=(_made(row),)), "what"),
        Column("tinh-trang", "Tình trạng", _state, "flag"),
        Column("ly-do", "Lý do", lambda row: Cell(template="cms/system/jobs/_reason.html")),
        Column("lam-lai", "Làm lại", lambda row: Cell(template="cms/system/jobs/_retry.html"),
               "act"),
    ),
    order_words="Lỗi trước",
    per_page=PER_PAGE,
    keeping=False,
)  # fmt: skip


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how background work is; failed jobs first, then those that wait; regular jobs."""
    place = workplace_of(request)
    if not place.at.agencies_where("job.manage"):
        raise policy.Forbidden("Ông/bà không có quyền xem việc nền.")
    found = policy.visible(place.user, Job).exclude(state=Job.DONE)
    kinds = _kinds(found)
    order = Case(
        When(state=Job.FAILED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = found.select_related("agency").order_by(order.asc(), "run_at", "pk")
    # Counted already, by kind.
    total = sum(kind["failed"] + kind["waiting"] for kind in kinds)
    installation = place.at.keeps_installation
    several = installation or len(place.at.agencies_where("job.manage")) > 1
    listing = Listing(
        TABLE, request, empty=Empty("Không có việc nền nào bị lỗi hay đang chờ", icon="ok")
    ).show(rows, lambda jobs: [JobRow(job, several, installation) for job in jobs], total=total)
    page = listing.pages
    lines, workers = state.lines(), state.workers()
    return render(
        request,
        "cms/system/jobs.html",
        {
            "page": page,
            "listing": listing,
            "failed_here": any(job.state == Job.FAILED for job in page.object_list),
            "kinds": kinds,
            "numbers": {
                name: sum(kind[name] for kind in kinds) for name in ("failed", "waiting", "stuck")
            },
            "installation": installation,
            "attempts": outbox.MAX_ATTEMPTS,
            "lines": lines,
            "swept": state.is_swept(lines),
            "workers": workers,
            "working": any(there for _worker, there in workers),
            "broker": state.broker(),
            "search": search.state(),
            "page_title": "Việc nền",
        },
    )


def _kinds(found: QuerySet[Job]) -> list[dict[str, Any]]:
    """Numbers of each kind of job, by its label, and since when the oldest waits."""
    waits = Q(state__in=[Job.WAITING, Job.RUNNING])
    rows = found.values("handler").annotate(
        failed=Count("pk", filter=Q(state=Job.FAILED)),
        waiting=Count("pk", filter=waits),
        stuck=Count("pk", filter=Q(state=Job.WAITING, run_at__lt=now() - PATIENCE)),
        # Not what is meant for a later day.
        oldest=Min(
            "created_at", filter=waits & (Q(run_at__lte=now()) | Q(claimed_at__isnull=False))
        ),
    )
    return sorted(
        ({**row, "label": outbox.label_of(row["handler"])} for row in rows),
        key=lambda row: (-row["failed"], row["label"]),
    )


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a failed job done again."""
    job = policy.visible(request.user, Job).filter(pk=pk).first()
    user = policy.standing(request.user).user
    if job is None or user is None:
        raise Http404
    try:
        outbox.retry(user, job)
    except outbox.JobError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"«{outbox.label_of(job.handler)}» đã được xếp để làm lại.")
    return redirect(reverse("system:jobs"))


@require_POST
def retry_chosen(request: HttpRequest) -> HttpResponse:
    """Have the chosen failed jobs done again; those that can't be are counted and left."""
    user = policy.standing(request.user).user
    numbers = [number_in(text) or 0 for text in request.POST.getlist("job")[:PER_PAGE]]
    chosen = policy.visible(request.user, Job).filter(pk__in=numbers, state=Job.FAILED)
    if user is None:
        raise Http404
    queued = refused = 0
    for job in chosen.order_by("pk"):
        try:
            outbox.retry(user, job)
            queued += 1
        except outbox.JobError:
            refused += 1
    if queued:
        messages.success(request, f"{queued} việc đã được xếp để làm lại.")
    if refused:
        messages.warning(request, f"{refused} việc đã có việc cùng loại đang chờ nên giữ nguyên.")
    if not queued and not refused:
        messages.error(request, "Chưa chọn việc lỗi nào: hãy đánh dấu ở đầu dòng rồi thử lại.")
    return redirect(reverse("system:jobs"))


@require_POST
def run_now(request: HttpRequest, name: str) -> HttpResponse:
    """Have a regular job run by a worker at once."""
    from cms.celery import run_regular

    job = _regular(name)
    user = policy.standing(request.user).user
    if user is None:
        raise Http404
    with transaction.atomic():
        regular.ask(user, name)
    try:
        run_regular.apply_async(
            kwargs={"name": name, "asked_by": user.pk}, expires=300, retry=False
        )
    except Exception:
        # Every transport has its own errors; each of them says that nobody was told.
        messages.error(
            request, "Chưa báo được cho tiến trình làm việc nền: hãy xem mục «Tình trạng»."
        )
    else:
        messages.success(request, f"«{job.label}» sẽ chạy ngay; kết quả hiện ở mục «Việc định kỳ».")
    return redirect(reverse("system:jobs"))


@require_POST
def switch(request: HttpRequest, name: str) -> HttpResponse:
    """Switch a regular job on or off."""
    job = _regular(name)
    user = policy.standing(request.user).user
    if user is None:
        raise Http404
    on = request.POST.get("on") == "1"
    schedule.switch(user, name, on=on)
    messages.success(request, f"«{job.label}» {'chạy theo lịch' if on else 'đã được tạm tắt'}.")
    return redirect(reverse("system:jobs"))


def _regular(name: str) -> regular.Regular:
    try:
        return regular.JOBS.get(name)
    except KeyError as error:
        raise Http404 from error
