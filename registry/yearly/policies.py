"""Who enters what was reached of an objective, and who sees it."""

from django.db.models import Q

from registry.documents.models import Document
from registry.now import today
from registry.organisation.models import Unit, User
from registry.policy import POLICIES, Held, Policy, Standing, readable
from registry.vietnamese import fold
from registry.yearly.models import ObjectiveValue

ABILITY = "objective.report"


class Reporting:
    """Whether somebody may enter results, objective by objective: by who answers for it."""

    def __init__(self, at: Standing, document: Document) -> None:
        self.at, self.document = at, document
        self._units: dict[str, int] | None = None

    def may(self, owner: str) -> bool:
        """Tell whether the person may enter results of an objective that `owner` answers for.

        Secretary and author always; whoever has a unit by role, where the text names it by name or
        code.
        """
        return bool(self._giving(owner))

    def giver(self, owner: str) -> User | None:
        """Find for whom the person enters it; None where they do it themselves."""
        given = self._giving(owner)
        if not given or any(held.giver is None for held in given):
            return None
        return given[0].giver

    def _giving(self, owner: str) -> list[Held]:
        own = self.at.user is not None and self.document.author_id == self.at.user.pk
        return self.at.giving(
            ABILITY, self.document.agency_id, unit_id=self.units.get(fold(owner).strip()), own=own
        )

    @property
    def units(self) -> dict[str, int]:
        """The units of the agency that stand today, by folded name and code."""
        if self._units is None:
            rows = Unit.objects.of(self.document.agency_id).filter(
                Q(ends=None) | Q(ends__gte=today())
            )
            self._units = {}
            for pk, code, name in rows.values_list("pk", "code", "name"):
                self._units |= {fold(code).strip(): pk, fold(name).strip(): pk}
        return self._units


def _of_readable(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids, document__in=readable(at, Document).values("pk"))


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(ObjectiveValue, _of_readable))
