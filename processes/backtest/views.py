"""«Thử trên hồ sơ cũ»: beginning, how far it is, what came of it; the same with a file."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from processes.backtest import running, services, tables
from processes.backtest.deciders import DECIDERS, Ready
from processes.backtest.parts import TITLE
from processes.backtest.services import BacktestError
from processes.models import Backtest, BacktestSource, BacktestState
from registry import policy
from registry.documents import closure
from registry.documents.models import Stage
from registry.editor.views.base import DocumentView
from registry.files.inspection import FileError
from registry.lists.spreadsheets import XLSX
from registry.readers.form_fields import FileDrop
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.trail.models import Job
from rules.asking import sheets
from rules.asking.sheets import SheetError

STUCK = (
    "Việc bị lỗi nên đã dừng. Người quản trị xem lý do và cho làm lại ở trang Việc nền; hồ sơ đã"
    " thử không mất."
)
FILE = "tep"


class FileForm(forms.Form):
    """A workbook of cases that somebody made up, or has from elsewhere."""

    sent = forms.FileField(
        label="Tệp Excel",
        help_text=f"Tệp .xlsx theo mẫu, nhiều nhất {sheets.MOST_LINES} dòng.",
        widget=FileDrop(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp không có nội dung."},
    )


@dataclass(frozen=True)
class Progress:
    """How far the trial is."""

    done: int
    total: int
    finished: bool = False
    stopped: str = ""


class BacktestView(DocumentView):
    """The page of a draft's trials; a draft that nobody can try is no page."""

    ability = "read_draft"
    page_title = TITLE
    template_name = "processes/backtest/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.document.kind not in DECIDERS or self.document.stage == Stage.IDLE:
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page()

    @property
    def source(self) -> BacktestSource:
        """Which of the two trials is shown."""
        asked = self.request.GET.get("nguon") == FILE
        return BacktestSource.FILE if asked else BacktestSource.CASES

    @cached_property
    def ready(self) -> Ready:
        """The draft, ready to decide."""
        return DECIDERS.get(self.document.kind)(
            self.document.data, running.reading(self.document, self.user)
        )

    @cached_property
    def tried(self) -> Backtest | None:
        """The last trial of this very text from this source."""
        found: Backtest | None = (
            policy.visible(self.request.user, Backtest)
            .filter(document=self.document, source=self.source)
            .select_related("agency", "by", "version")
            .first()
        )
        return found

    @property
    def outdated(self) -> bool:
        """Whether the draft was saved since it was tried."""
        found = self.tried
        return found is not None and (
            found.digest != self.document.draft_digest or found.state == BacktestState.OUTDATED
        )

    def page(
        self, *, form: FileForm | None = None, wrong: list[str] | None = None, status: int = 200
    ) -> HttpResponseBase:
        """Answer with the page, or with the list as a file."""
        backtest = None if self.outdated else self.tried
        working = backtest is not None and backtest.state == BacktestState.WORKING
        context: dict[str, Any] = {}
        if backtest is not None and not working:
            counts = tables.counts_of(backtest)
            listing = self.listing(backtest, counts)
            rows = tables.rows_of(self.user, backtest)
            unseen = counts["tat_ca"] - rows.count()
            chosen = tables.chosen(rows, listing.value("muc"), listing.words).order_by(
                "verdict", "pk"
            )
            context_of_draft = running.reading(self.document, self.user)
            facts = tables.Facts.of(backtest, self.ready, context_of_draft)
            file = file_of(listing, chosen, facts)
            if file is not None:
                return file
            listing.show(chosen, facts)
            context |= {"listing": listing, "counts": counts, "unseen": unseen}
        issued = closure.in_force(self.document.agency, str(self.document.uid))
        context |= {
            "backtest": backtest,
            "outdated": self.outdated,
            "progress": self.progress(backtest) if backtest and working else None,
            "address": self.address(),
            "issued": issued,
            "may": policy.can(
                self.user,
                services.RUN,
                Backtest(document=self.document, agency=self.document.agency),
            ),
            "by_file": self.source == BacktestSource.FILE,
            "form": form or FileForm(),
            "wrong": wrong or [],
            "unfit": sheets.unfit(self.ready.inputs),
            "asked": [entry["label"] for entry in self.ready.inputs.values()],
        }
        return self.render_to_response(self.get_context_data(**context), status=status)

    def listing(self, backtest: Backtest, counts: dict[str, int]) -> Listing:
        """Build the list of what came of it."""
        by_file = self.source == BacktestSource.FILE
        table = tables.RESULT
        if by_file:
            table = replace(table, unit="dòng", search="", label="Kết quả từng dòng")
        tabs = tables.tabs_of(counts)
        if by_file:
            tabs = [replace(tab, query="&".join(filter(None, (f"nguon={FILE}", tab.query))))
                    for tab in tabs]  # fmt: skip
        return Listing(table, self.request, tabs=tabs, empty=tables.NOTHING)

    def progress(self, backtest: Backtest) -> Progress:
        """Return how far the work is, and that it stands still where it failed."""
        jobs = Job.objects.filter(
            handler=running.JOB, key=str(backtest.uid), agency=backtest.agency
        )
        failed = jobs.filter(state=Job.FAILED).exists()
        waiting = jobs.filter(state__in=(Job.WAITING, Job.RUNNING)).exists()
        stuck = STUCK if failed and not waiting else ""
        return Progress(backtest.looked, backtest.to_look, stopped=stuck)

    def address(self, source: str = "") -> str:
        """Return the address of this page."""
        asked = source or (FILE if self.source == BacktestSource.FILE else "")
        url = reverse("backtest", args=[self.document.pk])
        return f"{url}?nguon={FILE}" if asked == FILE else url


class StartView(BacktestView):
    """Begin to try the draft on past cases."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            services.start(self.user, self.document)
        except BacktestError as error:
            messages.error(request, str(error))
        return redirect(self.address())


class FileView(BacktestView):
    """Try the draft on the lines of a file."""

    http_method_names = ["post"]
    source = BacktestSource.FILE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form=form, status=422)
        sent = form.cleaned_data["sent"]
        try:
            services.try_file(self.user, self.document, sent.name or "", sent.read())
        except FileError as error:
            form.add_error("sent", str(error))
            return self.page(form=form, status=422)
        except SheetError as error:
            return self.page(form=form, wrong=error.reasons, status=422)
        except BacktestError as error:
            return self.page(form=form, wrong=[str(error)], status=422)
        return redirect(self.address(FILE))


class SampleView(BacktestView):
    """The workbook to fill in, with the fields that the draft asks about."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if why := sheets.unfit(self.ready.inputs):
            messages.error(request, why)
            return redirect(self.address(FILE))
        return HttpResponse(
            sheets.sample(self.ready.inputs),
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{sheets.NAME}"'},
        )
