"""Controlled printed copies: the list with what is to come back, printing one, taking it back."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry import policy
from registry.distribution import copies as services
from registry.distribution import policies, targets
from registry.distribution.errors import DistributionError
from registry.distribution.models import ControlledCopy, CopyState
from registry.documents.issue.frame import name_of, number_words
from registry.documents.models import Version
from registry.editor.views.read import PrintView
from registry.lists.ordering import by_words
from registry.now import local
from registry.policy import standing
from registry.readers.keys import key_for, key_in
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import by_given_name, fold, sort_key

LABEL = "Bản in có kiểm soát"
SECTION, RECALL, HELD, ENDED = "muc", "thu-hoi", "dang-giu", "da-xong"


def _what(row: ControlledCopy) -> Cell:
    version = row.version
    words = number_words(version.issue_no, version.revision_no)
    return Cell(
        version.title,
        f"{reverse('documents:inspect', args=[version.document_id])}?ban={version.pk}",
        (f"Bản in số {row.number:02d}, {words}",),
    )


def _state(row: Any) -> Cell:
    if row.state != CopyState.HELD:
        when = f"{local(row.ended_at):%d/%m/%Y}, {row.ended_by}" if row.ended_at else ""
        return Cell(row.get_state_display(), tone="done", second=(when, row.note))
    return Cell("Cần thu hồi", tone="late") if row.over else Cell("Đang giữ", tone="good")


TABLE = Table(
    code="copies",
    label=LABEL,
    unit="bản in",
    columns=(
        Column(
            "ma", "Mã hiệu", lambda row: row.version.code, "lead", by=by_words("version__code"),
            ways=LETTERS,
        ),
        Column(
            "ten", "Tài liệu", _what, "what", by=by_words("version__title"), ways=LETTERS,
            fixed=True,
        ),
        Column("so", "Số bản in", lambda row: str(row.number), value=lambda row: row.number,
               file_only=True),
        Column("lan", "Lần ban hành", lambda row: row.version.number, file_only=True),
        Column("nguoi", "Người, đơn vị giữ", lambda row: row.holder, "who"),
        Column("tinh-trang", "Tình trạng", _state, "flag"),
        Column(
            "in", "In ngày",
            lambda row: Cell(f"{local(row.printed_at):%d/%m/%Y}", second=(str(row.printed_by),)),
            "code", by="printed_at", falling=True, ways=DAYS, value=lambda row: row.printed_at,
        ),
        Column(
            "viec", "Việc", lambda row: Cell(template="registry/distribution/_copy.html"), "act"
        ),
    ),
    search="mã hiệu, tên tài liệu",
    file="ban-in",
    order_words="Mới in trước",
    keeps=(SECTION,),
    keeping=False,
)  # fmt: skip


def _visible(request: HttpRequest) -> QuerySet[ControlledCopy]:
    """The copies of the agencies whose copies the person keeps, each with whether it is over."""
    at = standing(request.user)
    if not at.agencies_where(policies.KEEP):
        raise Http404
    over = Q(pk__in=[])
    for agency in at.agencies_where(policies.KEEP):
        over |= Q(agency_id=agency) & services.to_recall(agency)
    rows = policy.visible(request.user, ControlledCopy)
    found: QuerySet[ControlledCopy] = rows.annotate(over=services.flag(over))
    return found


@require_safe
def copies(request: HttpRequest) -> HttpResponseBase:
    """List the printed copies: those to come back first."""
    rows = _visible(request)
    counted = rows.aggregate(
        recall=Count("pk", filter=Q(over=True)),
        held=Count("pk", filter=Q(state=CopyState.HELD)),
        all=Count("pk"),
    )
    tabs = [
        Tab("Cần thu hồi", f"{SECTION}={RECALL}", counted["recall"], "late"),
        Tab("Đang giữ", f"{SECTION}={HELD}", counted["held"]),
        Tab("Đã thu hồi, tiêu hủy, mất", f"{SECTION}={ENDED}", counted["all"] - counted["held"]),
        Tab("Tất cả", "", counted["all"]),
    ]
    section = request.GET.get(SECTION, "")
    listing = Listing(TABLE, request, tabs=tabs, empty=_empty(section))
    narrow = {
        RECALL: Q(over=True),
        HELD: Q(state=CopyState.HELD),
        ENDED: ~Q(state=CopyState.HELD),
    }
    found = rows.filter(narrow.get(section, Q()))
    for word in fold(listing.words).split():
        found = found.filter(version__document__folded__contains=word)
    found = (
        found.select_related("version", "person", "unit", "printed_by", "ended_by")
        .defer("version__body", "version__approvals")
        .order_by("-printed_at", "-pk")
    )
    file = file_of(listing, found)
    if file is not None:
        return file
    listing.show(found)
    about = "Mỗi bản in có số và người giữ. Ban hành lần mới thì bản in cũ vào «Cần thu hồi»."
    context = {"listing": listing, "page": listing.pages, "about": about, "page_title": LABEL}
    return render(request, "registry/ui/list_page.html", context)


def _empty(section: str) -> Empty:
    if section == RECALL:
        text = "Bản in của lần ban hành đã hết hiệu lực sẽ đến đây."
        return Empty("Không có bản in nào cần thu hồi", text, icon="check")
    text = "Mở tài liệu đang có hiệu lực, trong nút «⋯» chọn «In bản có kiểm soát»."
    return Empty(
        "Chưa có bản in nào", text, "Xem tài liệu đã ban hành", reverse("documents:list"), "print"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_copy(request: HttpRequest, version: int) -> HttpResponse:
    """Ask who holds the next copy, and make it."""
    at = standing(request.user)
    found: Version | None = (
        policy.visible(request.user, Version)
        .select_related("document__agency")
        .filter(pk=version)
        .first()
    )
    if found is None or at.user is None or not policies.keeps_copies(at, found.agency_id):
        raise Http404
    places = targets.Places(found.document.agency)
    error, holder = "", ""
    if request.method == "POST":
        holder = request.POST.get("giu", "")[:40]
        sort, _, key = holder.partition(":")
        try:
            made = services.print_copy(
                at.user,
                found,
                person=places.people.get(key) if sort == targets.PERSON else None,
                unit=places.units.get(key) if sort == targets.UNIT else None,
                key=key_in(request.POST),
            )
            return redirect("distribution:print_copy", made.pk)
        except DistributionError as refused:
            error = str(refused)
    people = sorted(places.people.values(), key=by_given_name)
    units = sorted(places.units.values(), key=lambda unit: sort_key(unit.name))
    context = {
        "version": found,
        "issue": name_of(found),
        "units": [(targets.Target(targets.UNIT, str(one.pk)).name, str(one)) for one in units],
        "people": [(targets.Target(targets.PERSON, str(one.pk)).name, str(one)) for one in people],
        "holder": holder,
        "error": error,
        "key": key_for(request.POST),
        "page_title": "In bản có kiểm soát",
    }
    return render(
        request, "registry/distribution/new_copy.html", context, status=422 if error else 200
    )


class CopyView(PrintView):
    """The paper of one copy: the issue as it is printed, below the number, holder and QR."""

    template_name = "registry/distribution/print_copy.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.copy = _copy(request, kwargs["pk"])
        super().setup(request, *args, **{**kwargs, "pk": self.copy.version.document_id})

    @property
    def wanted(self) -> str:
        """The issue that was printed, whatever the address says."""
        return str(self.copy.version_id)

    def shown(self) -> dict[str, Any]:
        """Add the copy to what is printed."""
        return {
            **super().shown(),
            "copy": self.copy,
            "drawing": services.picture_of(self.copy),
            "address": services.address_of(self.copy),
        }


def _copy(request: HttpRequest, pk: int) -> ControlledCopy:
    rows = policy.visible(request.user, ControlledCopy)
    found: ControlledCopy | None = (
        rows.select_related("version__document", "person", "unit", "printed_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def end_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what became of a copy, and note it."""
    copy, at = _copy(request, pk), standing(request.user)
    error, state, note = "", CopyState.RETURNED.value, ""
    if request.method == "POST" and at.user is not None:
        state, note = request.POST.get("state", "")[:20], request.POST.get("note", "")[:300]
        try:
            services.end_copy(at.user, copy, state, note)
            messages.success(
                request, f"Đã ghi bản in số {copy.number:02d} của {copy.version.code}."
            )
            return redirect(f"{reverse('distribution:copies')}?{SECTION}={RECALL}")
        except DistributionError as refused:
            error = str(refused)
    context = {
        "copy": copy,
        "issue": name_of(copy.version),
        "states": [(value, label) for value, label in CopyState.choices if value != CopyState.HELD],
        "state": state,
        "note": note,
        "error": error,
        "page_title": "Thu hồi bản in",
    }
    return render(
        request, "registry/distribution/end_copy.html", context, status=422 if error else 200
    )
