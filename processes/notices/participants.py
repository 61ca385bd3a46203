"""Who does the steps of a process and whose steps an issue changes, for its distribution; the days
by which reading is due are those of the agency's calendar."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from processes.adoption.needs import UNIT_LEADER
from processes.clocks.remaining import work_of
from processes.engine.definition import Definition, Role, compile_definition
from registry.distribution.people import PERFORMERS, WORKDAYS
from registry.documents.models import Version
from registry.now import today
from registry.organisation.models import Agency, Dated, Membership

KIND = "process"
# How people are found who do not follow from a role: whoever opens a case, whoever is chosen then.
_NOBODY_YET = "author"


def performers(version: Version, before: Version | None) -> Mapping[int, list[str]]:
    """Return who does steps of a process today, each with the roles whose steps it changes.

    One query; none for other kinds. In a first issue every step is new.
    """
    if version.kind != KIND:
        return {}
    definition = compile_definition(version.data)
    earlier = compile_definition(before.data) if before else None
    touched = _touched(definition, earlier)
    held = Membership.objects.of(version.agency_id).filter(Dated.on(today()), user__is_active=True)
    rows = list(held.values_list("user_id", "role", "unit_id", "unit__code"))
    found: dict[int, list[str]] = {}
    used = {step.role for step in definition.steps if step.kind.performed}
    for role in definition.roles:
        if role.id not in used or role.by == _NOBODY_YET:
            continue
        code, place = _asked(role)
        if not code:
            continue
        for person, held_role, unit, unit_code in rows:
            # Who holds a role for the whole agency holds it in each unit.
            if held_role != code or (place and unit is not None and unit_code != place):
                continue
            labels = found.setdefault(person, [])
            if role.id in touched and role.label not in labels:
                labels.append(role.label or role.id)
    return found


def _asked(role: Role) -> tuple[str, str]:
    return role.role or (UNIT_LEADER if role.by == "unit_leader" else ""), role.unit


def _touched(definition: Definition, earlier: Definition | None) -> set[str]:
    """The roles that have a step which is new or another than before."""
    # A step that only stands further down the table is the same step.
    known = {step.id: replace(step, number=0) for step in earlier.steps} if earlier else {}
    return {step.role for step in definition.steps if known.get(step.id) != replace(step, number=0)}


def workdays(agency: Agency, day: date, days: int) -> date | None:
    """Return the last of so many working days after a day by the agency's calendar; None where it
    has none, or where it does not reach so far."""
    work = work_of(agency)
    if work is None:
        return None
    while days > 0:
        day += timedelta(days=1)
        if not work.first <= day <= work.last:
            return None
        days -= work.is_working_day(day)
    return day


def declare() -> None:
    """Let distribution know who does the steps, and which days are worked."""
    PERFORMERS.add("processes", performers)
    WORKDAYS.add("processes", workdays)
