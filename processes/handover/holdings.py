"""What of cases a person holds: tasks in their name, cases that they opened; giving them on."""

from typing import Any

from django.db.models import Q

from processes import pinned
from processes.cases.command import command
from processes.handover import giving
from processes.models import OPEN_TASK, Case, CaseStatus, Task
from processes.notices.telling import until
from registry.handover.holdings import BARS, SECTIONS, Bar, Holding, Section, Transfer
from registry.organisation.models import Agency, User
from registry.policy import Standing


def tasks(person: User, agency: Agency) -> list[Holding]:
    """List open tasks in the person's name, also those that a stand-in began for them.

    The author's own steps go with their case.
    """
    rows = (
        Task.objects.of(agency)
        .filter(Q(assignee=person) | Q(on_behalf_of=person), status__in=OPEN_TASK)
        .exclude(role="", case__opened_by=person)
        .select_related("case", "unit")
        .order_by("due_at", "pk")
    )
    return [
        Holding(
            key=str(row.pk),
            title=f"{row.title} ({row.case.code})",
            detail=_task_detail(row),
            streams=(row.case.stream,),
            role=row.role,
            unit_id=row.unit_id,
            thing=row,
        )
        for row in rows
    ]


def _task_detail(task: Task) -> str:
    due = until(task)
    return f"{task.case.subject}, {task.get_status_display().lower()}{due and f', {due}'}"


def _may_do(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    return giving.lacking(at, agency.pk, item.role, item.unit_id)


def _barred_task(item: Holding, receiver: User) -> str:
    assert isinstance(item.thing, Task)
    return giving.barred(item.thing, receiver)


def _move_task(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Task) and receiver is not None
    with command(transfer.actor, item.thing, "", lambda _: transfer.on_behalf_of) as giving_on:
        giving_on.carry_out("assign", _told(transfer, receiver) | {"task": item.thing.key})


def cases(person: User, agency: Agency) -> list[Holding]:
    """List cases under way that the person opened; a package's own cases go with their subject."""
    rows = (
        Case.objects.of(agency)
        .filter(opened_by=person, about="")
        .exclude(status=CaseStatus.CLOSED)
        .select_related("version")
        .order_by("due_at", "pk")
    )
    return [
        Holding(
            key=str(row.pk),
            title=f"{row.code} {row.subject}",
            detail=f"{row.version.title}, {row.get_status_display().lower()}",
            streams=(row.stream,),
            role="one_stop",
            unit_id=row.unit_id,
            thing=row,
        )
        for row in rows
    ]


def _may_keep(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    if at.may("case.open", agency.pk, own=True):
        return ""
    return "không có vai trò được lập hồ sơ công việc"


def _barred_case(item: Holding, receiver: User) -> str:
    assert isinstance(item.thing, Case)
    return holds_a_step(item.thing, receiver)


def holds_a_step(case: Case, receiver: User) -> str:
    """Say why somebody may not become the author of a case; "" where nothing bars them.

    They are barred where they do, or did, a step that the author may not do.
    """
    definition = pinned.process_of(case)[1]
    rows = Task.objects.of(case.agency_id).filter(case=case)
    for task in rows.order_by("pk"):
        step = definition.step(task.step_id)
        theirs = receiver.pk in (task.finished_by_id, task.assignee_id)
        if step is not None and step.not_author and theirs:
            return (
                f"{receiver} đã hoặc đang xử lý bước «{task.title}», bước phải do người khác người"
                " lập hồ sơ thực hiện."
            )
    return ""


def _move_case(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Case) and receiver is not None
    move_case(transfer, item.thing, receiver)


def move_case(transfer: Transfer, case: Case, receiver: User) -> None:
    """Make somebody else the author of the case from now on, with the author's own open steps."""
    told = _told(transfer, receiver)
    with command(transfer.actor, case, "", lambda _: transfer.on_behalf_of) as handing:
        handing.carry_out("hand_over", told)
        handing.session.load_tasks()
        for key in list(handing.session.state["active"]):
            task = handing.task(key)
            if not task.role and task.assignee_id == transfer.person.pk:
                handing.carry_out("assign", told | {"task": key})


def _told(transfer: Transfer, receiver: User) -> dict[str, Any]:
    return {"to": str(receiver.pk), "reason": transfer.reason, "minutes": transfer.minutes}


def declare() -> None:
    """Register the sections of cases."""
    SECTIONS.add(Section("task", "Công việc được giao", 30, tasks, _move_task, _may_do))
    SECTIONS.add(Section("case", "Hồ sơ công việc đang theo dõi", 40, cases, _move_case, _may_keep))
    BARS.add("processes.task", Bar("task", _barred_task))
    BARS.add("processes.case", Bar("case", _barred_case))
