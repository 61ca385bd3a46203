"""The page where a task is done: form left, the time explained and the papers beside it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from formbuilder.definition import part_of
from formbuilder.filling import Filling, form_view, is_refresh, opened, posted, without
from formbuilder.services import FillingChanged, FillingError, FillingRefused
from processes import casefile, performers, pinned, services
from processes.casefile import receiving, timeline
from processes.cases.answers import Answers
from processes.clocks import deadlines
from processes.clocks.days import cells
from processes.engine.definition import FORWARD, Action, Definition, Step
from processes.engine.machine import CommandRefused
from processes.extensions import subjects
from processes.models import CaseStatus, Deadline, Task, TaskStatus
from processes.views import standing
from processes.views.base import FoundView
from registry import policy
from registry.canonical import Body
from registry.documents.services import DocumentError
from registry.now import now
from registry.policy import Forbidden
from registry.trail import events
from rules.worktime import durations

REFUSALS = (CommandRefused, FillingError, DocumentError, Forbidden)


class TaskView(FoundView):
    """A page about one task; a stranger finds nothing."""

    task: Task

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = (
            policy.visible(request.user, Task)
            .select_related(
                "case__agency__parent__parent",
                "case__version__document",
                "case__opened_by",
                "assignee",
                "finished_by",
                "on_behalf_of",
                "unit",
                "deadline__calendar",
            )
            .filter(pk=kwargs["pk"])
            .first()
        )
        if found is None:
            raise Http404
        subjects.name_subjects(self.user, [found.case])
        self.task = found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect a task whose subject has a page of its own: nothing is shown or taken here."""
        elsewhere = subjects.subject_page(self.task.case)
        if not elsewhere:
            return super().dispatch(request, *args, **kwargs)
        if request.method != "GET":
            messages.error(request, "Việc này làm tại trang này; điều vừa gửi chưa được ghi nhận.")
        return redirect(elsewhere)

    @cached_property
    def process(self) -> tuple[Body, Definition]:
        """The process that the case runs by."""
        return pinned.process_of(self.task.case)

    @cached_property
    def step(self) -> Step:
        """The step of this task."""
        found = self.process[1].step(self.task.step_id)
        if found is None:
            raise Http404
        return found

    @cached_property
    def active(self) -> bool:
        """Whether this person may work on the task now."""
        return policy.can(self.user, "do", self.task) and self.task.case.status == CaseStatus.OPEN

    @cached_property
    def answers(self) -> Answers:
        """What was filled in during the case."""
        return Answers(self.task.case)

    def filling(self, left_out: Collection[str] = ()) -> Filling | None:
        """Return the step's form: as saved, with what was posted laid over.

        Fields `left_out` are not laid over. None where the step has no form.
        """
        body = pinned.body_in(self.task.case, self.step.form) if self.step.form else None
        if body is None:
            return None
        part, saved = part_of(self.step.form_part), self.answers.of(self.step.form)
        if self.request.method == "POST":
            return posted(body, without(self.request.POST, left_out), part, saved)
        return opened(body, saved, part)

    def get_page_title(self) -> str:
        return self.task.title

    def trail(self) -> list[dict[str, str]]:
        case = self.task.case
        return [
            {"url": reverse("work_lists"), "label": "Công việc"},
            {"url": reverse("case_detail", args=[case.uid]), "label": case.code},
        ]


