"""Everybody to whom a task comes today, and of them who may do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from processes.models import Task
from processes.performers.barring import refusal
from processes.performers.rights import may
from registry.now import today
from registry.organisation.models import Agency, Dated, Delegation, Membership, User
from registry.policy import Held, Standing


@dataclass(frozen=True)
class Candidate:
    """Somebody who may do a task, and for whom when not for themselves."""

    user: User
    giver: User | None = None

    def __str__(self) -> str:
        return f"{self.user} (thay {self.giver})" if self.giver else str(self.user)


def candidates(task: Task, known: dict[str, Any] | None = None) -> list[Candidate]:
    """List who may do the task today: holders of its role first, then who stands in for one."""
    shared = {} if known is None else known
    return [one for one in holders(task) if not refusal(task, one.user, one.giver, known=shared)]


def holders(task: Task) -> list[Candidate]:
    """List to whom the task comes by role and delegation, whatever bars them; two queries."""
    found = []
    for at in _standings(task):
        fits, giver = may(at, task)
        if fits and at.user is not None:
            found.append(Candidate(at.user, giver))
    return sorted(found, key=lambda one: one.giver is not None)


def _standings(task: Task) -> list[Standing]:
    """What everybody near the task is today, as far as its agency and role go."""
    day, agency = today(), task.agency
    if not agency.active:
        return []
    named = [pk for pk in (task.assignee_id, task.on_behalf_of_id) if pk]
    asked = Q(role=task.role) if task.role else Q(pk__in=[])
    members = list(
        Membership.objects.of(agency)
        .filter(asked | Q(user_id__in=named), Dated.on(day))
        .select_related("user")
        .order_by("pk")
    )
    given = (
        Delegation.objects.of(agency)
        .filter(asked, Dated.on(day))
        .select_related("giver", "receiver")
        .order_by("pk")
    )
    people: dict[int, User] = {}
    held: dict[int, list[Held]] = {}
    for row in members:
        people[row.user_id] = row.user
        one = Held(row.agency_id, row.unit_id, row.role, row.position)
        held.setdefault(row.user_id, []).append(one)
    for row in given:
        people.setdefault(row.receiver_id, row.receiver)
        held.setdefault(row.receiver_id, []).extend(_received(row, members))
    return [_standing(agency, user, held[pk]) for pk, user in people.items() if user.is_active]


def _received(row: Delegation, members: Iterable[Membership]) -> list[Held]:
    """What a delegation gives today: never more than its giver holds, never passed on."""
    return [
        Held(row.agency_id, own.unit_id or row.unit_id, row.role, "", row.giver, row.kind)
        for own in members
        if (own.user_id, own.role) == (row.giver_id, row.role)
        and (row.unit_id is None or own.unit_id in (None, row.unit_id))
    ]


def _standing(agency: Agency, user: User, held: list[Held]) -> Standing:
    return Standing(user, tuple(held), (agency,))
