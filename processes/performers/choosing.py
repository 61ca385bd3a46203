"""«Người được chọn khi mở hồ sơ»: which roles ask for a person, who fits, who it is in the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.adoption import running
from processes.engine.definition import PERSON, Definition, Role
from processes.engine.refusal import CommandRefused
from processes.extensions import effects
from processes.models import Case
from registry import canonical
from registry.adoption.models import Adoption
from registry.handover import holdings
from registry.organisation.models import Agency, Unit, User
from registry.organisation.roles import reach, role_labels
from registry.policy import Held, Standing, standing
from registry.vietnamese import fold


@dataclass(frozen=True)
class Fitting:
    """Somebody who may be chosen, told apart from others of the same name."""

    user: User
    detail: str

    @property
    def words(self) -> str:
        """«Nguyễn Văn An – Chuyên viên, Phòng Tư pháp»."""
        return f"{self.user} – {self.detail}" if self.detail else str(self.user)

    @property
    def folded(self) -> str:
        """By what a list is searched, whatever accents are typed."""
        return fold(self.words)


@dataclass(frozen=True)
class Choice:
    """One role for which whoever opens a case names a person, and who fits."""

    role: Role
    # The role of the agency that they hold; "" for everybody here.
    code: str
    # What the person will do, in the order of the table.
    works: tuple[str, ...]
    people: tuple[Fitting, ...]
    # Some step of the role is closed to who opens the case.
    not_author: bool

    @property
    def name(self) -> str:
        """The name of its field on a page."""
        return f"person-{self.role.id}"

    @property
    def within(self) -> str:
        """Among whom they are, as it is printed below the field; "" for everybody here."""
        return role_labels().get(self.code, "")


def asked(definition: Definition) -> list[Role]:
    """Return the roles that need a person at opening: those that a step or an effect names."""
    used = set()
    for step in definition.steps:
        if step.kind.performed:
            used.add(step.role)
        for effect in (*step.enter, *step.done, *step.returned):
            if effects.takes_role(effect.effect):
                used.add(effect.value)
    return [role for role in definition.roles if role.by == PERSON and role.id in used]


def choices(
    agency: Agency, definition: Definition, adoption: Adoption | None, author: User
) -> list[Choice]:
    """Return what is asked when `author` opens a case, with who fits by their own roles today.

    Two queries, and none where no role asks for a person.
    """
    roles = asked(definition)
    if not roles:
        return []
    units = {unit.pk: unit for unit in Unit.objects.of(agency)}
    codes = {unit.code: pk for pk, unit in units.items()}
    people = holdings.colleagues(agency, None)
    found = []
    for role in roles:
        code, place = running.stands_for(adoption, role)
        steps = [step for step in definition.steps if step.role == role.id and step.kind.performed]
        barred = any(step.not_author for step in steps)
        fitting = [
            Fitting(at.user, _detail(at, units))
            for at in people.values()
            if at.user is not None
            and fits(at, agency.pk, code, codes.get(place))
            and not (barred and at.user.pk == author.pk)
        ]
        works = tuple(step.title for step in steps if step.title)
        found.append(Choice(role, code, works, tuple(fitting), barred))
    return found


def chosen(
    agency: Agency,
    definition: Definition,
    adoption: Adoption | None,
    author: User,
    given: Mapping[str, Any],
) -> dict[str, str]:
    """Check who was chosen; return {id of a role: id of a person}, as the event keeps it.

    Raises CommandRefused (Vietnamese) where somebody is missing or does not fit.
    """
    wanted = choices(agency, definition, adoption, author)
    strange = set(given) - {one.role.id for one in wanted}
    if strange:
        raise CommandRefused("Quy trình không hỏi người thực hiện cho vai trò này.")
    found = {}
    for one in wanted:
        person = str(given.get(one.role.id) or "")
        problem = wrong(one, person)
        if problem:
            raise CommandRefused(problem)
        found[one.role.id] = person
    return found


def wrong(one: Choice, person: str) -> str:
    """Say why this can't be the person of a role; "" when it can."""
    if not person:
        return f"Chưa chọn người cho vai trò «{one.role.label}». Hãy chọn một người."
    if any(str(fitting.user.pk) == person for fitting in one.people):
        return ""
    held = f" giữ vai trò {one.within}" if one.within else ""
    said = " và không phải người lập hồ sơ" if one.not_author else ""
    return (
        f"Người đã chọn cho vai trò «{one.role.label}» không thuộc những người được chọn. Hãy chọn "
        f"một người đang làm việc tại cơ quan{held}{said}."
    )


def named(case: Case) -> dict[str, str]:
    """Return {id of a role: name of the person chosen for it}; one query, none where nobody was."""
    people = canonical.loads(case.state).get("people", {})
    if not people:
        return {}
    users = {str(user.pk): str(user) for user in User.objects.filter(pk__in=people.values())}
    return {role: users.get(person, "") for role, person in people.items()}


def performer(
    agency: Agency, code: str, unit: int | None, person: str, author: int
) -> dict[str, Any]:
    """Return who does a step of a chosen person: {"role_code", "unit", "assignee"}, as any task.

    Who no longer fits (has left, lost the role) is told as `absent`: the step then waits for
    everybody of the role, or for the author of the case where the process names no role. A case
    from before people were chosen has nobody: its steps wait as they did.
    """
    pool = {"role_code": code, "unit": unit}
    if not person:
        return pool
    user = User.objects.filter(pk=int(person), is_active=True).first()
    at = _own(standing(user), agency) if user else None
    if at is None or not fits(at, agency.pk, code, unit):
        return {**pool, "absent": person} if code else {"assignee": author, "absent": person}
    return {"role_code": code or _working_role(at), "unit": unit, "assignee": int(person)}


def fits(at: Standing, agency_id: int, role: str, unit_id: int | None) -> bool:
    """Tell whether the person works in this agency, in this role and unit where they are named."""
    if role:
        return at.holds(agency_id, role, unit_id)
    return any(
        held.agency_id == agency_id and (unit_id is None or held.unit_id in (None, unit_id))
        for held in at.held
    )


def _own(at: Standing, agency: Agency) -> Standing:
    """Only what the person is themselves in this agency: what a stand-in holds ends one day."""
    mine = [held for held in at.held if held.giver is None and held.agency_id == agency.pk]
    return Standing(at.user, tuple(mine), (agency,))


def _working_role(at: Standing) -> str:
    """In which of their roles somebody does work that asks for none: so that whoever stands in
    for them, or takes the work over, is found as for any other task."""
    worker = [held for held in at.held if reach(held.role, "record.fill")]
    return (worker or list(at.held))[0].role


def _detail(at: Standing, units: Mapping[int, Unit]) -> str:
    positions = [held.position for held in at.held if held.position]
    return ", ".join(dict.fromkeys([*(positions or _labels(at.held)), *_places(at.held, units)]))


def _labels(held: tuple[Held, ...]) -> list[str]:
    return [role_labels().get(one.role, one.role) for one in held]


def _places(held: tuple[Held, ...], units: Mapping[int, Unit]) -> list[str]:
    found = [units.get(one.unit_id) for one in held if one.unit_id is not None]
    return [unit.name for unit in found if unit is not None]
