"""One case, and what leaders do with it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from processes import casefile, services
from processes.acts import ACTS, BY_CODE, LeaderAct
from processes.casefile import timeline
from processes.cases import shown
from processes.citizens.receipt import followable
from processes.clocks import deadlines
from processes.drawing.swimlane import swimlane
from processes.engine.machine import CommandRefused
from processes.extensions import guards, subjects
from processes.models import OPEN_TASK, CaseStatus, Deadline, Task, TaskStatus
from processes.performers import choosing
from processes.views.base import CaseView
from registry import canonical, policy
from registry.files.inspection import ACCEPTED, ENDINGS_IN_WORDS
from registry.files.services import MAX_BYTES
from registry.now import now
from registry.policy import Forbidden
from registry.readers.row_numbers import number_in
from registry.trail.models import Event
from rules.worktime import WorktimeError

# How many lines of its history a case shows before more is asked for.
SHOWN = 50


@dataclass(frozen=True)
class StepLine:
    """One row of «hồ sơ đang ở đâu»: a step and its tasks so far."""

    number: int
    title: str
    role: str
    tasks: list[Task]
    current: bool

    @property
    def left(self) -> bool:
        """Whether the case was stopped here: the step was reached, and nobody did it."""
        return bool(self.tasks) and self.tasks[-1].status == TaskStatus.CANCELLED


@dataclass(frozen=True)
class Clock:
    """A deadline with its reasons."""

    title: str
    words: str
    due_at: Any
    lines: list[str]


class CaseDetailView(CaseView):
    """One case: where it stands, why it is due then, its file, its history, its drawing."""

    template_name = "processes/cases/detail.html"
    # Which form was refused and why; what was typed into it, where it is not offered any more.
    failed = ""
    error = ""
    kept: tuple[tuple[str, str], ...] = ()
    offered = False
    # What the page showed that was refused before anybody told how the case stands now.
    seen: str | None = None

    @cached_property
    def tasks(self) -> list[Task]:
        """Everything that was to be done in the case so far, as it came."""
        rows = Task.objects.of(self.case.agency_id).filter(case=self.case)
        related = rows.select_related("assignee", "finished_by", "on_behalf_of", "unit")
        return list(related.order_by("activated_at", "pk"))

    @cached_property
    def current(self) -> list[Task]:
        """What is to be done now."""
        return [task for task in self.tasks if task.status in OPEN_TASK]

    @cached_property
    def facts(self) -> list[Event]:
        """The events that the page needs whatever it shows of the history."""
        return timeline.lasting(self.case, self.current)

    def refused(self, form: str, error: str, typed: dict[str, str], offered: bool) -> HttpResponse:
        """Show the page again with the reason why an act was refused.

        What was typed stands in its form, or is shown beside where the form is not `offered`.
        """
        self.failed, self.error, self.offered = form, error, offered
        if not offered:
            self.kept = tuple((label, text) for label, text in typed.items() if text.strip())
        return self.render_to_response(self.get_context_data(), status=422)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, definition = self.case, self.definition
        tasks, current = self.tasks, self.current
        since = timeline.held(self.facts)
        for task in tasks:
            task.case, task.held_since = case, since.get(task.key)
        whole = self.request.GET.get("dien-bien") == "tat-ca"
        told, left_out = timeline.newest(case, None if whole else SHOWN)
        active = frozenset(task.step_id for task in current)
        variant = definition.variant(case.variant)
        return {
            **super().get_context_data(**kwargs),
            "variant": variant.label if variant and len(definition.variants) > 1 else "",
            "steps": self.steps(tasks, active),
            "current": current,
            "mine": [task for task in current if policy.can(self.user, "do", task)],
            "clocks": self.clocks(tasks),
            "appointments": timeline.appointments(definition, self.facts),
            "items": casefile.items(case, self.answers, self.facts, self.user),
            "may_attach": self.may_attach(),
            "papers": self.body.get("papers", []),
            "accepted": ",".join(ACCEPTED),
            "kinds_of_file": ENDINGS_IN_WORDS,
            "megabytes": MAX_BYTES // 1024 // 1024,
            "history": self.history(told),
            "left_out": left_out,
            "drawing": swimlane(definition, case.version.title, current=active),
            "acts": self.acts(),
            "followable": followable(self.case),
            "subject_page": subjects.subject_page(case),
            "failed": self.failed,
            "error": self.error,
            "offered": self.offered,
            "kept": self.kept,
            "seen": shown.of(case, current) if self.seen is None else self.seen,
            "understood": self.request.POST.get("understood", ""),
            "chosen_paper": self.request.POST.get("paper", ""),
            "removing": number_in(self.failed.removeprefix("bo-")),
            "reason": self.request.POST.get("reason", ""),
            "note": self.request.POST.get("note", ""),
            "duration": self.request.POST.get("duration", ""),
            "now": now(),
        }

    def history(self, told: list[Event]) -> list[tuple[timeline.Happening, str]]:
        """Tell what happened, each with the address of the task, form or file it was done to."""
        uid, pages = self.case.uid, {task.key: task.pk for task in self.tasks}
        files = canonical.loads(self.case.state).get("files", {})

        def address(one: timeline.Happening) -> str:
            if one.task in pages:
                return reverse("task_detail", args=[pages[one.task]])
            if one.form in self.answers.revisions:
                return f"{reverse('case_file', args=[uid])}?ban={one.form}"
            return reverse("case_attachment", args=[uid, one.file]) if one.file in files else ""

        lines = timeline.history(self.case, self.definition, told)
        return [(one, address(one)) for one in lines]

    def steps(self, tasks: list[Task], active: frozenset[str]) -> list[StepLine]:
        """Return every step that people do, with who had it and when."""
        lines, chosen = [], choosing.named(self.case)
        for step in self.definition.steps:
            if step.kind.performed:
                role = self.definition.role(step.role)
                own = [task for task in tasks if task.step_id == step.id]
                said = (role.label if role else "", chosen.get(step.role))
                words = ": ".join(filter(None, said))
                lines.append(StepLine(step.number, step.title, words, own, step.id in active))
        return lines

    def clocks(self, tasks: list[Task]) -> list[Clock]:
        """Return the running deadlines, each with its days."""
        titles = {task.key: task.title for task in tasks if task.is_open}
        rows = Deadline.objects.of(self.case.agency_id).filter(case=self.case)
        found = []
        for clock in rows.select_related("calendar").order_by("key"):
            if clock.key and clock.key not in titles:
                continue
            try:
                lines = deadlines.explanation(
                    clock, deadlines.calendar_for(clock), deadlines.pauses_of(self.case)
                )
            except WorktimeError:
                lines = []
            title = titles[clock.key] if clock.key else "Thời hạn giải quyết hồ sơ"
            shown = [line.text for line in lines] if clock.due_at else []
            found.append(Clock(title, deadlines.words(clock), clock.due_at, shown))
        return found

    def may_attach(self) -> bool:
        """Tell whether this person may put files into the case as it stands."""
        return (
            self.case.status != CaseStatus.CLOSED
            and policy.can(self.user, "attach", self.case)
            and not guards.act_refusal(self.case, "attach")
        )

    def acts(self) -> list[LeaderAct]:
        """Return what this person may do with the case as it stands."""
        return [
            act
            for act in ACTS
            if self.case.status in act.offered
            and policy.can(self.user, act.command, self.case)
            and not guards.act_refusal(self.case, act.command)
        ]


class CaseFormView(CaseDetailView):
    """A form of the case's page, sent to an address of its own; read, that leads to the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("case_detail", self.case.uid)


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
