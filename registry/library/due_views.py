"""«Đến hạn soát xét»: the list, reading one document again, how often that is done."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import kinds, policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document
from registry.now import today
from registry.organisation.models import Agency, User
from registry.periodic import dues, services
from registry.periodic.models import PeriodicReview, ReviewOutcome, ReviewPeriod
from registry.periodic.policies import looked_after, looks_after, may_review, may_set
from registry.policy import Forbidden, standing
from registry.readers.keys import key_for, key_in
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold, sort_key

LABEL = "Đến hạn soát xét"
ALL, LATE = "tat-ca", "qua-han"


@dataclass(frozen=True)
class Row:
    """One document with the day by which it is read again."""

    document: Document
    due: dues.Due

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("documents:inspect", args=[self.document.pk])

    @property
    def review_url(self) -> str:
        """Where one says that it was read again."""
        return reverse("library:review", args=[self.document.pk])

    @property
    def last(self) -> str:
        """When it was read last."""
        return f"{self.due.reviewed:%d/%m/%Y}" if self.due.reviewed else ""


TABLE = Table(
    code="reviews-due",
    label=LABEL,
    unit="tài liệu",
    columns=(
        Column("ma", "Mã hiệu", lambda row: row.document.code, "lead",
               by=lambda row: sort_key(row.document.code), ways=LETTERS),
        Column(
            "ten", "Tên tài liệu",
            lambda row: Cell(row.document.title, row.url, (" · ".join(filter(None, (
                row.document.kind_of.label, str(row.document.owner_unit or "")))),)),
            "what", by=lambda row: sort_key(row.document.title), ways=LETTERS, fixed=True,
        ),
        Column(
            "han", "Soát xét trước ngày",
            lambda row: Cell(f"{row.due.day:%d/%m/%Y}", tone=row.due.tone,
                             second=(services.standing_of(row.due),)),
            "flag", by=lambda row: row.due.day, ways=DAYS, value=lambda row: row.due.day,
        ),
        Column("lan-cuoi", "Soát xét lần cuối", lambda row: row.last or "Chưa lần nào", "code",
               by=lambda row: row.due.reviewed, nullable=True, ways=DAYS,
               value=lambda row: row.due.reviewed),
        Column("ky", "Kỳ soát xét", lambda row: services.months_words(row.due.months), "code",
               hidden=True, in_file=True),
        Column("nguoi", "Người soạn thảo", lambda row: str(row.document.author or ""), hidden=True,
               in_file=True),
        Column("viec", "Soát xét",
               lambda row: Cell(template="registry/library/_review_button.html"), "act",
               fixed=True),
    ),
    filters=(Filter("loai", "Loại tài liệu", anything="Mọi loại"),),
    search="mã hiệu, tên",
    file="den-han-soat-xet",
    order="han",
    keeps=("muc",),
)  # fmt: skip


@require_safe
def due_list(request: HttpRequest) -> HttpResponseBase:
    """Show what is to be read again within thirty days, late ones first."""
    at = standing(request.user)
    if at.user is None or not looks_after(at):
        raise Http404
    everything = dues.dues(at)
    until = today() + timedelta(days=dues.SOON)
    soon = [one for one in everything if one.day <= until]
    late = [one for one in soon if one.left <= 0]
    tabs = [
        Tab(LABEL, count=len(soon), tone="wait"),
        Tab("Quá hạn", f"muc={LATE}", len(late), "late"),
        Tab("Mọi tài liệu có kỳ soát xét", f"muc={ALL}", len(everything)),
    ]
    empty = Empty(
        "Không có tài liệu nào đến hạn soát xét",
        "Tài liệu đứng ở đây từ 30 ngày trước ngày phải soát xét lại.",
        icon="ok",
    )
    chosen = {ALL: everything, LATE: late}.get(request.GET.get("muc", ""), soon)
    documents = policy.visible(at.user, Document).select_related("owner_unit", "author")
    known = documents.in_bulk([one.document_id for one in chosen])
    rows = [Row(known[one.document_id], one) for one in chosen if one.document_id in known]
    occurring = {row.document.kind for row in rows}
    choices = [(kind.code, kind.label) for kind in kinds.all_kinds() if kind.code in occurring]
    listing = Listing(TABLE, request, choices={"loai": choices}, tabs=tabs, empty=empty)
    kind, words = listing.value("loai"), fold(listing.words).split()
    rows = [
        row
        for row in rows
        if (not kind or row.document.kind == kind)
        and all(word in fold(str(row.document)) for word in words)
    ]
    file = file_of(listing, rows)
    if file is not None:
        return file
    listing.show(rows)
    acts = []
    if at.agency and may_set(at, at.agency):
        url = reverse("library:periods")
        acts.append({"label": "Kỳ soát xét theo loại", "url": url, "icon": "clock"})
    context = {"listing": listing, "page": listing.pages, "acts": acts, "page_title": LABEL}
    return render(request, "registry/ui/list_page.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a document was read again; the page shows when that was done before."""
    user, document = _looked_after(request, pk)
    typed, wrong, status = {"remark": "", "outcome": ""}, "", 200
    if request.method == "POST":
        typed = {
            "remark": request.POST.get("nhan-xet", ""),
            "outcome": request.POST.get("ket-qua", ""),
        }
        try:
            made = services.review(
                user,
                document,
                typed["outcome"],
                remark=typed["remark"],
                seen=request.POST.get("seen", ""),
                idempotency_key=key_in(request.POST),
            )
        except DocumentError as error:
            wrong, status = str(error), 422
        else:
            return _after(request, user, document, made)
    return _review_page(request, document, typed, wrong, status)


