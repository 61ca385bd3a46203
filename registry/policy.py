"""The one place that says who may see and do what; every read and every act asks here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from registry.now import today
from registry.organisation.models import Agency, Dated, Delegation, Membership, User
from registry.organisation.roles import reach
from registry.register import Register
from registry.scoping import AgencyOwned


class Forbidden(PermissionDenied):
    """The person may not; the message is Vietnamese."""


@dataclass(frozen=True)
class Held:
    """One role that a person holds today, of their own or for somebody else."""

    agency_id: int
    unit_id: int | None
    role: str
    position: str = ""
    giver: User | None = None
    kind: str = ""


@dataclass(frozen=True)
class Standing:
    """All that a person is today. Made once a request; see `standing`."""

    user: User | None
    held: tuple[Held, ...] = ()
    agencies: tuple[Agency, ...] = ()
    ancestor_ids: frozenset[int] = frozenset()

    @property
    def agency(self) -> Agency | None:
        """The agency that the person works in (the first, when several)."""
        return self.agencies[0] if self.agencies else None

    @property
    def agency_ids(self) -> set[int]:
        """Agencies in which the person holds any role."""
        return {agency.pk for agency in self.agencies}

    def roles(self, agency: Agency | int) -> set[str]:
        """Return the codes of the roles held in this agency."""
        agency_id = agency if isinstance(agency, int) else agency.pk
        return {held.role for held in self.held if held.agency_id == agency_id}

    def holds(self, agency_id: int, role: str, unit_id: int | None = None) -> bool:
        """Tell whether the person holds the role there (in that unit, when one is named)."""
        return any(self._matching(agency_id, role, unit_id))

    def acting_for(self, agency_id: int, role: str, unit_id: int | None = None) -> User | None:
        """Find for whom the person acts in this role; None where they hold it themselves."""
        matching = self._matching(agency_id, role, unit_id)
        if not matching or any(held.giver is None for held in matching):
            return None
        return matching[0].giver

    def position(self, agency_id: int) -> str:
        """Return the person's own position in the agency, as it is printed."""
        return next((h.position for h in self.held if h.agency_id == agency_id and h.position), "")

    def _matching(self, agency_id: int, role: str, unit_id: int | None) -> list[Held]:
        return [
            held
            for held in self.held
            if held.agency_id == agency_id
            and held.role == role
            and (unit_id is None or held.unit_id is None or held.unit_id == unit_id)
        ]

    def agencies_where(self, ability: str) -> set[int]:
        """Return the agencies where some role gives the ability over everything."""
        return {h.agency_id for h in self.held if reach(h.role, ability) == "agency"}

    @property
    def keeps_installation(self) -> bool:
        """Whether the person may do what concerns every agency of the installation.

        Only an agency with none above it can give that: the same role in an agency below, as a
        package from elsewhere may bring it, reaches no further than that agency.
        """
        given = self.agencies_where("job.manage_installation")
        return any(agency.pk in given and agency.parent_id is None for agency in self.agencies)

    def units_where(self, ability: str) -> set[int]:
        """Return the units where some role gives the ability over the unit's things."""
        return {h.unit_id for h in self.held if h.unit_id and reach(h.role, ability) == "unit"}

    def may(
        self,
        ability: str,
        agency_id: int,
        *,
        unit_id: int | None = None,
        own: bool = False,
    ) -> bool:
        """Tell whether the role table gives the ability on a thing of this agency, unit, owner."""
        return bool(self.giving(ability, agency_id, unit_id=unit_id, own=own))

    def giving(
        self,
        ability: str,
        agency_id: int,
        *,
        unit_id: int | None = None,
        own: bool = False,
    ) -> list[Held]:
        """List the roles that give the ability on a thing of this agency, unit, owner."""
        found = []
        for held in self.held:
            if held.agency_id != agency_id:
                continue
            match reach(held.role, ability):
                case "agency":
                    found.append(held)
                case "unit" if unit_id is not None and held.unit_id in (None, unit_id):
                    found.append(held)
                case "unit" | "own" if own:
                    found.append(held)
        return found

    def behalf(
        self,
        ability: str,
        agency_id: int,
        *,
        unit_id: int | None = None,
        own: bool = False,
    ) -> User | None:
        """Find for whom the person does this; None where a role of their own gives the ability."""
        return behalf_of(self.giving(ability, agency_id, unit_id=unit_id, own=own))


