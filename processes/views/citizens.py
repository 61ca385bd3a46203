"""What citizens said about closed cases, for leaders; and new codes for lost receipts."""

from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages

from processes.citizens import services
from processes.models import Feedback
from processes.views.base import CaseView, WorkView
from registry import canonical, policy
from registry.documents.models import Document
from registry.lists.ordering import by_words
from registry.now import local
from registry.readers.form_fields import NOT_A_DAY, day_of
from registry.readers.row_numbers import number_in
from registry.tables.declared import DAYS, Cell, Column, Empty, Filter, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing

TABLE = Table(
    code="feedback",
    label="Đánh giá của người dân",
    unit="đánh giá",
    columns=(
        Column("ma", "Mã hồ sơ", lambda row: row.case.code, "lead"),
        Column(
            "y-kien",
            "Ý kiến",
            lambda row: Cell(row.text or "Không viết thêm", second=(" · ".join(labels_of(row)),)),
            "what",
            fixed=True,
            value=lambda row: row.text,
        ),
        Column("ly-do", "Lý do", lambda row: "; ".join(labels_of(row)), file_only=True),
        Column(
            "sao",
            "Số sao",
            lambda row: Cell(
                f"{row.stars}/5 sao",
                tone="late" if row.stars < 3 else "wait" if row.stars == 3 else "good",
                second=(row.get_stars_display(),),
            ),
            "flag",
            by="stars",
            falling=True,
            ways=("ít trước", "nhiều trước"),
            value=lambda row: row.stars,
        ),
        Column("muc", "Mức độ hài lòng", lambda row: row.get_stars_display(), file_only=True),
        Column(
            "thu-tuc",
            "Thủ tục",
            lambda row: Cell(row.case.version.title, second=(str(row.case.unit or ""),)),
            "who",
        ),
        Column("don-vi", "Đơn vị", lambda row: str(row.case.unit or ""), file_only=True),
        Column(
            "gui",
            "Gửi lúc",
            lambda row: f"{local(row.given_at):%H:%M %d/%m/%Y}",
            "code",
            by="given_at",
            falling=True,
            ways=DAYS,
            value=lambda row: row.given_at,
        ),
    ),
    filters=(
        Filter("quy-trinh", "Quy trình", anything="Mọi quy trình"),
        Filter(
            "sao",
            "Số sao",
            tuple((str(value), f"{value} sao: {label}") for value, label in Feedback.STARS),
            anything="Mọi mức",
        ),
        Filter("tu", "Từ ngày", sort="day"),
        Filter("den", "Đến hết ngày", sort="day"),
    ),
    file="danh-gia",
    order="-gui",
)
DAYS_ASKED = ("tu", "den")


class FeedbackListView(WorkView):
    """Đánh giá của người dân: averages and every single one, newest first."""

    template_name = "processes/feedback.html"
    page_title = "Đánh giá của người dân"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allowed():
            raise Http404
        rows = self.rows()
        file = file_of(Listing(TABLE, request), rows)
        return file or self.render_to_response(self.get_context_data(rows=rows))

    def allowed(self) -> bool:
        """Tell whether some role of the person reads feedback at all."""
        return bool(self.at.agencies_where("feedback.read") or self.at.units_where("feedback.read"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, rows = self.request.GET, kwargs.pop("rows")
        figures = rows.order_by().aggregate(
            count=Count("pk"),
            average=Avg("stars"),
            **{f"of_{stars}": Count("pk", filter=Q(stars=stars)) for stars, _ in Feedback.STARS},
        )
        known = Document.unscoped.filter(
            pk__in=policy.visible(self.user, Feedback).values("case__process")
        )
        named = known.order_by(by_words("title")).values_list("pk", "title")
        listing = Listing(
            TABLE,
            self.request,
            choices={"quy-trinh": [(str(pk), title) for pk, title in named]},
            wrong={name: NOT_A_DAY for name in DAYS_ASKED if _unclear(asked.get(name, ""))},
            empty=Empty(
                "Chưa có đánh giá nào",
                "Người nộp hồ sơ đánh giá trên trang theo dõi hồ sơ sau khi hồ sơ kết thúc; mã QR "
                "trên Giấy tiếp nhận dẫn đến trang đó.",
                icon="star",
            ),
        ).show(rows, total=figures["count"])
        return {
            **super().get_context_data(**kwargs),
            "listing": listing,
            "page": listing.pages,
            "count": figures["count"],
            "average": figures["average"],
            "spread": [(stars, label, figures[f"of_{stars}"]) for stars, label in Feedback.STARS],
        }

    def rows(self) -> QuerySet[Feedback]:
        """Return the feedback that the person may read, as filtered."""
        asked = self.request.GET
        rows: QuerySet[Feedback] = policy.visible(self.user, Feedback)
        if stars := number_in(asked.get("sao", "")):
            rows = rows.filter(stars=min(stars, 9))
        if process := number_in(asked.get("quy-trinh", "")):
            rows = rows.filter(case__process_id=process)
        if since := _day(asked.get("tu", "")):
            rows = rows.filter(given_at__date__gte=since)
        if until := _day(asked.get("den", "")):
            rows = rows.filter(given_at__date__lte=until)
        return rows.select_related("case__version", "case__unit").order_by("-given_at", "-pk")


def labels_of(feedback: Feedback) -> list[str]:
    """Return what was ticked, in words."""
    codes = canonical.loads(feedback.reasons).get("rows", [])
    return [services.REASONS.get(code, code) for code in codes]


def _unclear(text: str) -> bool:
    """Whether something was typed that is no day."""
    return bool(text.strip()) and _day(text) is None


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None


class RenewReceiptView(CaseView):
    """The button beside the receipt: the code of papers printed before is void."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.renew_receipt(self.user, self.case)
        messages.success(
            request,
            "Đã cấp mã theo dõi mới. Mã QR trên giấy tiếp nhận in trước đây không dùng được nữa.",
        )
        return redirect("case_receipt", self.case.uid)
