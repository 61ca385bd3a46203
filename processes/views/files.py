"""Files of a case: put in, read, taken out again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages

from processes import casefile
from processes.casefile import attaching
from processes.engine.machine import CommandRefused
from processes.views.base import CaseView
from processes.views.case_page import CaseFormView
from registry.files.answers import answer_of
from registry.files.inspection import FileError
from registry.files.services import MAX_BYTES
from registry.policy import Forbidden
from registry.readers.row_numbers import number_in
from registry.trail import events


class AttachView(CaseFormView):
    """Puts the chosen file into the case; a refusal says why on the page of the case."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.FILES.get("file")
        try:
            if sent is None:
                raise FileError("Chưa chọn tệp. Hãy chọn một tệp rồi bấm «Thêm tệp».")
            attaching.attach_file(
                self.user,
                self.case,
                sent.name or "",
                # One byte more than is kept says that it is too large, without reading it all.
                sent.read(MAX_BYTES + 1),
                paper=request.POST.get("paper", "")[:100],
                idempotency_key=self.key,
            )
        except (FileError, CommandRefused, Forbidden) as refused:
            typed = {"Tệp đã chọn": sent.name or "" if sent else ""}
            which = f"«{sent.name}»: " if sent and isinstance(refused, FileError) else ""
            return self.refused("tep", f"{which}{refused}", typed, self.may_attach())
        messages.success(request, f"Đã thêm tệp vào hồ sơ {self.case.code}.")
        return redirect("case_detail", self.case.uid)


class FileView(CaseView):
    """The file itself, exactly as it was sent; pictures in the browser, others to keep."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = next(
            (one for one in casefile.attachments(self.case) if one.file.pk == kwargs["file"]), None
        )
        if found is None:
            raise Http404
        return answer_of(found.file)


class DetachView(CaseFormView):
    """Takes a file out of the case, with the reason."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reason = request.POST.get("reason", "")[:2000]
        file = str(number_in(str(kwargs["file"])))
        try:
            attaching.detach_file(self.user, self.case, file, reason, idempotency_key=self.key)
        except (CommandRefused, Forbidden) as refused:
            self.facts = list(events.read(self.case.stream))
            mine = casefile.items(self.case, self.answers, self.facts, self.user)
            offered = any(one.removable and str(one.file.pk) == file for one in mine if one.file)
            return self.refused(f"bo-{file}", str(refused), {"Lý do bỏ tệp": reason}, offered)
        messages.success(request, f"Đã bỏ tệp khỏi hồ sơ {self.case.code}.")
        return redirect("case_detail", self.case.uid)
