"""«Tổ chức, phân công»: who works here in which roles, and the units, as lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.system.views.common import Workplace, memberships_of, units_of, workplace_of
from registry.now import today
from registry.organisation.models import Membership, Unit, User
from registry.organisation.roles import role_labels
from registry.tables.declared import LETTERS, Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import by_given_name, has_words, sort_key

WHOLE = "Toàn cơ quan"
SECTION, UNITS, UNIT, ROLE = "muc", "phong-ban", "phong", "vai-tro"


@dataclass(frozen=True)
class Held:
    """One role that somebody holds, or will hold."""

    membership: Membership
    label: str
    coming: bool

    @property
    def place(self) -> str:
        """Where it is held."""
        return self.membership.unit.name if self.membership.unit else WHOLE

    @property
    def words(self) -> str:
        """Role, unit and period in one line, for files."""
        starts, ends = self.membership.starts, self.membership.ends
        since = f", từ {starts:%d/%m/%Y}" if self.coming and starts else ""
        until = f", đến {ends:%d/%m/%Y}" if ends else ""
        return f"{self.label} ({self.place}{since}{until})"


@dataclass
class Person:
    """Somebody of the agency with each of their roles; `place` says what its acts carry along."""

    user: User
    place: Workplace
    manages: bool
    roles: list[Held] = field(default_factory=list)

    @property
    def positions(self) -> str:
        """Their positions, each once."""
        return ", ".join(dict.fromkeys(one.membership.position for one in self.roles)).strip(", ")

    @property
    def account(self) -> str:
        """The address of their account; "" for who doesn't manage it."""
        if not self.manages:
            return ""
        return reverse("system:account", args=[self.user.pk]) + self.place.query

    def called(self, words: str) -> bool:
        """Tell whether name, account or position has all of these words, accents apart."""
        return has_words(f"{self.user} {self.user.username} {self.positions}", words)


@dataclass(frozen=True)
class Room:
    """A unit with the unit above it and the number of its people."""

    unit: Unit
    above: str
    people: int
    place: Workplace
    manages: bool

    @property
    def address(self) -> str:
        """Where it is changed; "" for who doesn't manage it."""
        if not self.manages:
            return ""
        return reverse("system:unit", args=[self.unit.pk]) + self.place.query

    @property
    def its_people(self) -> str:
        """The address of the list of its people."""
        asked = self.place.query.replace("?", "&")
        return f"{reverse('system:organisation')}?{UNIT}={self.unit.pk}{asked}"


