"""What roles and delegations of today give: to do one task, and as a condition on tasks."""

from collections import defaultdict

from django.db.models import Q

from processes.models import OPEN_TASK, Task
from registry.organisation.models import User
from registry.policy import Held, Standing


def pool(at: Standing) -> Q:
    """Select open tasks that come to the person: assigned to them, or waiting for their roles.

    What a stand-in has begun is theirs while they stand in, and its giver's all the time. Some of
    these the person may not do all the same: see `waiting`.
    """
    if at.user is None:
        return Q(pk__in=[])
    found = Q(assignee=at.user, on_behalf_of=None)
    # One condition an agency and unit, not one a role: who holds ten roles asks no longer question.
    waiting: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    begun: dict[int, set[str]] = defaultdict(set)
    for held in at.held:
        waiting[held.agency_id, held.unit_id].add(held.role)
        if held.giver is not None:
            role = Q(agency_id=held.agency_id, role=held.role)
            found |= role & Q(assignee=held.giver)
            found |= role & Q(assignee=at.user, on_behalf_of=held.giver)
        else:
            begun[held.agency_id].add(held.role)
    for agency_id, roles in begun.items():
        # A stand-in has begun it for them.
        own = Q(agency_id=agency_id, role__in=roles, on_behalf_of=at.user)
        found |= own & Q(assignee__isnull=False)
    for (agency_id, unit_id), roles in waiting.items():
        fits = Q(agency_id=agency_id, role__in=roles, assignee=None)
        if unit_id is not None:
            fits &= Q(unit=None) | Q(unit_id=unit_id)
        found |= fits
    return found & Q(status__in=OPEN_TASK, agency_id__in=at.agency_ids)


def done_by(at: Standing) -> Q:
    """Select ended tasks that the person did, or that somebody did for them."""
    return Q(agency_id__in=at.agency_ids) & (Q(finished_by=at.user) | Q(on_behalf_of=at.user))


def may(at: Standing, task: Task) -> tuple[bool, User | None]:
    """Return (the task comes to this person, for whom they act when not for themselves)."""
    if at.user is None or not task.is_open or task.agency_id not in at.agency_ids:
        return False, None
    if task.assignee_id == at.user.pk and task.on_behalf_of_id is None:
        return True, None
    if task.assignee_id == at.user.pk:
        # Begun for somebody: it goes on only while the delegation does.
        return _stands_in(at, task, task.on_behalf_of_id)
    if task.on_behalf_of_id == at.user.pk:
        return any(_own(held, task) for held in at.held), None
    if task.assignee_id is not None:
        return _stands_in(at, task, task.assignee_id)
    if not task.role or not at.holds(task.agency_id, task.role, task.unit_id):
        return False, None
    return True, at.acting_for(task.agency_id, task.role, task.unit_id)


def _stands_in(at: Standing, task: Task, giver_id: int | None) -> tuple[bool, User | None]:
    """Whether the person acts today for this giver in the role of the task."""
    for held in at.held:
        same = held.agency_id == task.agency_id and held.role == task.role
        if same and held.giver is not None and held.giver.pk == giver_id:
            return True, held.giver
    return False, None


def _own(held: Held, task: Task) -> bool:
    return held.giver is None and (held.agency_id, held.role) == (task.agency_id, task.role)
