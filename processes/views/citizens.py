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
from registry.lists.paging import by_key, unpaged
from registry.lists.spreadsheets import download
from registry.now import local, today
from registry.readers.form_fields import NOT_A_DAY, day_of
from registry.readers.row_numbers import number_in

PER_PAGE = 30
EXPORTED = 20_000
DAYS = ("tu", "den")
HEADERS = [
    "Mã hồ sơ", "Thủ tục", "Đơn vị", "Gửi lúc", "Số sao", "Mức độ hài lòng", "Lý do", "Ý kiến",
]  # fmt: skip


class FeedbackListView(WorkView):
    """Đánh giá của người dân: averages and every single one, newest first."""

    template_name = "processes/feedback.html"
    page_title = "Đánh giá của người dân"
    header_icon = "comment"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allowed():
            raise Http404
        if request.GET.get("dang") == "csv":
            return self.table()
        return self.render_to_response(self.get_context_data())

    def allowed(self) -> bool:
        """Tell whether some role of the person reads feedback at all."""
        return bool(self.at.agencies_where("feedback.read") or self.at.units_where("feedback.read"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        rows = self.rows()
        figures = rows.order_by().aggregate(
            count=Count("pk"),
            average=Avg("stars"),
            **{f"of_{stars}": Count("pk", filter=Q(stars=stars)) for stars, _ in Feedback.STARS},
        )
        page = by_key(rows, self.request, PER_PAGE, total=figures["count"])
        query = unpaged(asked)
        known = Document.unscoped.filter(
            pk__in=policy.visible(self.user, Feedback).values("case__process")
        )
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [(row, labels_of(row)) for row in page.object_list],
            "count": figures["count"],
            "average": figures["average"],
            "spread": [(stars, label, figures[f"of_{stars}"]) for stars, label in Feedback.STARS],
            "stars": Feedback.STARS,
            "asked": {name: asked.get(name, "") for name in ("sao", "tu", "den", "quy-trinh")},
            "star_asked": number_in(asked.get("sao", "")),
            "process_asked": number_in(asked.get("quy-trinh", "")),
            "since": _day(asked.get("tu", "")),
            "until": _day(asked.get("den", "")),
            "wrong_day": NOT_A_DAY if any(_unclear(asked.get(name, "")) for name in DAYS) else "",
            "processes": list(known.order_by(by_words("title")).values_list("pk", "title")),
            "filtered": any(query.values()),
            "export": f"?{query.urlencode()}{'&' if query else ''}dang=csv",
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

    def table(self) -> HttpResponseBase:
        """Send the filtered feedback as a table for spreadsheets, at most 20,000 of the newest."""
        return download(
            f"danh-gia-{today():%Y-%m-%d}.csv",
            HEADERS,
            (
                [
                    row.case.code,
                    row.case.version.title,
                    str(row.case.unit or ""),
                    f"{local(row.given_at):%d/%m/%Y %H:%M}",
                    row.stars,
                    row.get_stars_display(),
                    "; ".join(labels_of(row)),
                    row.text,
                ]
                for row in self.rows()[:EXPORTED]
            ),
        )


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
