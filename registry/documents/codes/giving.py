"""The next code of a kind: in order, none twice, one that was given back before a new one.

Nothing is kept for it: who has a code say drafts, frozen copies and issues. A code is reserved when
its document is submitted; it is given back when the dossier is withdrawn, or its document takes
another. What was issued is never given again (registry.documents.checks.codes).
"""

from dataclasses import dataclass, field

from django.db.models import F

from registry import kinds
from registry.documents.codes.models import CodePattern
from registry.documents.codes.patterns import USUAL, Series, series
from registry.documents.models import Document, Dossier, DossierItem, Stage, Version
from registry.now import today
from registry.organisation.models import Agency, Unit


@dataclass(frozen=True)
class Rule:
    """How codes of a kind are made in an agency; `own` where the agency said so itself."""

    kind: kinds.Kind
    prefix: str
    pattern: str
    own: bool = False

    def series(self, unit: Unit | None) -> Series | None:
        """Return the codes for documents of a unit; None where its kind has no sign or no unit."""
        if not self.prefix:
            return None
        code = unit.code if unit else ""
        return series(self.pattern, prefix=self.prefix, unit=code, year=today().year)


def rules_of(agency: Agency) -> list[Rule]:
    """List how every kind is called that people make by hand; one query."""
    said = {row.kind: row for row in CodePattern.objects.of(agency)}
    return [_rule(kind, said.get(kind.code)) for kind in kinds.all_kinds() if kind.creatable]


def rule_of(agency: Agency, kind: str) -> Rule:
    """Return how documents of a kind are called in an agency."""
    return _rule(kinds.get(kind), CodePattern.objects.of(agency).filter(kind=kind).first())


def _rule(kind: kinds.Kind, row: CodePattern | None) -> Rule:
    if row is None:
        return Rule(kind, kind.code_prefix, USUAL)
    return Rule(kind, row.prefix or kind.code_prefix, row.pattern, own=True)


def proposed_code(agency: Agency, kind: str, unit: Unit | None = None) -> str:
    """Propose the code of the next document of a kind («HD-03» after HD-02).

    "" for a kind without a sign, and where the pattern names a unit and there is none. A proposal
    only: it is not taken until a document has it, and its author may choose another.
    """
    wanted = rule_of(agency, kind).series(unit)
    if wanted is None:
        return ""
    taken = _taken(agency, kind, wanted)
    given_back = sorted(taken.reserved_once - taken.had)
    return wanted.code(given_back[0] if given_back else taken.highest + 1)


@dataclass
class _Taken:
    """Numbers of a series: those that something has, or was issued with; those reserved once."""

    had: set[int] = field(default_factory=set)
    reserved_once: set[int] = field(default_factory=set)

    @property
    def highest(self) -> int:
        return max(self.had | self.reserved_once, default=0)


def _taken(agency: Agency, kind: str, wanted: Series) -> _Taken:
    found = _Taken()
    drafts = Document.objects.of(agency).filter(kind=kind)
    for code, next_code in drafts.exclude(stage=Stage.IDLE).values_list("code", "next_code"):
        found.had.add(wanted.number(code if next_code is None else next_code))
    issued = Version.objects.of(agency).filter(kind=kind).order_by().values_list("code").distinct()
    found.had |= {wanted.number(code) for (code,) in issued}
    frozen = DossierItem.objects.filter(dossier__agency=agency, document__kind=kind)
    waiting = frozen.filter(
        dossier__state__in=(Dossier.OPEN, Dossier.RETURNED), round=F("dossier__round")
    )
    found.had |= {wanted.number(code) for code in waiting.values_list("code", flat=True)}
    once = frozen.order_by().values_list("code").distinct()
    found.reserved_once = {wanted.number(code) for (code,) in once}
    found.had.discard(0)
    found.reserved_once.discard(0)
    return found
