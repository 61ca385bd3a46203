"""Telling a stand-in, on the first day, what waits for them in the place of somebody."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from processes.models import Task
from processes.notices import telling
from processes.performers import may, pool, refusal
from registry.administration.delegations import BEGUN
from registry.notices.services import notify
from registry.organisation.models import Delegation
from registry.organisation.periods import span
from registry.organisation.roles import role_labels
from registry.policy import standing


def tell_what_waits(delegation: Delegation) -> None:
    """Send one notice with how many tasks wait and the most urgent one; none if nothing waits."""
    found = waiting_by(delegation)
    if not found:
        return
    first = found[0]
    role = role_labels().get(delegation.role, delegation.role)
    own_work = any(not task.case.about for task in found)
    until = telling.until(first)
    notify(
        delegation.receiver,
        delegation.agency,
        f"Từ hôm nay ông/bà thay {delegation.giver} ở vai trò {role} {span(delegation)}:"
        f" {len(found)} việc đang chờ, gấp nhất là {telling.cut(first.title)} –"
        f" {telling.thing(first.case, delegation.receiver)}{until and f', {until}'}.",
        reverse("work_lists") if own_work else telling.page_of(first.case),
        kind="delegation",
        key=f"delegation:{delegation.pk}:begins",
        about=("delegation", delegation.pk),
    )


def waiting_by(delegation: Delegation) -> list[Task]:
    """Return open tasks that come to the receiver by this delegation alone, most urgent first."""
    at = standing(delegation.receiver)
    same = (delegation.giver_id, delegation.agency_id, delegation.role)
    held = tuple(
        one
        for one in at.held
        if one.giver is not None and (one.giver.pk, one.agency_id, one.role) == same
    )
    rows = (
        Task.objects.of(delegation.agency)
        .filter(pool(replace(at, held=held)))
        .select_related("case__version", "agency")
        .order_by("due_at", "pk")
    )
    known: dict[str, Any] = {}
    return [
        task
        for task in rows
        if (giver := may(at, task)[1]) is not None
        and not refusal(task, delegation.receiver, giver, known=known)
    ]


def declare() -> None:
    """Listen for delegations that begin."""
    BEGUN.add("processes.standing_in", tell_what_waits)
