"""Which processes a person may open a case of, and what is asked when opening one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from processes import policies
from processes.adoption import binding, running
from processes.engine.definition import Definition, compile_definition
from processes.kinds.process.opening import opening_of
from processes.models import Channel
from registry import canonical
from registry.adoption.models import Adoption
from registry.canonical import Body
from registry.documents.models import Validity, Version
from registry.kinds import ANYBODY, Opener
from registry.lists.ordering import by_words
from registry.now import now, today
from registry.organisation.models import Agency
from registry.policy import Standing
from rules.worktime import durations

INTERNAL = "internal"


@dataclass(frozen=True)
class Openable:
    """A process in force in an agency, of which the person may open a case."""

    agency: Agency
    uid: str
    version: Version
    body: Body
    definition: Definition
    adoption: Adoption | None = None

    @property
    def issuer(self) -> str:
        """The agency above whose process this is; "" for the agency's own."""
        return str(self.version.document.agency) if self.adoption else ""

    @property
    def problem(self) -> str:
        """Why no case can be opened though the process is adopted; "" where one can."""
        return running.unbound_in(self.adoption, self.body) if self.adoption else ""

    @property
    def internal(self) -> bool:
        """Whether nobody from outside is concerned: no applicant, no papers, no channel."""
        return self.body.get("procedure_type") == INTERNAL

    @property
    def channels(self) -> list[tuple[str, str]]:
        """How papers of this process can come in."""
        if self.internal:
            return [(Channel.INTERNAL.value, Channel.INTERNAL.label)]
        return [(code, label) for code, label in Channel.choices if code != Channel.INTERNAL]

    @property
    def time(self) -> str:
        """The deadline of the whole, as it is usually."""
        return durations.format(self.definition.case_time(self.definition.default_variant))


def openable(at: Standing, uid: str = "") -> list[Openable]:
    """List processes in force here (own, or adopted from above) whose first step the person may do.

    System processes are opened by the acts that need them, never from this list. Two queries.
    """
    agencies = [agency for agency in at.agencies if policies.may_open(at, agency)]
    reachable = {agency.pk: {above.pk for above in agency.ancestors()} for agency in agencies}
    every = set(reachable) | {pk for above in reachable.values() for pk in above}
    periods = Validity.unscoped.filter(
        Validity.at(now()), document__kind="process", document__agency_id__in=every
    )
    if uid:
        periods = periods.filter(document__uid=uid)
    found = []
    adoptions = {
        (row.agency_id, row.document_id): row
        for row in Adoption.unscoped.filter(
            Adoption.holding(today()), agency__in=reachable
        ).select_related("calendar")
    }
    order = (by_words("version__title"), "pk")
    for period in periods.select_related("version", "document__agency").order_by(*order):
        document = period.document
        for agency in agencies:
            own = document.agency_id == agency.pk
            adoption = adoptions.get((agency.pk, document.pk))
            above = document.shared and document.agency_id in reachable[agency.pk]
            if own or (above and adoption):
                body = period.version.data
                period.version.document = document
                one = Openable(
                    agency,
                    str(document.uid),
                    period.version,
                    body,
                    compile_definition(body),
                    None if own else adoption,
                )
                said = opening_of(one.definition, body.get("procedure_type", ""))
                if _begins(at, agency.pk, said, one.adoption.bindings if one.adoption else "{}"):
                    found.append(one)
    return found


def opens_any(at: Standing) -> bool:
    """Tell whether `openable` would find anything, from columns alone, without any body.

    At most two queries: one of the agencies' own processes, one of those that they adopted.
    """
    agencies = [agency for agency in at.agencies if policies.may_open(at, agency)]
    if not agencies:
        return False
    roles = {agency.pk: {ANYBODY, *at.roles(agency)} for agency in agencies}
    begun_here = (
        Q(document__agency_id=agency, opener_role__in=held) for agency, held in roles.items()
    )
    instant = now()
    own = Validity.unscoped.filter(
        Validity.at(instant), reduce(or_, begun_here), document__kind="process"
    )
    return own.exclude(opener_need="").exists() or any(
        _begins(at, agency_id, Opener("", need, role), bindings)
        for agency_id, bindings, need, role in _adopted(agencies, instant)
    )


def _adopted(agencies: list[Agency], instant: datetime) -> Iterator[tuple[int, str, str, str]]:
    """(agency, its bindings, who begins it as issued) of each process that works by adoption."""
    reachable = (
        Q(agency=agency, document__agency_id__in=[above.pk for above in agency.ancestors()])
        for agency in agencies
    )
    period = "document__validities__"
    rows = Adoption.unscoped.filter(
        Adoption.holding(today()),
        reduce(or_, reachable),
        Validity.at(instant, period),
        document__kind="process",
        document__shared=True,
        **{f"{period}opener_need__gt": ""},
    )
    columns = ("agency_id", "bindings", f"{period}opener_need", f"{period}opener_role")
    yield from rows.order_by("pk").values_list(*columns)


def _begins(at: Standing, agency_id: int, said: Opener, bindings: str) -> bool:
    """Whether the person begins cases: by the role that the process says, or that the adopting
    agency has bound in its place."""
    if not said.need or said.role == ANYBODY:
        return bool(said.need)
    bound = binding.read(canonical.loads(bindings).get("rows", [])).get(said.need)
    return at.holds(agency_id, bound.role if bound else said.role)
