"""What follows a command, done by a job of the outbox: telling the people concerned, and taking
back what they were told once it is done."""

from typing import Any

from django.urls import reverse

from processes.cases.command import FOLLOW_UP
from processes.cases.projection import Fact
from processes.models import Case, Task, TaskStatus
from processes.notices import telling
from processes.performers import candidates
from registry.notices.services import lay_aside, notify
from registry.organisation.models import User
from registry.trail import events, outbox
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
    events.lock_streams(case.stream)
    case = Case.unscoped.select_related("opened_by", "agency", "version").get(pk=case.pk)
    span = events.read(case.stream).filter(seq__gte=payload["from"], seq__lte=payload["to"])
    facts = [(event, Fact.of(event)) for event in span]
    keys = {key for _, fact in facts for key in _keys(fact)}
    rows = Task.objects.of(case.agency_id).filter(case=case, key__in=keys)
    tasks = {task.key: task for task in rows.select_related("assignee", "agency")}
    for task in tasks.values():
        task.case = case
        _settle(task)
    for event, fact in facts:
        _tell(case, tasks, event, fact)


outbox.HANDLERS.add(FOLLOW_UP, outbox.Handler(follow_up, "Báo việc cho người liên quan"))


def _keys(fact: Fact) -> list[str]:
    """The tasks that an event is about."""
    return fact.data.get("tasks", []) or [key for key in (fact.data.get("task"),) if key]


def _settle(task: Task) -> None:
    """What was told of this task and is done, taken or given to somebody else waits no longer."""
    about = (WORK, task.pk)
    if not task.is_open:
        lay_aside(about)
    elif task.status == TaskStatus.IN_PROGRESS:
        answered = task.urged_at is None or (task.started_at and task.started_at > task.urged_at)
        lay_aside(about, kinds=() if answered else (WORK,))
        lay_aside(about, but=[one.user.pk for one in candidates(task)])
    else:
        lay_aside(about, but=[one.user.pk for one in candidates(task)])


def _tell(case: Case, tasks: dict[str, Task], event: Event, fact: Fact) -> None:
    key = f"{case.stream}:{event.seq}"
    if fact.type == "task.activated":
        _tell_new(tasks, fact, key, event.actor, telling.new_work)
    elif fact.type == "task.assigned" and not fact.data.get("minutes"):
        # Who receives by a hand-over is told of all of it at once.
        _tell_new(tasks, fact, key, event.actor, telling.given)
        _tell_before(case, tasks, fact, key)
    elif fact.type == "case.urged":
        for task in (tasks[one] for one in _keys(fact) if one in tasks):
            if task.is_open and task.urged_at == event.at:
                note = fact.data.get("message", "")
                _tell_candidates(task, telling.urged(event.actor, note), key, None, URGE)
    elif fact.type == "case.closed":
        lay_aside(("case", case.pk))
        if case.opened_by_id == fact.actor_id:
            return
        url, text = telling.page_of(case), telling.closed(case)
        notify(case.opened_by, case.agency_id, text, url, kind="case", key=key)


def _tell_new(
    tasks: dict[str, Task],
    fact: Fact,
    key: str,
    actor: User | None,
    words: telling.Words,
) -> None:
    """Work that came to people, unless somebody has it by now or it went on to others."""
    task = tasks.get(fact.data["task"])
    if task is None or task.status != TaskStatus.NOT_STARTED:
        return
    given_to = fact.data.get("to")
    if given_to and str(task.assignee_id) != given_to:
        return
    _tell_candidates(task, words(actor, fact.data.get("reason", "")), key, actor, WORK)


def _tell_candidates(task: Task, said: telling.Said, key: str, but: User | None, kind: str) -> None:
    url = reverse("task_detail", args=[task.pk])
    for one in candidates(task):
        if but is None or one.user.pk != but.pk:
            notify(
                one.user, task.agency_id, said(task, one.user, one.giver), url,
                kind=kind, key=f"{key}:{task.pk}", about=(WORK, task.pk),
            )  # fmt: skip


def _tell_before(case: Case, tasks: dict[str, Task], fact: Fact, key: str) -> None:
    """Who had the task learns that somebody else has it now."""
    before = User.objects.filter(pk=int(fact.data.get("before") or 0), is_active=True).first()
    task = tasks.get(fact.data["task"])
    if before is None or before.pk == fact.actor_id or task is None or task.assignee is None:
        return
    text = telling.given_away(task, before, fact.data.get("reason", ""))
    notify(
        before, case.agency_id, text, reverse("case_detail", args=[case.uid]),
        kind="task", key=f"{key}:before", about=("case", case.pk),
    )  # fmt: skip
