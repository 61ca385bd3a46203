"""Objectives of a year, entering what was reached of one, beginning the drafts of a new year."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document
from registry.editor.buttons import buttons_of
from registry.kinds.objectives import QUARTERS
from registry.now import today
from registry.policy import Forbidden, standing
from registry.readers.keys import key_for, key_in
from registry.readers.numbers import typed
from registry.readers.row_numbers import number_in
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold, sort_key
from registry.yearly import figures, services
from registry.yearly.figures import Objective
from registry.yearly.policies import Reporting

LABEL = "Mục tiêu chất lượng"
YEARS = range(2000, 2200)


def _url(one: Objective) -> str:
    return reverse("yearly:objective", args=[one.document.pk, one.id])


def _state(one: Objective) -> Cell:
    if one.last is None:
        return Cell("Chưa có kết quả", tone="late" if one.late else "")
    done = f"{one.done} % chỉ tiêu" if one.done is not None else ""
    tone = "good" if one.good else "late" if one.late else "wait"
    return Cell(one.reached, tone=tone, second=(done,))


def _quarter(code: str, label: str) -> Column:
    def cell(one: Objective) -> str:
        return one.results[code].written if code in one.results else ""

    return Column(code, label, cell, "num", title=QUARTERS[code])


TABLE = Table(
    code="objectives",
    label=LABEL,
    unit="mục tiêu",
    columns=(
        Column("muc-tieu", "Mục tiêu", lambda one: Cell(one.words, _url(one), (one.owner,)), "what",
               by=lambda one: sort_key(one.words), ways=LETTERS, fixed=True),
        Column("chi-tieu", "Chỉ tiêu", lambda one: one.target, "code"),
        *(_quarter(code, label.removeprefix("Quý ")) for code, label in QUARTERS.items()),
        Column("danh-gia", "Đánh giá", _state, "flag"),
        Column("han", "Hạn đạt", lambda one: f"{one.due:%d/%m/%Y}" if one.due else "", "code",
               by=lambda one: one.due, nullable=True, ways=DAYS, value=lambda one: one.due),
        Column("chiu-trach-nhiem", "Chịu trách nhiệm", lambda one: one.owner, file_only=True),
        Column("van-ban", "Văn bản", lambda one: str(one.document), hidden=True, in_file=True),
    ),
    search="mục tiêu, đơn vị",
    file="muc-tieu-chat-luong",
    order_words="Theo văn bản",
    keeps=("nam",),
)  # fmt: skip


@require_safe
def objectives(request: HttpRequest) -> HttpResponseBase:
    """Show the objectives of a year with results by quarter; `?nam=` another year."""
    at = standing(request.user)
    if at.user is None:
        raise Http404
    years = sorted(
        {body["year"] for _, body in figures.texts(at) if body.get("year")}, reverse=True
    )
    asked = number_in(request.GET.get("nam", ""))
    found = figures.year_of(at, asked) if asked is None or asked in YEARS else None
    shown = found.year if found else asked or today().year
    tabs = [Tab(f"Năm {year}", url=f"?nam={year}", current=year == shown) for year in years[:6]]
    empty = Empty(
        f"Chưa có mục tiêu chất lượng năm {shown}",
        "Mục tiêu đứng ở đây khi văn bản mục tiêu của năm đã ban hành và đang có hiệu lực.",
    )
    listing = Listing(TABLE, request, tabs=tabs if len(tabs) > 1 else [], empty=empty)
    words = fold(listing.words).split()
    rows = [
        one
        for one in (found.objectives if found else [])
        if all(word in fold(f"{one.words} {one.owner}") for word in words)
    ]
    file = file_of(listing, rows)
    if file is not None:
        return file
    listing.show(rows)
    about = f"Năm {shown}"
    if found:
        about += f": đạt {found.reached} trên {len(found.objectives)} mục tiêu."
    if found and found.passed < 100:
        about += f" Năm đã qua {found.passed} %."
    context = {"listing": listing, "page": listing.pages, "about": about, "page_title": LABEL}
    return render(request, "registry/ui/list_page.html", context)


@require_http_methods(["GET", "POST"])
def objective(request: HttpRequest, pk: int, row: str) -> HttpResponse:
    """Show one objective with all that was entered; who answers for it enters results here."""
    at = standing(request.user)
    documents = policy.visible(request.user, Document).filter(agency_id__in=at.agency_ids)
    document = documents.select_related("agency", "author").filter(pk=pk).first()
    one = services.objective_of(document, row) if document else None
    if at.user is None or document is None or one is None:
        raise Http404
    may = Reporting(at, document).may(one.owner)
    values = {
        code: typed(one.results[code].value) if code in one.results else "" for code in QUARTERS
    }
    remark, wrong, fields, status = "", "", {}, 200
    if request.method == "POST":
        values = {code: request.POST.get(code, "") for code in QUARTERS}
        remark = request.POST.get("ghi-chu", "")
        try:
            services.report(
                at.user, document, row, values, remark=remark,
                seen=request.POST.get("seen", ""),
                idempotency_key=key_in(request.POST),
            )  # fmt: skip
        except services.BadValues as error:
            fields, status = error.fields, 422
        except DocumentError as error:
            wrong, status = str(error), 422
        else:
            messages.success(request, "Đã lưu kết quả của mục tiêu.")
            return redirect("yearly:objective", pk=pk, row=row)
    context = {
        "document": document,
        "one": one,
        "may": may,
        "quarters": [
            {"code": code, "label": label, "value": values[code], "wrong": fields.get(code, ""),
             "now": one.results.get(code)}
            for code, label in QUARTERS.items()
        ],
        "history": [(entry, QUARTERS[entry.quarter]) for entry in reversed(one.history)],
        "remark": remark,
        "wrong": wrong,
        "seen": services.shown_of(one),
        "key": key_for(request.POST),
        "page_title": one.words,
    }  # fmt: skip
    return render(request, "registry/yearly/objective.html", context, status=status)


@dataclass(frozen=True)
class Offer:
    """A row of the new year: what is offered, whether it is ticked."""

    one: services.Candidate
    ticked: bool

    @property
    def url(self) -> str:
        """Where the document of this year is read."""
        return reverse("documents:inspect", args=[self.one.document.pk])

    @property
    def draft_url(self) -> str:
        """Where the draft of next year is, if there is one."""
        there = self.one.there
        return reverse("documents:inspect", args=[there.pk]) if there else ""


OFFERS = Table(
    code="new-year",
    label="Tài liệu của năm",
    unit="tài liệu",
    columns=(
        Column("chon", "Chọn", lambda row: Cell(template="registry/yearly/_tick.html")),
        Column("ten", "Tài liệu năm nay", lambda row: Cell(
            row.one.document.title, row.url,
            (f"{row.one.document.kind_of.label} · {row.one.document.code}",)), "what"),
        Column("moi", "Bản soạn thảo năm mới", lambda row: Cell(
            row.one.title, row.draft_url, (row.one.code,))),
        Column("tinh-trang", "Tình trạng", lambda row: Cell(
            "Đã lập", tone="done") if row.one.there else Cell("Chưa lập", tone="wait"), "flag"),
    ),
    order_words="Theo loại, mã hiệu",
    per_page=200,
    keeping=False,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_year(request: HttpRequest) -> HttpResponse:
    """Choose which documents of a year begin anew for the next, see them, make the drafts."""
    at = standing(request.user)
    agency = at.agency
    if at.user is None or agency is None:
        raise Http404
    if not services.may_begin(at, agency):
        raise Forbidden("Ông/bà không có quyền lập tài liệu năm mới của cơ quan.")
    given = number_in(request.POST.get("nam", "") or request.GET.get("nam", ""))
    year = given if given is not None and given in YEARS else today().year
    wrong, picked = "", None
    if request.method == "POST":
        chosen = [pk for text in request.POST.getlist("chon") if (pk := number_in(text))]
        picked = set(chosen)
        try:
            made, there = services.begin_year(at.user, agency, year, chosen)
        except DocumentError as error:
            wrong = str(error)
        else:
            said = [f"Đã lập {len(made)} bản soạn thảo năm {year + 1}."] if made else []
            said += [f"{len(there)} tài liệu đã lập từ trước, không lập lại."] if there else []
            messages.success(request, " ".join(said))
            return redirect(f"{reverse('yearly:new_year')}?nam={year}")
    found = services.candidates(at, agency, year)
    rows = [
        Offer(one, one.document.pk in picked if picked is not None else one.there is None)
        for one in found
    ]
    empty = Empty(
        f"Không có tài liệu năm {year} nào đang có hiệu lực",
        "Ở đây có chính sách, mục tiêu chất lượng và kế hoạch của năm đã ban hành.",
    )
    listing = Listing(OFFERS, request, empty=empty).show(rows)
    drafts = [one.there for one in found if one.there is not None]
    context: dict[str, Any] = {
        "listing": listing,
        "page": listing.pages,
        "year": year,
        "next": year + 1,
        "left": any(one.there is None for one in found),
        "wrong": wrong,
        "submit_url": _submit_url(at.user, drafts),
        "page_title": f"Lập tài liệu năm {year + 1} từ năm {year}",
    }
    return render(request, "registry/yearly/new_year.html", context, status=422 if wrong else 200)


def _submit_url(user: Any, drafts: list[Document]) -> str:
    """Where the drafts are submitted together; "" where none of them waits to be."""
    for draft in drafts:
        main = next((one for one in buttons_of(user, draft) if one.main and one.reads), None)
        if main is not None and "?" in main.url:
            others = [other.pk for other in drafts if other.pk != draft.pk and not other.in_review]
            return main.url + "".join(f"&tai-lieu={pk}" for pk in others)
    return ""
