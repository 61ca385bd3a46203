"""To whom issues go: units, roles, people, who does the steps, who had the last one, everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry import canonical
from registry.distribution.models import Distribution, Training
from registry.documents.models import Document
from registry.now import today
from registry.organisation.models import Agency, Dated, Membership, Unit, User
from registry.organisation.roles import role_labels

AGENCY, UNIT, ROLE, PERSON = "agency", "unit", "role", "person"
# Who does the steps of a process; who had the issue before.
PERFORMERS, BEFORE = "performers", "before"
SORTS = (AGENCY, PERFORMERS, BEFORE, UNIT, ROLE, PERSON)
WORDS = {
    AGENCY: "Toàn cơ quan",
    PERFORMERS: "Người thực hiện các bước của quy trình",
    BEFORE: "Người đã nhận lần ban hành trước",
}
DAYS, MOST_DAYS = 5, 60


@dataclass(frozen=True, order=True)
class Target:
    """One target: its sort, and the unit or person (primary key) or role (code) that it names."""

    sort: str
    key: str = ""

    @property
    def name(self) -> str:
        """How it stands in a form."""
        return f"{self.sort}:{self.key}"


@dataclass(frozen=True)
class Chosen:
    """What holds for a document: targets, days to read, how work that changed is checked."""

    targets: tuple[Target, ...]
    days: int = DAYS
    proof: str = Training.SELF
    # Nobody chose: these are the usual ones.
    usual: bool = False

    @property
    def digest(self) -> str:
        """By this a page that changes it knows whether somebody did since."""
        told = {"rows": [one.name for one in self.targets], "days": self.days, "proof": self.proof}
        return canonical.digest(canonical.dumps({**told, "usual": self.usual}))


def chosen_for(document: Document) -> Chosen:
    """Return what holds for a document: as it was chosen, else the usual. One query."""
    row = Distribution.objects.of(document.agency_id).filter(document=document).first()
    if row is None:
        return Chosen(usual(document), usual=True)
    rows = canonical.loads(row.targets).get("rows", [])
    found = sorted(Target(one["sort"], one.get("key", "")) for one in rows)
    return Chosen(tuple(found), row.days, row.proof)


def usual(document: Document) -> tuple[Target, ...]:
    """Return where issues go when nobody chose: the unit that keeps it, who works by it, who had
    the last one. What no unit keeps is everybody's."""
    whose = Target(UNIT, str(document.owner_unit_id)) if document.owner_unit_id else Target(AGENCY)
    return tuple(sorted((whose, Target(PERFORMERS), Target(BEFORE))))


def stored(targets: Iterable[Target]) -> str:
    """Write targets as they are kept."""
    rows = [
        {"sort": one.sort, **({"key": one.key} if one.key else {})} for one in sorted(set(targets))
    ]
    return canonical.dumps({"rows": rows})


def read(names: Iterable[str], agency: Agency) -> list[Target]:
    """Read what a form names; raise ValueError (Vietnamese) for what is not of this agency."""
    found = []
    places = Places(agency)
    for name in names:
        sort, _, key = name.partition(":")
        one = Target(sort, key)
        if not places.knows(one):
            raise ValueError(
                "Có nơi nhận không còn ở cơ quan này. Hãy mở lại trang rồi chọn lại nơi nhận."
            )
        found.append(one)
    return found


class Places:
    """Units, roles and people of an agency today, as targets; three queries in all."""

    def __init__(self, agency: Agency) -> None:
        day = today()
        held = Membership.objects.of(agency).filter(Dated.on(day), user__is_active=True)
        rows = list(held.select_related("user", "unit").order_by("pk"))
        self.units: Mapping[str, Unit] = {str(one.pk): one for one in Unit.objects.of(agency)}
        self.people: Mapping[str, User] = {str(row.user_id): row.user for row in rows}
        held_roles = {row.role for row in rows}
        self.roles = {code: label for code, label in role_labels().items() if code in held_roles}
        self.positions = {str(row.user_id): row.position for row in rows if row.position}

    def knows(self, one: Target) -> bool:
        """Tell whether such a target is there."""
        match one.sort:
            case "unit":
                return one.key in self.units
            case "role":
                return one.key in role_labels()
            case "person":
                return one.key in self.people
        return one.sort in WORDS and not one.key

    def words(self, one: Target) -> str:
        """Say a target as people read it."""
        match one.sort:
            case "unit":
                return str(self.units.get(one.key, "Phòng ban không còn"))
            case "role":
                return f"Vai trò {role_labels().get(one.key, one.key)}"
            case "person":
                return str(self.people.get(one.key, "Người không còn ở cơ quan"))
        return WORDS[one.sort]
