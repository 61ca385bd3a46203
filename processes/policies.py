"""Whose cases and tasks a person sees, and what they may do with one."""

from django.db.models import Exists, OuterRef, Q

from processes.acts import ACTS, BY_COMMAND
from processes.models import OPEN_TASK, Case, Deadline, Feedback, Task
from processes.performers import may, pool, refusal
from registry import policy
from registry.files.models import StoredFile
from registry.notices.services import THINGS, Thing
from registry.organisation.models import Agency, User
from registry.organisation.roles import reach
from registry.policy import INSIDE, POLICIES, Held, Inside, Policy, Standing, behalf_of


def may_open(at: Standing, agency: Agency) -> bool:
    """Tell whether the person opens cases in this agency at all."""
    return at.may("case.open", agency.pk, own=True)


def unit_of(at: Standing, agency_id: int, role: str = "") -> int | None:
    """Return the unit in which the person works (in this role), or None."""
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
        read | Exists(tasks.filter(own)) | Exists(tasks.filter(pool(at)))
    )


def _tasks(at: Standing) -> Q:
    return Q(case__in=Case.unscoped.filter(_cases(at)).values("pk"))


def _does(at: Standing, task: Task) -> bool:
    fits, giver = may(at, task)
    return fits and at.user is not None and not refusal(task, at.user, giver)


def _act(ability: str) -> policy.Ability:
    """Who leads the agency, or a unit in which the case is being worked on."""

    return lambda at, case: bool(_giving(at, ability, case))


def _giving(at: Standing, ability: str, case: Case) -> list[Held]:
    """The roles by which the person leads the case; their own before received ones."""
    found = at.giving(ability, case.agency_id, unit_id=case.unit_id)
    if any(held.giver is None for held in found):
        return found
    by_unit = [
        held
        for held in at.held
        if held.unit_id and held.agency_id == case.agency_id and reach(held.role, ability) == "unit"
    ]
    if not by_unit or (found and all(held.giver for held in by_unit)):
        return found
    busy = set(
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=OPEN_TASK, unit_id__in={held.unit_id for held in by_unit})
        .values_list("unit_id", flat=True)
    )
    return found + [held for held in by_unit if held.unit_id in busy]


def acts_for(at: Standing, act: str, case: Case) -> User | None:
    """Return for whom the person urges, suspends, extends or stops; None for themselves."""
    return behalf_of(_giving(at, BY_COMMAND[act].ability, case))


def may_assign(at: Standing, task: Task) -> bool:
    """Tell whether the person gives this open task to another: who leads its unit or the agency."""
    return task.is_open and bool(_assigning(at, task))


def leads(at: Standing, task: Task) -> bool:
    """Tell whether the person could give this task to another one, were it still open.

    Who leads its unit or the agency could.
    """
    return bool(_assigning(at, task))


def assigns_for(at: Standing, task: Task) -> User | None:
    """Return for whom the person gives a task to another one; None for themselves."""
    return behalf_of(_assigning(at, task))


def _assigning(at: Standing, task: Task) -> list[Held]:
    found = at.giving("task.assign", task.agency_id, unit_id=task.unit_id)
    return found or at.giving("task.assign", task.agency_id, unit_id=task.case.unit_id)


def attaches(at: Standing, case: Case) -> tuple[bool, User | None]:
    """Return (may put files into the case, for whom when not for themselves).

    Who opened it may, and who has one of its tasks before them.
    """
    if at.user is None or case.agency_id not in at.agency_ids:
        return False, None
    if case.opened_by_id == at.user.pk:
        return True, None
    tasks = Task.objects.of(case.agency_id).filter(pool(at), case=case).order_by("pk")
    givers = [may(at, task)[1] for task in tasks]
    return bool(givers), None if None in givers else next(iter(givers), None)


def _feedback(at: Standing) -> Q:
    """What citizens said: the agency's for its leaders, the unit's for the unit's leader."""
    own = Q(agency_id__in=at.agencies_where("feedback.read"))
    if units := at.units_where("feedback.read"):
        own |= Q(case__unit_id__in=units)
    return Q(agency_id__in=at.agency_ids) & own


_POLICIES = (
    Policy(
        Case,
        _cases,
        {
            **{act.command: _act(act.ability) for act in ACTS},
            "attach": lambda at, case: attaches(at, case)[0],
        },
    ),
    Policy(Task, _tasks, {"do": _does, "assign": may_assign}),
    Policy(Feedback, _feedback),
)


def declare() -> None:
    """Register the policies of this package."""
    for one in _POLICIES:
        POLICIES.add(one)
    INSIDE.add(Inside(Deadline, Case))
    INSIDE.add(Inside(StoredFile, Case))
    THINGS.add("task", Thing(Task))
    THINGS.add("case", Thing(Case))