PEOPLE = Table(
    code="people",
    label="Tổ chức, phân công",
    unit="người",
    columns=(
        Column(
            "ten",
            "Họ và tên",
            lambda row: Cell(
                str(row.user),
                row.account,
                (row.positions, row.user.username if row.manages else ""),
            ),
            "what",
            by=lambda row: by_given_name(row.user),
            ways=LETTERS,
            fixed=True,
        ),
        Column("chuc-vu", "Chức vụ", lambda row: row.positions, file_only=True),
        Column(
            "vai-tro",
            "Vai trò, phòng ban",
            lambda row: Cell(template="cms/system/_roles.html"),
            value=lambda row: "; ".join(one.words for one in row.roles),
        ),
    ),
    filters=(
        Filter(UNIT, "Phòng ban", anything="Mọi phòng ban"),
        Filter(ROLE, "Vai trò", anything="Mọi vai trò"),
    ),
    search="họ tên, chức vụ",
    file="nguoi-va-vai-tro",
    order="ten",
    keeps=("co-quan",),
)
MANAGED = replace(
    PEOPLE,
    columns=(
        *PEOPLE.columns,
        Column("tai-khoan", "Tên đăng nhập", lambda row: row.user.username, file_only=True),
        Column("thu-dien-tu", "Thư điện tử", lambda row: row.user.email, file_only=True),
        Column("viec", "Việc", lambda row: Cell(template="cms/system/_person_acts.html"), "act"),
    ),
    search="họ tên, tên đăng nhập, chức vụ",
)
ROOMS = Table(
    code="units",
    label="Phòng ban",
    unit="phòng ban",
    columns=(
        Column(
            "ma", "Mã", lambda row: row.unit.code, "lead",
            by=lambda row: sort_key(row.unit.code), ways=LETTERS,
        ),
        Column(
            "ten", "Tên phòng ban", lambda row: Cell(row.unit.name, row.address), "what",
            by=lambda row: sort_key(row.unit.name), ways=LETTERS, fixed=True,
        ),
        Column("tren", "Thuộc", lambda row: row.above, "who"),
        Column(
            "nguoi", "Số người",
            lambda row: Cell(str(row.people), row.its_people if row.people else ""), "num",
            by=lambda row: row.people, falling=True, value=lambda row: row.people,
        ),
        Column(
            "den", "Có đến hết ngày",
            lambda row: f"{row.unit.ends:%d/%m/%Y}" if row.unit.ends else "", "code",
            value=lambda row: row.unit.ends,
        ),
    ),
    file="phong-ban",
    order="ten",
    keeps=("co-quan", SECTION),
    keeping=False,
)  # fmt: skip


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show people with their roles of today, or the units; everybody of the agency reads it."""
    place = workplace_of(request)
    manages = place.manages
    units = units_of(place)
    rows: Iterable[Membership] = memberships_of(place)
    if not manages:
        rows = [row for row in rows if row.starts is None or row.starts <= today()]
    everybody = _people(place, rows, manages)
    of_units = request.GET.get(SECTION) == UNITS
    tabs = _tabs(place, len(everybody), len(units), of_units)
    if of_units:
        listing = Listing(ROOMS, request, tabs=tabs, empty=_no_units(place, manages))
        found: list[Person] | list[Room] = _rooms(place, units, everybody, manages)
    else:
        choices = {
            UNIT: [("0", WHOLE), *((str(unit.pk), unit.name) for unit in units)],
            ROLE: _roles_of(everybody),
        }
        table = MANAGED if manages else PEOPLE
        listing = Listing(table, request, choices=choices, tabs=tabs, empty=_nobody(place, manages))
        found = [one for one in everybody if _meant(one, listing, units)]
    file = file_of(listing, found)
    if file is not None:
        return file
    listing.show(found)
    return render(
        request,
        "cms/system/organisation.html",
        {
            "place": place,
            "listing": listing,
            "page": listing.pages,
            "manages": manages,
            "may_clone": place.at.may("agency.clone", place.agency.pk),
            "page_title": "Tổ chức, phân công",
        },
    )


def _people(place: Workplace, rows: Iterable[Membership], manages: bool) -> list[Person]:
    """Everybody by given name, each with their roles in the order of the role list."""
    labels, day = role_labels(), today()
    order = {role: number for number, role in enumerate(labels)}
    found: dict[int, Person] = {}
    for row in rows:
        person = found.setdefault(row.user_id, Person(row.user, place, manages))
        coming = row.starts is not None and row.starts > day
        person.roles.append(Held(row, labels.get(row.role, row.role), coming))
    for person in found.values():
        person.roles.sort(key=lambda one: order.get(one.membership.role, len(order)))
    return sorted(found.values(), key=lambda person: by_given_name(person.user))


def _rooms(
    place: Workplace, units: list[Unit], everybody: list[Person], manages: bool
) -> list[Room]:
    names = {unit.pk: unit.name for unit in units}
    people = [{one.membership.unit_id for one in person.roles} for person in everybody]
    return [
        Room(
            unit,
            names.get(unit.parent_id or 0, ""),
            sum(unit.pk in there for there in people),
            place,
            manages,
        )
        for unit in units
    ]


def _meant(person: Person, listing: Listing, units: list[Unit]) -> bool:
    """Whether the list as it is asked for has this person: one role fits unit and role both."""
    unit, role = listing.value(UNIT), listing.value(ROLE)
    there = {str(one.pk) for one in units}
    fits = any(
        (not unit or unit == _unit_key(one.membership, there))
        and (not role or role == one.membership.role)
        for one in person.roles
    )
    return fits and (not listing.words or person.called(listing.words))


def _unit_key(row: Membership, there: set[str]) -> str:
    """The unit as filters name it; "0" for the agency as a whole, or a unit that is over."""
    return str(row.unit_id) if str(row.unit_id) in there else "0"


def _roles_of(everybody: list[Person]) -> list[tuple[str, str]]:
    """The roles that somebody holds, in the order of the role list."""
    held = {one.membership.role: one.label for person in everybody for one in person.roles}
    return [(role, held[role]) for role in [*role_labels(), *held] if role in held]


def _tabs(place: Workplace, people: int, units: int, of_units: bool) -> list[Tab]:
    home = place.page("system:organisation")
    asked = f"{'&' if place.query else '?'}{SECTION}={UNITS}"
    return [
        Tab("Người, vai trò", count=people, url=home, current=not of_units),
        Tab("Phòng ban", count=units, url=home + asked, current=of_units),
    ]


def _nobody(place: Workplace, manages: bool) -> Empty:
    text = "Ai giữ vai trò nào, ở phòng ban nào, từ bao giờ sẽ đứng ở đây."
    if not manages:
        return Empty("Cơ quan chưa phân công ai", text, icon="people")
    return Empty(
        "Cơ quan chưa phân công ai", text, "Thêm người", place.page("system:new_person"), "people"
    )


def _no_units(place: Workplace, manages: bool) -> Empty:
    text = "Có phòng ban thì việc của quy trình mới đến được đúng nơi."
    if not manages:
        return Empty("Cơ quan chưa có phòng ban", text, icon="people")
    return Empty(
        "Cơ quan chưa có phòng ban", text, "Thêm phòng ban", place.page("system:new_unit"), "people"
    )
