"""Giving an open task to somebody else: the service, who fits, who is barred all the same."""

from processes import performers, policies
from processes.cases.act import Act
from processes.cases.command import command
from processes.engine.refusal import CommandRefused
from processes.models import Task
from registry import policy
from registry.handover import holdings
from registry.organisation.models import User
from registry.organisation.roles import role_labels
from registry.policy import Standing, standing
from registry.trail import events
from registry.vietnamese import settle


def assign_task(
    actor: User, task: Task, receiver: User, *, reason: str, idempotency_key: str = ""
) -> Task:
    """Give a task to the receiver (giao việc): it is in their name now, and its clock goes on.

    Only who leads the unit or the agency does so, and only to somebody who may do the step.
    Raises Forbidden, CommandRefused.
    """
    key = events.keyed("assign", events.owned(actor, idempotency_key), receiver.pk, reason)

    def leads(act: Act) -> User | None:
        fresh = act.task(task.key)
        if not fresh.is_open:
            raise CommandRefused("Công việc này đã xử lý xong hoặc không còn chờ xử lý.")
        policy.require(actor, "assign", fresh)
        if fresh.assignee_id == receiver.pk:
            raise CommandRefused(f"Công việc này đang giao cho chính {receiver}.")
        if against := refusal(fresh, receiver):
            raise CommandRefused(against)
        return policies.assigns_for(standing(actor), fresh)

    with command(actor, task, key, leads) as act:
        if not act.done:
            asked = {"task": task.key, "to": str(receiver.pk), "reason": settle(reason)}
            act.carry_out("assign", asked)
    return act.task(task.key)


def lacking(at: Standing, agency_id: int, role: str, unit_id: int | None) -> str:
    """Say what somebody lacks for a task of this role and unit, after their name; "" if nothing."""
    if role and not at.holds(agency_id, role, unit_id):
        label = role_labels().get(role, role)
        return f"không giữ vai trò {label} ở phòng ban của công việc này"
    if not role and not at.may("case.open", agency_id, own=True):
        return "không có vai trò được lập, xử lý hồ sơ công việc"
    return ""


def barred(task: Task, receiver: User) -> str:
    """Say why somebody may not do this task although their role fits (separation of duties)."""
    return performers.refusal(task, receiver)


def colleagues(task: Task) -> list[User]:
    """List who may be given the task by their own roles, by given name; not who has it now."""
    people = holdings.colleagues(task.case.agency, task.assignee)
    return [
        at.user
        for at in people.values()
        if at.user is not None and not lacking(at, task.agency_id, task.role, task.unit_id)
    ]


def refusal(task: Task, receiver: User) -> str:
    """Say why the task can't be given to this person; "" when it can."""
    if receiver not in colleagues(task):
        label = role_labels().get(task.role, "được xử lý hồ sơ công việc")
        return f"{receiver} không giữ vai trò {label} ở phòng ban của công việc này."
    return barred(task, receiver)
