"""What stands in the way of an adoption: roles that nobody stands for, documents out of force."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from processes.adoption import binding
from processes.adoption.binding import Bound
from processes.adoption.needs import Need, needs_of
from registry.adoption.models import Adoption
from registry.documents import closure
from registry.documents.models import Document, Validity, Version
from registry.now import now, today
from registry.organisation.models import Agency, Dated, Membership, Unit
from registry.organisation.roles import role_labels


@dataclass(frozen=True)
class Trouble:
    """One Vietnamese sentence; what `bars` keeps the adoption from being decided and cases from
    being opened. `need` is the role that it is about."""

    message: str
    bars: bool = True
    need: str = ""


def bars(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return only the troubles that bar the way."""
    return [trouble for trouble in troubles if trouble.bars]


def unbound(wanted: Sequence[Need], bounds: dict[str, Bound]) -> list[Need]:
    """Return the roles of an issue for which the agency has named nobody yet."""
    return [need for need in wanted if need.id not in bounds or not bounds[need.id].role]


def not_bound(wanted: Sequence[Need]) -> str:
    """Name, in one sentence, the roles that nobody is bound to."""
    named = ", ".join(f"«{need.label}»" for need in wanted)
    return f"Cần gán vai trò: {named}."


@dataclass
class Facts:
    """What many adoptions are looked at with; read at once, whatever their number."""

    versions: dict[int, Version] = field(default_factory=dict)
    units: dict[int, set[str]] = field(default_factory=dict)
    held: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    calendars: set[int] = field(default_factory=set)

    @classmethod
    def about(cls, adoptions: Sequence[Adoption]) -> "Facts":
        """Read what any number of adoptions are looked at with, in three queries."""
        agencies = {row.agency_id for row in adoptions}
        documents = {row.document_id for row in adoptions}
        documents |= {row.calendar_id for row in adoptions if row.calendar_id}
        facts = cls()
        periods = Validity.unscoped.filter(Validity.at(now()), document__in=documents)
        for period in periods.select_related("version"):
            facts.versions[period.document_id] = period.version
        facts.calendars = set(facts.versions)
        units = Unit.unscoped.filter(agency__in=agencies).values_list("agency_id", "code")
        for agency_id, code in units:
            facts.units.setdefault(agency_id, set()).add(code)
        rows = Membership.unscoped.filter(
            Dated.on(today()), agency__in=agencies, user__is_active=True
        ).values_list("agency_id", "role", "unit__code")
        for agency_id, role, code in rows:
            facts.held.setdefault(agency_id, set()).add((role, code or ""))
        return facts

    def of(self, row: Adoption) -> list[Trouble]:
        """Return what is wrong with one of the adoptions."""
        version = self.versions.get(row.document_id)
        if version is None:
            return [Trouble("Quy trình không còn hiệu lực; không tạo được hồ sơ mới.")]
        if not row.document.shared:
            said = "Cơ quan ban hành không còn dùng chung quy trình này; không tạo được hồ sơ mới."
            return [Trouble(said)]
        wanted = needs_of(version.kind, version.data)
        if wanted is None:
            return [Trouble("Quy trình này không còn thuộc loại áp dụng được.")]
        found = self.of_bindings(row.agency_id, wanted, binding.read(row.rows))
        if row.calendar_id and row.calendar_id not in self.calendars:
            found.append(Trouble("Lịch làm việc đã chọn không còn hiệu lực. Hãy chọn lịch khác."))
        return found

    def of_bindings(
        self, agency_id: int, wanted: Sequence[Need], bounds: dict[str, Bound]
    ) -> list[Trouble]:
        """Return the roles without anybody, as troubles.

        Not bound, bound to a unit that is gone, held by nobody today.
        """
        found = []
        missing = unbound(wanted, bounds)
        if missing:
            found.append(Trouble(not_bound(missing), True, missing[0].id))
        held = self.held.get(agency_id, set())
        for need in wanted:
            bound = bounds.get(need.id)
            if bound is None or not bound.role:
                continue
            role = role_labels().get(bound.role, bound.role)
            if bound.unit and bound.unit not in self.units.get(agency_id, set()):
                said = f"Phòng ban mã «{bound.unit}» của vai trò «{need.label}» không còn."
                found.append(Trouble(said, True, need.id))
            elif not holders(held, bound):
                said = f"Chưa có ai giữ vai trò {role} để làm phần việc của «{need.label}»."
                found.append(Trouble(said, False, need.id))
        return found


def holders(held: set[tuple[str, str]], bound: Bound) -> bool:
    """Tell whether anybody holds the role there; who has no unit holds it everywhere."""
    places = {unit for role, unit in held if role == bound.role}
    return bool(places) and (not bound.unit or bool(places & {bound.unit, ""}))


def troubles_of(row: Adoption) -> list[Trouble]:
    """Return everything that is wrong with one adoption, with what its documents use."""
    return [*Facts.about([row]).of(row), *out_of_reach(row.agency, row.document)]


def out_of_reach(agency: Agency, document: Document) -> list[Trouble]:
    """Return what the document uses and the agency cannot: not shared with it, or not in force."""
    try:
        closure.pin(agency, str(document.uid), now())
    except closure.Broken:
        # Its name is not told: the agency may have no right to it.
        return [
            Trouble(
                "Có biểu mẫu hoặc điều kiện mà quy trình sử dụng chưa có hiệu lực, hoặc chưa được"
                " cơ quan ban hành dùng chung. Hãy báo cơ quan ban hành."
            )
        ]
    return []
