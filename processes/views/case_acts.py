"""What leaders do with a case, sent from its page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from processes import services
from processes.acts import BY_CODE, LeaderAct
from processes.cases import shown
from processes.clocks import deadlines
from processes.engine.machine import CommandRefused
from processes.views.case_page import CaseFormView
from registry.policy import Forbidden
from rules.worktime import WorktimeError


class CaseActView(CaseFormView):
    """Carries out what a leader asked; a refusal shows why, with what was typed."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["act"] not in BY_CODE:
            raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code, act = kwargs["act"], BY_CODE[kwargs["act"]]
        try:
            self.carry_out(act)
        except (CommandRefused, WorktimeError, Forbidden) as refused:
            typed = {
                "Thời gian gia hạn": request.POST.get("duration", "") if act.duration else "",
                act.note_label: request.POST.get("note", ""),
            }
            self.case.refresh_from_db()
            if not isinstance(refused, shown.NotAsSeen):
                self.seen = request.POST.get("seen", "")
            return self.refused(code, str(refused), typed, act in self.acts())
        messages.success(request, f"{act.label}: đã ghi vào hồ sơ {self.case.code}.")
        return redirect("case_detail", self.case.uid)

    def carry_out(self, act: LeaderAct) -> None:
        """Do this act with what was written."""
        typed, time = self.request.POST, None
        if act.understood and not typed.get("understood"):
            raise CommandRefused(
                f"{act.label} không hoàn lại được, nên hãy đánh dấu vào ô «{act.understood}» rồi"
                " bấm lại."
            )
        if act.duration:
            time = deadlines.extension(typed.get("duration", "")[:100])
        seen = typed.get("seen", "") if act.decides else None
        note = typed.get("note", "")[:2000]
        services.lead(
            self.user, self.case, act.command, note, time, seen=seen, idempotency_key=self.key
        )
