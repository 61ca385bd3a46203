"""Which processes a person may open a case of, and what is asked when opening one."""

from dataclasses import dataclass

from processes import policies
from processes.adoption import running
from processes.engine.definition import PERSON, SYSTEM, Definition, compile_definition
from processes.models import Channel
from registry.adoption.models import Adoption
from registry.canonical import Body
from registry.documents.models import Validity, Version
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
    """Processes in force here (own, or adopted from above) whose first step the person may do.

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
                if _may(at, one):
                    found.append(one)
    return found


def _may(at: Standing, one: Openable) -> bool:
    """Whoever opens a case does its first step, or hands it to colleagues of the same role or to
    the person whom they choose."""
    first = one.definition.first
    if one.body.get("procedure_type") == SYSTEM or first is None:
        return False
    role = one.definition.role(first.role)
    if role is None:
        return False
    if role.by in ("author", PERSON):
        return True
    return at.holds(one.agency.pk, running.stands_for(one.adoption, role)[0])
