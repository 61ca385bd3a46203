"""Papers of a case on A4: receipt, control slip, case file."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from processes import casefile
from processes.casefile import receiving, slips, timeline
from processes.casefile.papers import CONTROL_SLIP, RECEIPT, CasePaper
from processes.citizens import receipt
from processes.policies import may_open
from processes.views.base import CaseView
from registry.now import local
from registry.policy import standing
from registry.printing.header import Header
from registry.printing.running import Running
from rules.worktime import durations


class PaperView(CaseView):
    """One sheet on its own page, ready to print."""

    paper: CasePaper

    def get_page_title(self) -> str:
        return self.paper.title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running = Running(self.case.code, str(self.get_page_title()))
        return {**super().get_context_data(**kwargs), "running": running}

    def header(self, day: datetime) -> Header:
        """Make the head of a paper about this case: its unit below the agency, where it has one."""
        agency, unit = self.case.agency, self.case.unit
        return Header(
            issuer=unit.name if unit else agency.name,
            above=agency.name if unit else "",
            reference=f"Số: {self.case.code}",
            place=agency.place,
            day=local(day),
        )


class ReceiptView(PaperView):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, with the appointment that holds now."""

    paper = RECEIPT
    template_name = "processes/print/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = timeline.appointments(self.definition, self.facts)
        time = self.definition.case_time(self.case.variant)
        followable = receipt.followable(self.case)
        opener = timeline.opener(self.case, self.facts)
        return {
            **super().get_context_data(**kwargs),
            "papers": receiving.papers(self.case),
            "time": durations.format(time),
            "appointments": told,
            "replaced": told[-2] if len(told) > 1 else None,
            "header": self.header(told[-1].told_at if told else self.case.opened_at),
            "lines": receiving.short_lines(self.case) if self.case.due_at else [],
            "code_drawing": receipt.picture_of(self.case) if followable else "",
            "follow_address": receipt.site_of() if followable else "",
            "may_renew": followable and may_open(self.at, self.case.agency),
            "opener": opener,
            "position": standing(opener).position(self.case.agency_id),
        }


class ControlSlipView(PaperView):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    paper = CONTROL_SLIP
    template_name = "processes/print/slip.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = timeline.appointments(self.definition, self.facts)
        due = told[-1].due_at if told else None
        return {
            **super().get_context_data(**kwargs),
            "header": self.header(self.case.received_at),
            "rows": slips.control_slip(self.case, self.facts),
            "appointments": told,
            "verdict": slips.verdict(self.case.closed_at, due),
        }


class CaseFileView(PaperView):
    """Thành phần hồ sơ công việc, with every filled form; `?ban=<form>` one of them."""

    template_name = "processes/print/file.html"

    def get_page_title(self) -> str:
        return "Thành phần hồ sơ công việc"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.request.GET.get("ban", "")
        if one and one not in self.answers.revisions:
            raise Http404
        return {
            **super().get_context_data(**kwargs),
            "header": self.header(self.case.received_at),
            "one": one,
            "items": casefile.items(self.case, self.answers, self.facts),
            "sheets": casefile.sheets(self.case, self.answers, one),
        }


# What a case is printed as, each at the address of its paper.
PAPERS: tuple[type[PaperView], ...] = (ReceiptView, ControlSlipView)
