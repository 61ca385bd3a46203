"""Whose cases and tasks a person sees, and what they may do with one."""

from django.db.models import Exists, OuterRef, Q

from processes.models import OPEN_TASK, Case, Task
from registry import policy
from registry.organisation.models import Agency, User
from registry.policy import Standing


def waiting_for(at: Standing) -> Q:
    """Open tasks that the person may do: assigned to them, or waiting in a pool of their roles."""
    if at.user is None:
        return Q(pk__in=[])
    found = Q(assignee=at.user)
    for held in at.held:
        pool = Q(agency_id=held.agency_id, role=held.role)
        if held.giver is not None:
            found |= pool & Q(assignee=held.giver)
        if held.unit_id is not None:
            pool &= Q(unit=None) | Q(unit_id=held.unit_id)
        found |= pool & Q(assignee=None)
    return found & Q(status__in=OPEN_TASK, agency_id__in=at.agency_ids)


def done_by(at: Standing) -> Q:
    """Ended tasks that the person did, or that somebody did for them."""
    return Q(agency_id__in=at.agency_ids) & (Q(finished_by=at.user) | Q(on_behalf_of=at.user))


def performs(at: Standing, task: Task) -> tuple[bool, User | None]:
    """(may do this task, for whom they act when not for themselves)."""
    if at.user is None or not task.is_open or task.agency_id not in at.agency_ids:
        return False, None
    if task.assignee_id == at.user.pk:
        return True, None
    if task.assignee_id is not None:
        giver = next(
            (
                held.giver
                for held in at.held
                if held.giver is not None
                and held.giver.pk == task.assignee_id
                and held.agency_id == task.agency_id
                and held.role == task.role
            ),
            None,
        )
        return giver is not None, giver
    if not task.role or not at.holds(task.agency_id, task.role, task.unit_id):
        return False, None
    return True, at.acting_for(task.agency_id, task.role, task.unit_id)


def may_open(at: Standing, agency: Agency) -> bool:
    """Whether the person opens cases in this agency at all."""
    return at.may("case.open", agency.pk, own=True)


def unit_of(at: Standing, agency_id: int, role: str = "") -> int | None:
    """The unit in which the person works (in this role)."""
    for held in at.held:
        if held.agency_id == agency_id and held.unit_id and role in ("", held.role):
            return held.unit_id
    return None


def _cases(at: Standing) -> Q:
    if not at.agencies or at.user is None:
        return Q(pk__in=[])
    tasks = Task.unscoped.filter(case=OuterRef("pk"))
    own = Q(assignee=at.user) | Q(finished_by=at.user) | Q(on_behalf_of=at.user)
    units = at.units_where("case.read")
    read = Q(agency_id__in=at.agencies_where("case.read"), about="")
    read |= Q(agency_id__in=at.agencies_where("case.read_system")) & ~Q(about="")
    read |= Q(opened_by=at.user)
    if units:
        own |= Q(unit_id__in=units)
        read |= Q(unit_id__in=units)
    return Q(agency_id__in=at.agency_ids) & (
        read | Exists(tasks.filter(own)) | Exists(tasks.filter(waiting_for(at)))
    )


def _tasks(at: Standing) -> Q:
    return Q(case__in=Case.unscoped.filter(_cases(at)).values("pk"))


def _act(ability: str) -> policy.Ability:
    """Who leads the agency, or a unit in which the case is being worked on."""

    def check(at: Standing, case: Case) -> bool:
        if at.may(ability, case.agency_id, unit_id=case.unit_id):
            return True
        units = at.units_where(ability)
        if not units or case.agency_id not in at.agency_ids:
            return False
        return bool(
            Task.objects.of(case.agency_id)
            .filter(case=case, status__in=OPEN_TASK, unit_id__in=units)
            .exists()
        )

    return check


def declare() -> None:
    """Register the policies of this package."""
    policy.register(
        Case,
        _cases,
        {
            "urge": _act("case.urge"),
            "suspend": _act("case.suspend"),
            "resume": _act("case.suspend"),
            "extend": _act("case.extend"),
            "stop": _act("case.stop"),
        },
    )
    policy.register(Task, _tasks, {"do": lambda at, task: performs(at, task)[0]})
