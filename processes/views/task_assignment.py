"""«Giao cho người khác»: a leader gives an open task to another person of the same role."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from processes import policies
from processes.engine.machine import CommandRefused
from processes.handover import giving
from processes.views.task_page import TaskView
from registry import policy
from registry.organisation.models import User
from registry.policy import Forbidden


class AssignTaskView(TaskView):
    """Choose who does the task from now on, and say why."""

    template_name = "processes/tasks/assign.html"
    error = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        late = request.method == "POST" and not self.task.is_open
        if not policy.can(self.user, "assign", self.task) and not (
            late and policies.leads(self.at, self.task)
        ):
            raise Http404

    @cached_property
    def people(self) -> list[User]:
        """To whom it may be given."""
        return giving.colleagues(self.task)

    def get_page_title(self) -> str:
        return f"Giao việc: {self.task.title}"

    def trail(self) -> list[dict[str, str]]:
        here = {"url": reverse("task_detail", args=[self.task.pk]), "label": self.task.title}
        return [*super().trail(), here]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the task to the chosen person."""
        if not self.task.is_open:
            self.error = "Công việc này đã xử lý xong hoặc không còn chờ xử lý."
            return self.render_to_response(self.get_context_data(), status=422)
        chosen = request.POST.get("to", "")
        receiver = next((one for one in self.people if str(one.pk) == chosen), None)
        try:
            if receiver is None:
                raise CommandRefused("Chưa chọn người nhận việc.")
            giving.assign_task(
                self.user,
                self.task,
                receiver,
                reason=request.POST.get("reason", "")[:2000],
                idempotency_key=self.key,
            )
        except (CommandRefused, Forbidden) as refused:
            self.error = str(refused)
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, f"Đã giao việc «{self.task.title}» cho {receiver}.")
        return redirect("case_detail", self.task.case.uid)

    def kept(self) -> list[tuple[str, str]]:
        """Return the reason that was typed for a task that was done meanwhile."""
        reason = self.request.POST.get("reason", "").strip()
        return [] if self.task.is_open or not reason else [("Lý do giao việc", reason)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "task": self.task,
            "case": self.task.case,
            # Who fits by role but may not do this very step (its author) is not offered.
            "people": [one for one in self.people if not giving.barred(self.task, one)],
            "error": self.error,
            "kept": self.kept(),
            "chosen": self.request.POST.get("to", ""),
            "reason": self.request.POST.get("reason", ""),
        }
