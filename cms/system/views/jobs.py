"""«Việc nền»: what still has to be done after a change, what failed and why, doing it again."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cms.system.views.common import place_of
from registry import policy
from registry.now import now
from registry.trail import outbox
from registry.trail.models import Job

PER_PAGE = 30
# A due job that waits longer than this has nobody who does it.
PATIENCE = timedelta(minutes=5)

# Names of errors, or what they begin with, in the words of people.
REASONS = (
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
    """Why a job has not succeeded, in Vietnamese; "" before its first try."""
    if not job.error:
        return ""
    name = job.error.partition(":")[0]
    return next((words for part, words in REASONS if part in name), "Lỗi khi xử lý.")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Failed jobs first, then those that wait."""
    place = place_of(request)
    if not place.at.agencies_where("job.manage"):
        raise policy.Forbidden("Ông/bà không có quyền xem việc nền.")
    found = policy.visible(place.user, Job).exclude(state=Job.DONE)
    numbers = found.aggregate(
        failed=Count("pk", filter=Q(state=Job.FAILED)),
        waiting=Count("pk", filter=Q(state=Job.WAITING)),
        stuck=Count("pk", filter=Q(state=Job.WAITING, run_at__lt=now() - PATIENCE)),
    )
    order = Case(
        When(state=Job.FAILED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    page = Paginator(
        found.select_related("agency").order_by(order, "run_at", "pk"), PER_PAGE
    ).get_page(request.GET.get("p"))
    return render(
        request,
        "cms/system/jobs.html",
        {
            "page": page,
            "rows": [(job, outbox.label_of(job.handler), reason(job)) for job in page.object_list],
            "numbers": numbers,
            "several": len(place.at.agencies_where("job.manage")) > 1
            or bool(place.at.agencies_where("job.manage_installation")),
            "attempts": outbox.MAX_ATTEMPTS,
            "page_title": "Việc nền",
        },
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
