"""What a person holds at an agency: sections that packages register, each with its things."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from registry.now import today
from registry.organisation.models import Agency, Dated, Membership, User
from registry.policy import Held, Standing
from registry.register import Register
from registry.vietnamese import by_given_name


@dataclass(frozen=True)
class Holding:
    """One thing (or one group of things, `parts`) that a person holds.

    `key` is unique in its section; `streams` are locked before it moves; `role` and `unit_id` say
    whose work it is, for the proposal.
    """

    key: str
    title: str
    detail: str = ""
    parts: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    role: str = ""
    unit_id: int | None = None
    thing: object = field(default=None, compare=False)


@dataclass(frozen=True)
class Transfer:
    """One hand-over under way: who approves it (for whom), of whose things, why, its minutes."""

    actor: User
    on_behalf_of: User | None
    agency: Agency
    person: User
    reason: str
    minutes: str
    # The person's last day at the agency; None where they stay.
    last_day: date | None = None


@dataclass(frozen=True)
class Section:
    """A kind of holding.

    `refusal` says in Vietnamese why somebody is not entitled to receive a thing, from their roles
    alone; `move` gives a thing to a receiver inside the transaction of the transfer. A section
    without `refusal` needs no receiver: `move` then ends or releases the thing and may say how.
    """

    code: str
    label: str
    order: int
    list_for: Callable[[User, Agency], list[Holding]]
    move: Callable[[Transfer, Holding, User | None], str | None]
    refusal: Callable[[Holding, Standing], str] | None = None

    @property
    def needs_receiver(self) -> bool:
        """Whether somebody has to take the things over."""
        return self.refusal is not None


@dataclass(frozen=True)
class Bar:
    """Why an entitled receiver may not have a thing of a section (separation of duties)."""

    section: str
    refusal: Callable[[Holding, User], str]


SECTIONS: Register[Section] = Register(
    "holdings", "Loại việc bàn giao", lambda section: section.code
)
BARS: Register[Bar] = Register("bars", "Lý do không được nhận bàn giao")


@SECTIONS.promise
def _have_words() -> Iterator[str]:
    for section in SECTIONS:
        if not section.label.strip():
            yield f"«{section.code}» chưa có tên để ghi vào biên bản."


@BARS.promise
def _bar_something() -> Iterator[str]:
    for name, bar in BARS.items():
        if bar.section not in SECTIONS:
            yield f"«{name}» chặn loại việc «{bar.section}» không có."


def sections() -> list[Section]:
    """List every section in the order of the minutes."""
    return sorted(SECTIONS, key=lambda section: (section.order, section.code))


@dataclass(frozen=True)
class HeldSection:
    """A section with what a person holds of it."""

    section: Section
    items: tuple[Holding, ...]

    def address(self, item: Holding) -> str:
        """Return what names the thing in an assignment."""
        return f"{self.section.code}:{item.key}"


def of(person: User, agency: Agency) -> list[HeldSection]:
    """List all that a person holds at an agency, also one who has left; no empty sections."""
    found = [HeldSection(one, tuple(one.list_for(person, agency))) for one in sections()]
    return [held for held in found if held.items]


def barred(section: Section, item: Holding, receiver: User) -> str:
    """Give the first reason of separation of duties against a receiver; "" where there is none."""
    asked = (bar for bar in BARS if bar.section == section.code)
    return next((reason for bar in asked if (reason := bar.refusal(item, receiver))), "")


def colleagues(agency: Agency, but: User | None) -> dict[int, Standing]:
    """Return everybody who works at the agency today, with their own roles only, by given name.

    What somebody holds as a stand-in entitles them to nothing here: it ends one day.
    """
    rows = (
        Membership.objects.of(agency)
        .filter(Dated.on(today()), user__is_active=True)
        .exclude(user_id=but.pk if but else None)
        .select_related("user")
        .order_by("pk")
    )
    people: dict[int, User] = {}
    held: dict[int, list[Held]] = {}
    for row in rows:
        people[row.user_id] = row.user
        held.setdefault(row.user_id, []).append(
            Held(row.agency_id, row.unit_id, row.role, row.position)
        )
    ordered = sorted(people.values(), key=by_given_name)
    return {one.pk: Standing(one, tuple(held[one.pk]), (agency,)) for one in ordered}


def entitled(section: Section, item: Holding, people: dict[int, Standing]) -> list[Standing]:
    """List who may receive a thing by their roles.

    The likeliest come first: the same role in the same unit.
    """
    assert section.refusal is not None
    fit = [at for at in people.values() if not section.refusal(item, at)]
    return sorted(fit, key=lambda at: not _same_place(item, at))


def _same_place(item: Holding, at: Standing) -> bool:
    return any(
        held.role == item.role and held.unit_id == item.unit_id for held in at.held if item.role
    )


def open_delegations(person: User) -> Q:
    """Return the condition for delegations given or received by the person that are not over."""
    not_over = Q(ends=None) | Q(ends__gte=today())
    return not_over & (Q(giver=person) | Q(receiver=person))
