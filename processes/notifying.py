"""The effect `notify`: tell the people of a role of the process that the case came to a step."""

from typing import Any

from django.urls import reverse

from processes import pinned
from processes.assignment import assign
from processes.followups import performers
from processes.models import Case, Task
from registry import canonical
from registry.notices.services import notify
from registry.organisation.models import User


def notify_role(
    case: Case,
    event: dict[str, Any],
    value: str,
    actor: User | None,
    *,
    data: dict[str, Any],
    on_behalf_of: User | None,
) -> None:
    """`value` is the id of a role of the process."""
    definition = pinned.process_of(case)[1]
    people = canonical.loads(case.state).get("people", {})
    asked = assign(case, definition.role(value), people)
    if not asked:
        return
    nobody = Task(
        agency_id=case.agency_id,
        role=asked.get("role_code", ""),
        unit_id=asked.get("unit"),
        assignee_id=asked.get("assignee"),
    )
    step = definition.step(event["data"].get("step", ""))
    text = f"Hồ sơ {case.code}: {step.title if step else ''}"
    for person in performers(nobody):
        notify(person, case.agency_id, text, reverse("case_detail", args=[case.uid]), kind="case")