class TaskDetailView(TaskView):
    """Doing a task: fill in the form, save it, finish the step by one of its actions."""

    template_name = "processes/tasks/detail.html"
    error = ""
    failed = ""
    show_missing = False
    changed: FillingChanged | None = None
    saved = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(filling=self.filling()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what `do` says: "start", "save", or the id of an action of the step."""
        do = request.POST.get("do", "")
        filling = self.filling()
        if is_refresh(request.POST) or "ask" in request.POST:
            return self.render_to_response(self.get_context_data(filling=filling))
        try:
            done = self.carry_out(do, filling)
        except FillingRefused:
            self.show_missing, self.failed = True, do
            self.error = "Biểu mẫu còn mục cần xem lại nên chưa chuyển bước được."
        except FillingChanged as refused:
            self.error, self.failed, self.changed = str(refused), do, refused
            self.answers.keep(self.step.form, refused.revision)
            # What is only of before gives way; what the person typed stays.
            filling = self.filling([one.code for one in refused.changes if not one.typed])
        except REFUSALS as refused:
            self.error, self.failed = str(refused), do
            # Somebody else may have done it meanwhile: the page shows how it stands now.
            self.read_anew()
        else:
            messages.success(request, done)
            if do not in ("start", "save"):
                return redirect("case_detail", self.task.case.uid)
            if not any(map(self.reason, self.step.actions)):
                return redirect("task_detail", self.task.pk)
            # An opinion was typed for a button that is not pressed yet: it stays on the page.
            self.read_anew()
            return self.render_to_response(self.get_context_data(filling=self.filling()))
        return self.render_to_response(self.get_context_data(filling=filling), status=422)

    def read_anew(self) -> None:
        """Read the task as it is now: so the page shows it from here on, beside what was typed."""
        self.task.refresh_from_db()
        self.__dict__.pop("active", None)

    def carry_out(self, do: str, filling: Filling | None) -> str:
        """Call the service; return the sentence that says what was done."""
        task, code = self.task, self.task.case.code
        if do == "start":
            given = filling if "seen" in self.request.POST else None
            if given is None or given.answers == self.answers.of(self.step.form):
                services.start_task(self.user, task, idempotency_key=f"{self.key}-start")
                return f"Ông/bà đã nhận việc «{task.title}»."
            # Who fills in a form and then takes the task loses nothing: saving takes it.
            self.save(given)
            return f"Ông/bà đã nhận việc «{task.title}». Đã lưu điều đã điền vào biểu mẫu."
        if do == "save":
            self.save(filling)
            return "Đã lưu biểu mẫu."
        action = self.step.action(do)
        if action is None:
            raise CommandRefused("Hãy chọn một cách xử lý.")
        if do == FORWARD and filling is not None and filling.all_problems:
            self.show_missing = True
            count = len(filling.all_problems)
            raise CommandRefused(f"Chưa chuyển bước được: biểu mẫu còn {count} mục cần xem lại.")
        services.complete_task(
            self.user,
            task,
            do,
            reason=self.request.POST.get(f"reason-{do}", "")[:2000],
            answers=filling.answers if filling else None,
            seen=self.seen,
            idempotency_key=self.key,
        )
        return f"{action.label}: hồ sơ {code}."

    def save(self, filling: Filling | None) -> None:
        """Keep the form as it is filled in; the page shows those answers from now on."""
        answers = filling.answers if filling else {}
        services.save_answers(self.user, self.task, answers, seen=self.seen)
        self.__dict__.pop("answers", None)
        self.saved = True

    @property
    def seen(self) -> str:
        """The answers that the page showed, as it says itself; a page that saved, or was refused
        because of newer ones, shows those."""
        if self.request.method == "GET" or self.changed or self.saved:
            return self.answers.digest_of(self.step.form)
        return self.request.POST.get("seen", "").replace("\0", "")[:64]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task, case, step = self.task, self.task.case, self.step
        filling: Filling | None = kwargs.pop("filling", None)
        definition = self.process[1]
        facts = list(events.read(case.stream))
        role = definition.role(step.role)
        task.held_since = timeline.held(facts).get(task.key)
        papers = receiving.papers_now(case) if not case.about else []
        before, at = self.before(), now()
        return {
            **super().get_context_data(**kwargs),
            "task": task,
            "case": case,
            "step": step,
            "role": role.label if role else "",
            "last_step": max(one.number for one in definition.steps if one.kind.performed),
            "clock": standing.clock_of_step(task, self.clock, at)
            or standing.clock_of(case, self.clock, at),
            **self.why(at),
            "time": durations.format(definition.step_time(step, case.variant)),
            "active": self.active,
            "may_assign": policy.can(self.user, "assign", task),
            "for_whom": performers.may(self.at, task)[1] if self.active else None,
            "guard": self.guard(),
            "form_view": self.view(filling),
            "seen": self.seen,
            "changes": self.changed.changes if self.changed else [],
            "actions": [(action, self.reason(action)) for action in step.actions],
            "asked": self.failed or self.request.POST.get("ask", ""),
            "saved_at": self.saved_at(),
            "papers": papers,
            "missing": sum(paper.missing for paper in papers),
            "items": casefile.items(case, self.answers, facts),
            "before": before[::-1],
            "back": standing.came_back(task, before),
            "sent": self.sent(before),
            "urge": timeline.urged(facts) if task.urged_at else None,
            "error": self.error,
            "failed": self.failed,
            "kept": self.kept(),
            "reminded": task.urge_waits,
            "now": at,
        }

    def reason(self, action: Action) -> str:
        """Return what was typed as the reason of an action."""
        return self.request.POST.get(f"reason-{action.id}", "")

    def kept(self) -> list[tuple[str, str]]:
        """Return what was typed with an action that this page does not offer any more."""
        if not self.failed or (self.active and not self.guard()):
            return []
        typed = [(action.label, self.reason(action).strip()) for action in self.step.actions]
        return [(f"{label}: ý kiến, lý do", text) for label, text in typed if text]

    def view(self, filling: Filling | None) -> Any:
        """Make the form to fill in; read-only where the person may not."""
        if filling is None:
            return None
        url = reverse("task_form", args=[self.task.pk]) if self.active else ""
        return form_view(filling, refresh_url=url, show_missing=self.show_missing)

    def guard(self) -> str:
        """Say why this person may not do the task although their role fits; "" where they may."""
        may, giver = performers.may(self.at, self.task)
        return performers.refusal(self.task, self.user, giver) if may else ""

    def before(self) -> list[Task]:
        """Return the ended tasks of those who had the case before this task."""
        return list(
            Task.objects.of(self.task.agency_id)
            .filter(case=self.task.case, finished_at__isnull=False)
            .exclude(pk=self.task.pk)
            .select_related("finished_by", "on_behalf_of", "unit")
            .order_by("finished_at", "pk")
        )

    def sent(self, before: list[Task]) -> Task | None:
        """Return the task that led here with words of its own, where it was not a return."""
        led = standing.led_here(self.task, before)
        return led if led is not None and led.status == TaskStatus.DONE and led.reason else None

    def saved_at(self) -> datetime | None:
        """Return since when the form is as it is kept; None where nothing is."""
        revision = self.answers.revisions.get(self.step.form) if self.step.form else None
        return revision.at if revision else None

    @property
    def clock(self) -> Deadline | None:
        """The clock of the task; None where its step has no time."""
        return getattr(self.task, "deadline", None)

    def why(self, at: datetime) -> dict[str, Any]:
        """Explain why the task is due then: in facts, on a small calendar, and day by day."""
        clock, case = self.clock, self.task.case
        work = standing.work_of(clock)
        if clock is None or work is None or clock.due_at is None or not self.task.is_open:
            return {}
        lines = standing.explanation(case, clock)
        return {
            "since": standing.moment(clock.started_at),
            "allowed": deadlines.words(clock),
            "cells": cells(lines, work, clock.due_at, at),
            "late": clock.due_at < at,
            "lines": [line.text for line in lines],
        }


class TaskFormFragmentView(TaskView):
    """The step's form again, with the fields that what was typed makes visible."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filling = self.filling() if self.active else None
        if filling is None:
            raise Http404
        return HttpResponse(form_view(filling, refresh_url=request.path).render())