def behalf_of(giving: list[Held]) -> User | None:
    """Find whose roles these are, where all are received; None where one is the person's own."""
    if not giving or any(held.giver is None for held in giving):
        return None
    return giving[0].giver


NOBODY = Standing(None)


def standing(user: User | AnonymousUser | None) -> Standing:
    """Find what the person is today: own roles, and by delegation those of people who gave them.

    Kept on the user object, which lives for a request. A delegation counts only while its giver
    holds the role, and is never passed on: delegations of received roles give nothing.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    assert isinstance(user, User)
    known: tuple[object, Standing] | None = getattr(user, "_standing", None)
    day = today()
    if known and known[0] == day:
        return known[1]
    made = _standing_on(user, day)
    user._standing = (day, made)  # type: ignore[attr-defined]
    return made


def forget(user: User) -> None:
    """Read the person's roles afresh at the next question (roles changed, long-lived object)."""
    user.__dict__.pop("_standing", None)


# A person's own roles on a day with their agencies, the agencies above those (which have no role),
# and whether roles are received. Every request asks it: written out, because making it out of
# querysets takes Django forty times as long as the database needs to answer it.
_OWN_ROLES = """
WITH RECURSIVE
own AS (
    SELECT m.id, m.agency_id, m.unit_id, m.role, m.position
    FROM registry_membership m JOIN registry_agency a ON a.id = m.agency_id
    WHERE m.user_id = %(user)s AND a.active
      AND (m.starts IS NULL OR m.starts <= %(day)s) AND (m.ends IS NULL OR m.ends >= %(day)s)
),
reached (id) AS (
    SELECT agency_id FROM own
    UNION
    SELECT a.parent_id FROM registry_agency a JOIN reached ON reached.id = a.id
    WHERE a.parent_id IS NOT NULL
)
SELECT a.*, own.id AS held_id, own.unit_id AS held_unit, own.role AS held_role,
    own.position AS held_position, EXISTS (
        SELECT 1 FROM registry_delegation d JOIN registry_agency g ON g.id = d.agency_id
        WHERE d.receiver_id = %(user)s AND g.active
          AND (d.starts IS NULL OR d.starts <= %(day)s) AND (d.ends IS NULL OR d.ends >= %(day)s)
    ) AS receives
FROM reached JOIN registry_agency a ON a.id = reached.id LEFT JOIN own ON own.agency_id = a.id
ORDER BY own.id
"""


def _standing_on(user: User, day: object) -> Standing:
    rows: list[Any] = list(Agency.objects.raw(_OWN_ROLES, {"user": user.pk, "day": day}))
    known = {row.pk: row for row in rows}
    for row in rows:
        row.parent = known.get(row.parent_id)
    own = [row for row in rows if row.held_id is not None]
    held = [Held(row.pk, row.held_unit, row.held_role, row.held_position) for row in own]
    # Their own roles tell along whether there is anything to ask for; who has none must ask.
    received = _received(user, day) if not own or own[0].receives else []
    if received:
        theirs = Membership.unscoped.filter(
            Dated.on(day), user_id__in=[d.giver_id for d in received]
        ).order_by("pk")
        held += [
            Held(d.agency_id, m.unit_id or d.unit_id, d.role, "", d.giver, d.kind)
            for d in received
            for m in theirs
            if (m.user_id, m.agency_id, m.role) == (d.giver_id, d.agency_id, d.role)
            # Nobody hands over more than they hold: the unit is the giver's, or narrower.
            and (d.unit_id is None or m.unit_id in (None, d.unit_id))
        ]
    agencies = tuple({one.pk: one for one in [*own, *(d.agency for d in received)]}.values())
    above = {ancestor.pk for agency in agencies for ancestor in agency.ancestors()}
    return Standing(user, tuple(held), agencies, frozenset(above))


