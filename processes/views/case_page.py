"""One case: how its time stands, where it is, what is left, its papers, what happened."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from processes import casefile
from processes.acts import ACTS, LeaderAct
from processes.casefile import receiving, timeline
from processes.cases import shown
from processes.citizens.receipt import followable
from processes.drawing.swimlane import swimlane, table_twin
from processes.extensions import guards, subjects
from processes.models import OPEN_TASK, CaseStatus, Deadline, Task, TaskStatus
from processes.performers import choosing
from processes.views import standing
from processes.views.base import CaseView
from registry import canonical, policy
from registry.files.inspection import ACCEPTED, ENDINGS_IN_WORDS
from registry.files.services import MAX_BYTES
from registry.now import now
from registry.readers.row_numbers import number_in
from registry.trail.models import Event

# How many lines of its history a case shows before more is asked for.
SHOWN = 50
HISTORY, DRAWING, DEADLINES = "dien-bien", "luu-do", "thoi-han"
TABS = ((HISTORY, "Diễn biến"), (DRAWING, "Lưu đồ"), (DEADLINES, "Thời hạn"))
# How addresses name the forms of files.
ATTACH, DETACH = "tep", "bo-"


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

    @cached_property
    def clocks(self) -> dict[str, Deadline]:
        """The clocks of the case ("") and of its tasks, by their keys."""
        rows = Deadline.objects.of(self.case.agency_id).filter(case=self.case)
        return {clock.key: clock for clock in rows.select_related("calendar").order_by("key")}

    @property
    def tab(self) -> str:
        """Which of the parts below is open; a form that is refused keeps it."""
        asked = self.request.POST.get("the") or self.request.GET.get("the", "")
        return asked if asked in dict(TABS) else HISTORY

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
        tasks, current, at = self.tasks, self.current, now()
        since = timeline.held(self.facts)
        for task in tasks:
            task.case, task.held_since = case, since.get(task.key)
        variant = definition.variant(case.variant)
        papers = receiving.papers_now(case) if not case.about else []
        acts = self.acts()
        opener = str(timeline.opener(case, self.facts))
        return {
            **super().get_context_data(**kwargs),
            "here": reverse("case_detail", args=[case.uid]),
            "variant": variant.label if variant and len(definition.variants) > 1 else "",
            "clock": standing.clock_of(case, self.clocks.get(""), at),
            "mine": any(policy.can(self.user, "do", task) for task in current),
            "points": standing.points(
                case, definition, tasks, choosing.named(case), self.clocks, at
            ),
            "work": [self.work(task, papers) for task in current],
            "ended": [task for task in tasks if not task.is_open][-1:],
            "papers": papers,
            "missing": sum(paper.missing for paper in papers),
            "items": casefile.items(case, self.answers, self.facts, self.user),
            "people": standing.people(case, definition, tasks, opener),
            "may_attach": self.may_attach(),
            "copies": self.body.get("papers", []),
            "accepted": ",".join(ACCEPTED),
            "kinds_of_file": ENDINGS_IN_WORDS,
            "megabytes": MAX_BYTES // 1024 // 1024,
            "tab": self.tab,
            "tabs": TABS,
            **self.below(),
            "acts": acts,
            "open": [act for act in acts if not act.rare],
            "rare": [act for act in acts if act.rare],
            "asked": self.asked(acts),
            "followable": followable(case),
            "subject_page": subjects.subject_page(case),
            "failed": self.failed,
            "error": self.error,
            "offered": self.offered,
            "kept": self.kept,
            "seen": shown.of(case, current) if self.seen is None else self.seen,
            "understood": self.request.POST.get("understood", ""),
            "chosen_paper": self.request.POST.get("paper", ""),
            "removing": number_in(self.failed.removeprefix(DETACH)),
            "reason": self.request.POST.get("reason", ""),
            "note": self.request.POST.get("note", ""),
            "duration": self.request.POST.get("duration", ""),
            "now": at,
        }

    def work(self, task: Task, papers: Sequence[receiving.PaperRow]) -> dict[str, Any]:
        """Say what is left to do at a task, and whether this person does it."""
        step = self.definition.step(task.step_id)
        left = standing.left_to_do(task, step, self.answers, papers)
        return {
            "task": task,
            "left": left,
            "done": sum(one.state == "done" for one in left),
            "mine": policy.can(self.user, "do", task),
            "back": standing.came_back(task, self.tasks),
        }

    def below(self) -> dict[str, Any]:
        """Return what the open part below needs, and nothing of the others."""
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            HISTORY: self.told,
            DRAWING: self.drawn,
            DEADLINES: self.counted,
        }
        return parts[self.tab]()

    def told(self) -> dict[str, Any]:
        """Return what happened, newest first, each with the address of what it was done to."""
        whole = self.request.GET.get("dien-bien") == "tat-ca"
        told, left_out = timeline.newest(self.case, None if whole else SHOWN)
        return {"history": self.history(told)[::-1], "left_out": left_out}

    def drawn(self) -> dict[str, Any]:
        """Return the drawing of the process with the case in it, and the same as a list."""
        active = frozenset(task.step_id for task in self.current)
        title, definition = self.case.version.title, self.definition
        at = now()
        late = {task.step_id for task in self.current if task.due_at and task.due_at < at}
        last = {task.step_id: task.status for task in self.tasks}
        done = {step for step, status in last.items() if status == TaskStatus.DONE}
        return {
            "drawing": swimlane(
                definition, title, current=active, done=frozenset(done), late=frozenset(late)
            ),
            "twin": table_twin(definition),
            "present": active,
        }

    def counted(self) -> dict[str, Any]:
        """Return every deadline with its reasons, and when the result was promised."""
        rows = standing.deadline_rows(self.case, self.definition, self.tasks, self.clocks, now())
        told = timeline.appointments(self.definition, self.facts)
        return {"deadlines": rows, "appointments": told}

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

    def asked(self, acts: Sequence[LeaderAct]) -> str:
        """Return which form stands open: the one refused, or the one that the address asks for."""
        if self.failed:
            return self.failed if self.offered else ""
        asked = self.request.GET.get("lam", "")
        known = asked == ATTACH or asked.startswith(DETACH) or asked in {act.code for act in acts}
        return asked if known else ""


class CaseFormView(CaseDetailView):
    """A form of the case's page, sent to an address of its own; read, that leads to the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("case_detail", self.case.uid)
