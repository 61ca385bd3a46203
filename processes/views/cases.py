"""The list of cases."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from processes.cases.opening import opens_any
from processes.models import Case, CaseStatus
from processes.views.base import CASES, WorkView
from registry import policy
from registry.documents.models import Document
from registry.lists.ordering import by_words
from registry.lists.paging import by_key
from registry.now import now
from registry.readers.row_numbers import number_in
from registry.vietnamese import compact, fold

PER_PAGE = 30
# How many lines of its history a case shows before more is asked for.
SHOWN = 50
STATES = [
    ("", "Mọi tình trạng"),
    ("dang", "Đang giải quyết"),
    ("qua-han", "Đang giải quyết, quá hạn"),
    ("tam-dung", "Tạm dừng tính thời hạn"),
    ("xong", "Đã kết thúc"),
]


class CaseListView(WorkView):
    """Hồ sơ công việc: all cases that the person may read, with search and filters."""

    template_name = "processes/cases/list.html"
    page_title = CASES
    header_icon = "folder-open-inverse"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        words, state = query.get("q", "").strip()[:200], query.get("tinh-trang", "")
        process = query.get("quy-trinh", "")
        rows = self.rows(words, state, process)
        page = by_key(rows, self.request, PER_PAGE)
        known = Document.unscoped.filter(
            pk__in=policy.visible(self.request.user, Case).filter(about="").values("process")
        )
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "words": words,
            "state": state,
            "states": STATES,
            "process": process,
            "processes": list(known.order_by(by_words("title")).values_list("pk", "title")),
            "filtered": bool(words or state or process),
            "may_open": opens_any(self.at),
            "now": now(),
        }

    def rows(self, words: str, state: str, process: str) -> QuerySet[Case]:
        """Return the filtered cases, most urgent first, closed ones last."""
        rows = policy.visible(self.request.user, Case).filter(about="")
        spelled, key = Q(), compact(words)
        for word in fold(words).split():
            spelled &= Q(folded__contains=word)
        rows = rows.filter(spelled | Q(code_key=key) if key else spelled)
        if number := number_in(process):
            rows = rows.filter(process_id=number)
        conditions = {
            "dang": Q(status=CaseStatus.OPEN),
            "qua-han": Q(status=CaseStatus.OPEN, due_at__lt=now()),
            "tam-dung": Q(status=CaseStatus.SUSPENDED),
            "xong": Q(status=CaseStatus.CLOSED),
        }
        return (
            rows.filter(conditions.get(state, Q()))
            .select_related("version", "opened_by")
            .order_by(
                F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-pk"
            )
        )
