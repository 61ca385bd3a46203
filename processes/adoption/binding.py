"""Who stands for each need of a document in an agency that adopts it."""

from collections.abc import Iterable
from dataclasses import dataclass

from processes.adoption.needs import Need
from registry.organisation.models import Agency, Membership, Unit
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels


@dataclass(frozen=True)
class Bound:
    """Who stands for a need here: everybody who holds `role` (in the unit of this code).

    Roles and units, never persons: people come and go, and their roles are dated already.
    """

    need: str
    role: str
    unit: str = ""

    def row(self) -> dict[str, str]:
        """Return the binding as it is stored."""
        return {"need": self.need, "role": self.role, "unit": self.unit}


def read(rows: Iterable[dict[str, str]]) -> dict[str, Bound]:
    """Read stored bindings, by need."""
    return {
        str(row.get("need", "")): Bound(
            str(row.get("need", "")), str(row.get("role", "")), str(row.get("unit", ""))
        )
        for row in rows
    }


def proposal(agency: Agency, wanted: Iterable[Need]) -> dict[str, Bound]:
    """Return what the agency would bind by itself, by need. Two queries.

    The same role, in the unit of the same code where there is one, else in the one unit that has
    holders of the role, else anywhere.
    """
    codes = dict(Unit.objects.of(agency).values_list("code", "pk"))
    names = {pk: code for code, pk in codes.items()}
    held: dict[str, set[int | None]] = {}
    for role, unit in Membership.objects.of(agency).values_list("role", "unit_id"):
        held.setdefault(role, set()).add(unit)
    found = {}
    for need in wanted:
        unit = need.unit if need.unit in codes else ""
        places = held.get(need.role, set())
        if need.unit and not unit and len(places) == 1:
            unit = names.get(next(iter(places)) or 0, "")
        if need.role in role_labels():
            found[need.id] = Bound(need.id, need.role, unit)
    return found


def checked(agency: Agency, bounds: Iterable[Bound]) -> list[Bound]:
    """Check that the bindings name existing roles and units of the agency; return each need once.

    Sorted; bindings without a role are left out. Raises OrganisationError (Vietnamese, `field` is
    the need).
    """
    codes = set(Unit.objects.of(agency).values_list("code", flat=True))
    kept: dict[str, Bound] = {}
    for bound in bounds:
        if not bound.role:
            continue
        if bound.role not in role_labels():
            raise OrganisationError(f"Không có vai trò “{bound.role}”.", bound.need)
        if bound.unit and bound.unit not in codes:
            raise OrganisationError(
                f"Phòng ban mã “{bound.unit}” không thuộc cơ quan này.", bound.need
            )
        kept[bound.need[:64]] = bound
    return [kept[need] for need in sorted(kept)]
