"""What follows a command, done by a job of the outbox: telling the people concerned, and taking
back what they were told once it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from processes import events
from processes.cases.projection import fact_of
from processes.cases.writing import FOLLOW_UP
from processes.models import Case, Task, TaskStatus
from processes.notices import telling
from processes.performers import candidates
from registry.notices.services import lay_aside, notify
from registry.organisation.models import User
from registry.trail import outbox
from registry.trail.events import data_of, lock_streams, read
from registry.trail.models import Event

Json = dict[str, Any]
WORK, URGE = "task", "urge"


def follow_up(payload: Json) -> None:
    """Tell whoever has work now, is urged, or whose case ended; told once however often run.

    Whatever order such jobs come in, the rows say what still waits: nobody is told of what is done
    by now, and notices of what is done wait for nobody.
    """
    case = Case.unscoped.filter(pk=payload["case"]).first()
    if case is None:
        return
    lock_streams(case.stream)
    case = Case.unscoped.select_related("opened_by", "agency", "version").get(pk=case.pk)
    span = read(case.stream).filter(seq__gte=payload["from"], seq__lte=payload["to"])
    known = [(event, happened) for event in span if (happened := events.find(event.type))]
    keys = {key for event, one in known for key in one.tasks(data_of(event))}
    rows = Task.objects.of(case.agency_id).filter(case=case, key__in=keys)
    tasks = {task.key: task for task in rows.select_related("assignee", "agency")}
    for task in tasks.values():
        task.case = case
        _settle(task)
    for event, happened in known:
        happened.tell(_Telling(case, tasks, event), fact_of(event))


outbox.HANDLERS.add(FOLLOW_UP, outbox.Handler(follow_up, "Báo việc cho người liên quan"))


def _settle(task: Task) -> None:
    """What was told of this task and is done, taken or given to somebody else waits no longer."""
    about = (WORK, task.pk)
    if not task.is_open:
        lay_aside(about)
    elif task.status == TaskStatus.IN_PROGRESS:
        lay_aside(about, kinds=(WORK,) if task.urge_waits else ())
        lay_aside(about, but=[one.user.pk for one in candidates(task)])
    else:
        lay_aside(about, but=[one.user.pk for one in candidates(task)])


@dataclass(frozen=True)
class _Telling:
    """Whom events may tell (`processes.events.sides.Telling`), of one case and one event of it."""

    case: Case
    tasks: dict[str, Task]
    event: Event

    @property
    def key(self) -> str:
        """Under which nobody is told twice."""
        return f"{self.case.stream}:{self.event.seq}"

    def work_came(self, task: str, after: str = "") -> None:
        """To whoever may do it, but not who sent it on; sent back with the reason."""
        actor, before = self.event.actor, self.tasks.get(after)
        if before is not None and before.status == TaskStatus.RETURNED:
            self._tell_new(task, telling.sent_back(actor, before.reason))
        else:
            self._tell_new(task, telling.new_work(actor))

    def work_given(self, task: str, to: str, before: str, reason: str) -> None:
        """To who has it now, unless it went on to others; and to who had it."""
        row = self.tasks.get(task)
        if row is not None and str(row.assignee_id) == to:
            self._tell_new(task, telling.given(self.event.actor, reason))
        self._tell_before(row, before, reason)

    def urge(self, tasks: Sequence[str], note: str) -> None:
        """To whoever may do them, unless they were urged again since."""
        for task in (self.tasks[one] for one in tasks if one in self.tasks):
            if task.is_open and task.urged_at == self.event.at:
                self._tell_candidates(task, telling.urged(self.event.actor, note), None, URGE)

    def case_ended(self) -> None:
        """To the author, unless they ended it themselves."""
        case = self.case
        lay_aside(("case", case.pk))
        if case.opened_by_id != self.event.actor_id:
            url, text = telling.page_of(case), telling.closed(case)
            notify(case.opened_by, case.agency_id, text, url, kind="case", key=self.key)

    def _tell_new(self, task: str, said: telling.Said) -> None:
        """Work that came to people, unless somebody has it by now."""
        row = self.tasks.get(task)
        if row is not None and row.status == TaskStatus.NOT_STARTED:
            self._tell_candidates(row, said, self.event.actor, WORK)

    def _tell_candidates(self, task: Task, said: telling.Said, but: User | None, kind: str) -> None:
        url = reverse("task_detail", args=[task.pk])
        for one in candidates(task):
            if but is None or one.user.pk != but.pk:
                notify(
                    one.user, task.agency_id, said(task, one.user, one.giver), url,
                    kind=kind, key=f"{self.key}:{task.pk}", about=(WORK, task.pk),
                )  # fmt: skip

    def _tell_before(self, task: Task | None, before: str, reason: str) -> None:
        """Who had the task learns that somebody else has it now."""
        who = User.objects.filter(pk=int(before or 0), is_active=True).first()
        if who is None or who.pk == self.event.actor_id or task is None or task.assignee is None:
            return
        text, case = telling.given_away(task, who, reason), self.case
        notify(
            who, case.agency_id, text, reverse("case_detail", args=[case.uid]),
            kind="task", key=f"{self.key}:before", about=("case", case.pk),
        )  # fmt: skip