def _received(user: User, day: object) -> list[Delegation]:
    return list(
        Delegation.unscoped.filter(Dated.on(day), receiver=user, agency__active=True)
        .select_related("agency__parent__parent", "giver")
        .order_by("pk")
    )


Scope = Callable[[Standing], Q]
Ability = Callable[[Standing, Any], bool]


@dataclass(frozen=True)
class Policy:
    """What one model's package declares: who sees its rows, and what a person may do with one."""

    model: type[Model]
    scope: Scope
    abilities: Mapping[str, Ability] = field(default_factory=dict)


@dataclass(frozen=True)
class Inside:
    """Rows of a model that are only reached by way of another's, and never shown by themselves."""

    model: type[Model]
    of: type[Model]


@dataclass(frozen=True)
class Wider:
    """More rows of a model that an upper floor shows: before or after its own package has declared
    it, for apps start in any order."""

    model: type[Model]
    scope: Scope


POLICIES: Register[Policy] = Register(
    "policies", "Quyền đối với dữ liệu", lambda one: _name(one.model)
)
INSIDE: Register[Inside] = Register(
    "inside", "Dữ liệu đọc qua dữ liệu khác", lambda one: _name(one.model)
)
WIDER: Register[Wider] = Register("wider", "Dòng dữ liệu được đọc thêm")


@POLICIES.promise
def _cover_every_agency() -> Iterator[str]:
    """Rows of an agency are shown by a policy, or by way of rows that have one."""
    for model in apps.get_models():
        ways = [_name(model) in POLICIES, _name(model) in INSIDE]
        if issubclass(model, AgencyOwned) and not any(ways):
            yield f"«{_name(model)}» thuộc về cơ quan mà chưa nói ai được đọc."
        if all(ways):
            yield f"«{_name(model)}» vừa có quyền riêng, vừa chỉ đọc qua dữ liệu khác."


@INSIDE.promise
def _are_inside_of_something() -> Iterator[str]:
    for one in INSIDE:
        if _name(one.of) not in POLICIES:
            yield f"«{_name(one.model)}» đọc qua «{_name(one.of)}» chưa có quyền nào."


@WIDER.promise
def _widen_something() -> Iterator[str]:
    for name, wider in WIDER.items():
        if _name(wider.model) not in POLICIES:
            yield f"«{name}» mở rộng «{_name(wider.model)}» chưa có quyền nào."


def _name(model: type[Model]) -> str:
    return model._meta.label


def _scope(model: type[Model], at: Standing) -> Q:
    found = POLICIES.get(_name(model)).scope(at)
    for wider in WIDER:
        if wider.model is model:
            found |= wider.scope(at)
    return found


def visible(user: User | AnonymousUser | None, model: type[Model]) -> QuerySet[Any]:
    """Return the rows that the person may read; nothing for strangers, KeyError for no policy."""
    return readable(standing(user), model)


def readable(at: Standing, model: type[Model]) -> QuerySet[Any]:
    """Return the rows that the person may read, as `visible` does, by their standing."""
    manager: Any = getattr(model, "unscoped", None) or model._default_manager
    return manager.filter(_scope(model, at))


def can(user: User | AnonymousUser | None, ability: str, thing: Model) -> bool:
    """Tell whether the person may do this to that thing; an undeclared ability is never given."""
    policy = POLICIES.find(_name(type(thing)))
    check = policy.abilities.get(ability) if policy else None
    return bool(check and check(standing(user), thing))


def require(user: User | AnonymousUser | None, ability: str, thing: Model) -> None:
    """Raise Forbidden, in Vietnamese, unless the person may."""
    if not can(user, ability, thing):
        raise Forbidden("Ông/bà không có quyền thực hiện việc này.")


def may_enter(user: User | AnonymousUser | None) -> bool:
    """Tell whether the person may enter the workspace: holds some role today."""
    return bool(standing(user).held)
