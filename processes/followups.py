"""What follows a command, done by a job of the outbox: telling the people concerned."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from processes.command import FOLLOW_UP
from processes.models import Case, Task
from processes.projection import Fact
from registry.notices.services import notify
from registry.now import today
from registry.organisation.models import Dated, Membership, User
from registry.trail import events, outbox
from registry.trail.models import Event

Json = dict[str, Any]


@outbox.handler(FOLLOW_UP, "Báo việc cho người liên quan")
def follow_up(payload: Json) -> None:
    """Tell whoever has work now, is urged, or whose case ended; told once however often run."""
    case = Case.unscoped.filter(pk=payload["case"]).select_related("opened_by").first()
    if case is None:
        return
    span = events.read(case.stream).filter(seq__gte=payload["from"], seq__lte=payload["to"])
    for event in span:
        _tell(case, event)


def _tell(case: Case, event: Event) -> None:
    fact = Fact.of(event)
    key = f"{case.stream}:{event.seq}"
    if fact.type == "task.activated":
        _tell_performers(case, [fact.data["task"]], "Việc mới: {title} ({code})", key, event.actor)
    elif fact.type == "task.assigned" and not fact.data.get("minutes"):
        # Who receives by a hand-over is told of all of it at once.
        reason = fact.data.get("reason", "")
        said = "Giao việc: {title} ({code})" + (f". Lý do: {reason}" if reason else "")
        _tell_performers(case, [fact.data["task"]], said, key, event.actor)
        _tell_before(case, fact, key)
    elif fact.type == "case.urged":
        note = fact.data.get("message", "")
        said = "Đôn đốc: {title} ({code})" + (f". {note}" if note else "")
        _tell_performers(case, fact.data.get("tasks", []), said, key, None)
    elif fact.type == "case.closed" and case.opened_by_id != fact.actor_id:
        url = reverse("case_detail", args=[case.uid])
        text = f"Hồ sơ {case.code} đã kết thúc: {case.result_label}"
        notify(case.opened_by, case.agency_id, text, url, kind="case", key=key)


def _tell_performers(case: Case, keys: list[str], text: str, key: str, but: User | None) -> None:
    for task in Task.objects.of(case.agency_id).filter(case=case, key__in=keys):
        said = text.replace("{title}", task.title).replace("{code}", case.code)
        url = reverse("task_detail", args=[task.pk])
        for person in performers(task):
            if but is None or person.pk != but.pk:
                notify(person, case.agency_id, said, url, kind="task", key=f"{key}:{task.pk}")


def _tell_before(case: Case, fact: Fact, key: str) -> None:
    """Who had the task learns that somebody else has it now."""
    before = User.objects.filter(pk=int(fact.data.get("before") or 0), is_active=True).first()
    if before is None or before.pk == fact.actor_id:
        return
    task = (
        Task.objects.of(case.agency_id)
        .select_related("assignee")
        .get(case=case, key=fact.data["task"])
    )
    said = f"Công việc «{task.title}» ({case.code}) đã giao cho {task.assignee}"
    url = reverse("case_detail", args=[case.uid])
    notify(before, case.agency_id, said, url, kind="task", key=f"{key}:before")


def performers(task: Task) -> list[User]:
    """Who may do the task today: its assignee, else everybody who holds its role there."""
    if task.assignee_id is not None:
        return list(User.objects.filter(pk=task.assignee_id, is_active=True))
    if not task.role:
        return []
    holders = Membership.objects.of(task.agency_id).filter(Dated.on(today()), role=task.role)
    if task.unit_id is not None:
        holders = holders.filter(Q(unit=None) | Q(unit_id=task.unit_id))
    return list(
        User.objects.filter(pk__in=holders.values("user_id"), is_active=True).order_by("pk")
    )
