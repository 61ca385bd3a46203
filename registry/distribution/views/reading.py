"""«Cần đọc»: what I have to read and what I have read; saying that I have."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry import policy
from registry.distribution import reading, services
from registry.distribution.delivering import address_of
from registry.distribution.errors import OldIssue
from registry.distribution.models import Delivery
from registry.documents.issue.frame import number_words
from registry.documents.models import Version
from registry.lists.ordering import by_words
from registry.now import local, today
from registry.policy import standing
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold

LABEL = "Cần đọc"
SECTION, DONE = "muc", "da-doc"


def _name(row: Delivery) -> Cell:
    version = row.version
    second = number_words(version.issue_no, version.revision_no)
    note = (
        version.change_note if len(version.change_note) <= 160 else f"{version.change_note[:159]}…"
    )
    changed = f"Thay đổi việc của: {row.touched}" if row.touched else ""
    return Cell(
        version.title, address_of(version), (second[:1].upper() + second[1:], note, changed)
    )


def _state(row: Delivery) -> Cell:
    if row.acknowledged_at:
        return Cell("Đã xác nhận", tone="good")
    if row.due_on < today():
        return Cell("Quá hạn đọc", tone="late")
    return Cell("Đang đọc" if row.opened_at else "Chưa mở", tone="wait")


CODE = Column(
    "ma",
    "Mã hiệu",
    lambda row: row.version.code,
    "lead",
    by=by_words("version__code"),
    ways=LETTERS,
)
NAME = Column(
    "ten", "Tài liệu", _name, "what", by=by_words("version__title"), ways=LETTERS, fixed=True,
    value=lambda row: row.version.title,
)  # fmt: skip
NUMBER = Column("lan", "Lần ban hành", lambda row: row.version.number, file_only=True)
STATE = Column("tinh-trang", "Tình trạng", _state, "flag")
RECEIVED = Column(
    "nhan", "Nhận ngày", lambda row: f"{local(row.received_at):%d/%m/%Y}", "code",
    by="received_at", falling=True, ways=DAYS, value=lambda row: row.received_at,
)  # fmt: skip
TABLE = Table(
    code="reading",
    label=LABEL,
    unit="tài liệu",
    columns=(
        CODE,
        NAME,
        NUMBER,
        STATE,
        RECEIVED,
        Column(
            "han", "Đọc trước hết ngày", lambda row: f"{row.due_on:%d/%m/%Y}", "code",
            by="due_on", ways=("sớm trước", "muộn trước"), value=lambda row: row.due_on,
        ),
    ),
    search="mã hiệu, tên",
    file="can-doc",
    order_words="Đến hạn trước",
)  # fmt: skip
READ = Table(
    code="reading:done",
    label="Tài liệu đã đọc",
    unit="tài liệu",
    columns=(
        CODE,
        NAME,
        NUMBER,
        RECEIVED,
        Column(
            "xong", "Xác nhận lúc",
            lambda row: f"{local(row.acknowledged_at):%H:%M %d/%m/%Y}", "code",
            by="acknowledged_at", falling=True, ways=DAYS, value=lambda row: row.acknowledged_at,
        ),
    ),
    search="mã hiệu, tên",
    file="da-doc",
    order_words="Mới đọc trước",
    keeps=(SECTION,),
)  # fmt: skip


@require_safe
def to_read(request: HttpRequest) -> HttpResponseBase:
    """List what the person has to read, or has read."""
    at = standing(request.user)
    done = request.GET.get(SECTION) == DONE
    table = READ if done else TABLE
    here = reverse("distribution:to_read")
    waiting = reading.to_read(at).count()
    tabs = [
        Tab("Chưa đọc", count=waiting, tone="wait", url=here, current=not done),
        Tab("Đã đọc", url=f"{here}?{SECTION}={DONE}", current=done),
    ]
    listing = Listing(table, request, tabs=tabs, empty=_empty(done))
    found: Any = reading.read(at) if done else reading.to_read(at)
    for word in fold(listing.words).split():
        found = found.filter(version__document__folded__contains=word)
    found = found.select_related("version").defer("version__body", "version__approvals")
    file = file_of(listing, found)
    if file is not None:
        return file
    listing.show(found)
    about = "Đọc xong, bấm «Xác nhận đã đọc và hiểu» ở đầu trang của tài liệu."
    context = {"listing": listing, "page": listing.pages, "about": about, "page_title": LABEL}
    return render(request, "registry/ui/list_page.html", context)


def _empty(done: bool) -> Empty:
    library = reverse("documents:list")
    if done:
        text = "Tài liệu ông/bà đã xác nhận đã đọc, kèm ngày giờ, nằm ở đây."
        return Empty("Ông/bà chưa xác nhận tài liệu nào", text, "Xem mọi tài liệu", library)
    return Empty(
        "Không còn tài liệu nào chờ ông/bà đọc",
        "Tài liệu mới ban hành liên quan đến việc của ông/bà sẽ đến đây, kèm điều đã thay đổi.",
        "Xem mọi tài liệu",
        library,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, version: int) -> HttpResponse:
    """Note that the person has read this very issue; an address opened again leads to it."""
    user = standing(request.user).user
    found: Version | None = (
        policy.visible(request.user, Version).select_related("document").filter(pk=version).first()
    )
    if found is None or user is None:
        raise Http404
    if request.method != "POST":
        return redirect(address_of(found))
    try:
        services.acknowledge(user, found)
    except OldIssue as old:
        messages.warning(request, str(old))
        return redirect(address_of(old.newest or found))
    except policy.Forbidden as refused:
        messages.error(request, str(refused))
        return redirect(address_of(found))
    words = number_words(found.issue_no, found.revision_no)
    messages.success(request, f"Đã ghi: ông/bà đã đọc và hiểu {found.code}, {words}.")
    return redirect(address_of(found))