def _after(
    request: HttpRequest, user: User, document: Document, made: PeriodicReview
) -> HttpResponse:
    fresh = Document.objects.of(document.agency_id).get(pk=document.pk)
    if made.outcome == ReviewOutcome.UNCHANGED:
        (due,) = dues.of_documents([document]).values() or (None,)
        until = f" Lần sau: trước ngày {due.day:%d/%m/%Y}." if due else ""
        messages.success(request, f"Đã ghi: đã soát, không đổi.{until}")
    elif fresh.stage and policy.can(user, "edit", fresh):
        messages.success(request, "Đã ghi: cần sửa. Đây là bản soạn thảo của lần sửa đổi.")
        return redirect("documents:edit", pk=document.pk)
    else:
        messages.success(request, "Đã ghi: cần sửa. Người soạn thảo đã được báo.")
    return redirect("documents:inspect", pk=document.pk)


def _review_page(
    request: HttpRequest, document: Document, typed: dict[str, str], wrong: str, status: int
) -> HttpResponse:
    due = dues.of_documents([document]).get(document.pk)
    period = dues.period_of(document)
    rows = policy.visible(request.user, PeriodicReview).filter(document=document)
    return render(
        request,
        "registry/library/review.html",
        {
            "document": document,
            "version": services.in_force(document),
            "due": due,
            "standing": services.standing_of(due) if due else "",
            "own": period.own,
            "usual": services.months_words(period.usual),
            "most": services.MOST_MONTHS,
            "reviews": rows.select_related("by", "on_behalf_of", "version").order_by("-pk")[:20],
            "typed": typed,
            "wrong": wrong,
            "seen": services.shown_of(document),
            "key": key_for(request.POST),
            "page_title": f"Soát xét: {document}",
        },
        status=status,
    )


@require_POST
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how often one document is read again; nothing typed: as its kind."""
    user, document = _looked_after(request, pk)
    text = request.POST.get("thang", "").strip()
    try:
        services.set_period(user, document, services.months_in(text) if text else None)
    except DocumentError as error:
        messages.error(request, f"{error} Ông/bà đã nhập «{text[:20]}».")
    else:
        messages.success(request, "Đã đặt kỳ soát xét của tài liệu.")
    return redirect("library:review", pk=pk)


def _looked_after(request: HttpRequest, pk: int) -> tuple[User, Document]:
    """The person and the document that they read again; Http404 for what they may not read."""
    at = standing(request.user)
    rows = policy.visible(request.user, Document).select_related("agency", "owner_unit", "author")
    document = rows.filter(Q(agency_id__in=at.agency_ids), pk=pk).first()
    if at.user is None or document is None:
        raise Http404
    if not may_review(at, document):
        raise Forbidden("Ông/bà không có quyền soát xét tài liệu này.")
    if not rows.filter(looked_after(at), pk=pk).exists():
        raise Http404
    return at.user, document


@require_http_methods(["GET", "POST"])
def defaults(request: HttpRequest) -> HttpResponse:
    """Say how often documents of each kind are read again in the agency."""
    at = standing(request.user)
    agency: Agency | None = at.agency
    if at.user is None or agency is None:
        raise Http404
    if not may_set(at, agency):
        raise Forbidden("Ông/bà không có quyền đặt kỳ soát xét của cơ quan.")
    rows = ReviewPeriod.objects.of(agency).filter(document=None)
    given = dict(rows.values_list("kind", "months"))
    known = {kind.code: str(given.get(kind.code, kind.review_months)) for kind in kinds.all_kinds()}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        known = {code: request.POST.get(f"ky-{code}", value) for code, value in known.items()}
        read = {}
        for code, text in known.items():
            try:
                read[code] = services.months_in(text)
            except DocumentError as error:
                wrong[code] = str(error)
        if not wrong:
            services.set_defaults(at.user, agency, read)
            messages.success(request, "Đã lưu kỳ soát xét theo loại tài liệu.")
            return redirect("library:dues")
    fields: list[dict[str, Any]] = [
        {
            "kind": kind,
            "value": known[kind.code],
            "wrong": wrong.get(kind.code, ""),
            "shipped": services.months_words(kind.review_months),
        }
        for kind in kinds.all_kinds()
    ]
    context = {
        "fields": fields,
        "page_title": "Kỳ soát xét theo loại",
        "most": services.MOST_MONTHS,
    }
    return render(request, "registry/library/periods.html", context, status=422 if wrong else 200)
