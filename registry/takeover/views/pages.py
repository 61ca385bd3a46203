"""The pages: sending, the report, and what is decided on it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import policy
from registry.lists.ordering import by_words
from registry.lists.spreadsheets import XLSX
from registry.organisation.models import Unit, User
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.takeover import jobs, services
from registry.takeover.errors import OtherReport, TakeoverError
from registry.takeover.models import Takeover, TakeoverState
from registry.takeover.reading.lines import possible
from registry.takeover.reading.sample import NAME, sample
from registry.takeover.views import tables
from registry.takeover.views.common import (
    TITLE,
    FilesForm,
    agency_of,
    steps,
    takeover_of,
    uploads,
)
from registry.trail.models import Job

STUCK = (
    "Việc bị lỗi nên đã dừng. Người quản trị xem lý do và cho làm lại ở trang Việc nền; dòng đã"
    " nhập không mất và không bị nhập hai lần."
)


@dataclass(frozen=True)
class Progress:
    """How far the check, or the taking over, is."""

    done: int
    total: int
    finished: bool = False
    stopped: str = ""


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponseBase:
    """Say how it goes, take a list with its files, and list what was sent before."""
    user, agency = agency_of(request)
    form = FilesForm()
    status = 200
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        try:
            made = services.begin(user, agency, uploads(request))
        except TakeoverError as error:
            form.add_error("sent", str(error))
            status = 422
        else:
            return redirect("takeover:report", made.uid)
    past = policy.visible(user, Takeover).filter(agency=agency).select_related("by")
    listing = Listing(tables.PAST, request, empty=tables.NO_PAST)
    listing.show(past.order_by("-created_at", "-pk"))
    context = {
        "form": form,
        "listing": listing,
        "kinds": possible(),
        "steps": steps(""),
        "page_title": TITLE,
    }
    return render(request, "registry/takeover/send.html", context, status=status)


@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    """Answer with the sample, with the units of the agency in it."""
    _, agency = agency_of(request)
    units = Unit.objects.of(agency).order_by(by_words("name")).values_list("name", flat=True)
    return HttpResponse(
        sample(list(units)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )


@require_safe
def report(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Show the report, how far it is, and what may be decided."""
    user, takeover = takeover_of(request, uid)
    return _page(request, user, takeover)


def _page(
    request: HttpRequest,
    user: User,
    takeover: Takeover,
    *,
    form: FilesForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponseBase:
    working = takeover.state in (TakeoverState.CHECKING, TakeoverState.TAKING)
    rows = [] if takeover.state == TakeoverState.CHECKING else tables.rows_of(takeover)
    listing = Listing(replace(tables.REPORT, unit="dòng"), request, tabs=tables.tabs_of(rows))
    wanted = tables.chosen(rows, listing.value("muc"), listing.words)
    file = file_of(listing, wanted)
    if file is not None:
        return file
    listing.show(wanted)
    counts = {way: sum(row.way == way for row in rows) for way in tables.WAYS}
    context = {
        "takeover": takeover,
        "listing": listing,
        "progress": _progress(takeover) if working else None,
        "what": "tệp" if takeover.state == TakeoverState.CHECKING else "dòng",
        "counts": {way.replace("-", "_"): count for way, count in counts.items()},
        "lines": sum(count for way, count in counts.items() if way != tables.SPARE),
        "form": form or FilesForm(auto_id="bo-sung-%s"),
        "wrong": wrong,
        "steps": steps(takeover.state),
        "page_title": f"{TITLE}: {_called(takeover)}",
    }
    return render(request, "registry/takeover/report.html", context, status=status)


def _called(takeover: Takeover) -> str:
    """How it stands, in words; a list that could not be read waits for nobody's decision."""
    unread = takeover.state == TakeoverState.CHECKED and takeover.refusal
    return "chưa đọc được danh mục" if unread else takeover.get_state_display().lower()


def _progress(takeover: Takeover) -> Progress:
    failed = Job.objects.filter(
        handler=jobs.JOB, key=str(takeover.uid), agency=takeover.agency, state=Job.FAILED
    )
    waiting = Job.objects.filter(
        handler=jobs.JOB, key=str(takeover.uid), state__in=(Job.WAITING, Job.RUNNING)
    )
    stuck = STUCK if failed.exists() and not waiting.exists() else ""
    if takeover.state == TakeoverState.CHECKING:
        return Progress(takeover.looked, takeover.to_look, stopped=stuck)
    total, left = jobs.counted(takeover)
    return Progress(total - left, total, stopped=stuck)


@require_POST
def more(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Take more files, or a mended list."""
    user, takeover = takeover_of(request, uid)
    form = FilesForm(request.POST, request.FILES, auto_id="bo-sung-%s")
    try:
        services.add(user, takeover, uploads(request))
    except TakeoverError as error:
        form.add_error("sent", str(error))
        return _page(request, user, takeover, form=form, status=422)
    return redirect("takeover:report", takeover.uid)


@require_POST
def decide(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Take over what the shown report says."""
    user, takeover = takeover_of(request, uid)
    seen = request.POST.get("seen", "")
    return _act(request, user, takeover, partial(services.decide, seen=seen))


@require_POST
def stop(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Ask that no further line is begun."""
    user, takeover = takeover_of(request, uid)
    return _act(request, user, takeover, services.stop)


@require_POST
def again(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Check the same files once more."""
    user, takeover = takeover_of(request, uid)
    return _act(request, user, takeover, services.recheck)


@require_POST
def discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Throw the list away."""
    user, takeover = takeover_of(request, uid)
    try:
        services.discard(user, takeover)
    except TakeoverError as error:
        return _page(request, user, takeover, wrong=str(error), status=409)
    messages.success(request, "Đã bỏ đợt nhập cùng các tệp đã gửi. Không có tài liệu nào đổi.")
    return redirect("takeover:send")


def _act(
    request: HttpRequest, user: User, takeover: Takeover, act: Callable[[User, Takeover], None]
) -> HttpResponseBase:
    try:
        act(user, takeover)
    except TakeoverError as error:
        takeover.refresh_from_db()
        status = 409 if isinstance(error, OtherReport) else 422
        return _page(request, user, takeover, wrong=str(error), status=status)
    return redirect("takeover:report", takeover.uid)
