"""Who is asked to do a step: its role as it is found when the case comes there."""

from collections.abc import Mapping
from typing import Any

from processes.adoption import running
from processes.adoption.needs import UNIT_LEADER
from processes.engine.definition import PERSON, Role
from processes.models import Case
from processes.performers import choosing
from registry.organisation.models import Unit


def assign(case: Case, role: Role | None, people: Mapping[str, str]) -> dict[str, Any]:
    """Return {"role_code", "unit", "assignee"} of a task; ids, empty ones left out of the event.

    The author of the case is asked in person, and so is whoever was chosen for the role when the
    case was opened (`people`, from its state; `choosing.performer` says who it is when they have
    left). The leader of a unit is the one of the unit that the role names, else of the unit where
    the case was opened. Where the process is adopted from an agency above, who stands for the role
    here is what the agency has bound today.
    """
    if role is None:
        return {}
    if role.by == "author":
        return {"assignee": case.opened_by_id}
    code, place = running.stands_for(case.adoption, role)
    unit = _unit(case, place)
    if role.by == PERSON:
        person = people.get(role.id, "")
        return choosing.performer(case.agency, code, unit, person, case.opened_by_id)
    if role.by == "unit_leader":
        return {"role_code": code or UNIT_LEADER, "unit": unit or case.unit_id}
    return {"role_code": code, "unit": unit}


def _unit(case: Case, code: str) -> int | None:
    """A unit of the case's own agency: a process from above may name units that are not here."""
    if not code:
        return None
    found: int | None = (
        Unit.objects.of(case.agency_id).filter(code=code).values_list("pk", flat=True).first()
    )
    return found
