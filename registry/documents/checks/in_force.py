"""What is wrong with documents in force: what came in with an error, or was issued before a check.

Nothing of it stops anybody else's issuing; who keeps the documents finds it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from registry.documents import closure
from registry.documents.checks import checking, codes, ticks
from registry.documents.models import Document, DossierItem, Validity, Version
from registry.kinds import Resolved
from registry.now import now
from registry.organisation.models import Agency
from registry.problems import Problem


@dataclass(frozen=True)
class Troubled:
    """An issue in force with its errors, times that cannot be counted and twins of its code."""

    version: Version
    problems: list[Problem]

    @property
    def called(self) -> str:
        """Code and title."""
        return f"{self.version.code} {self.version.title}".strip()

    @property
    def sentence(self) -> str:
        """All of it in one line, for a report."""
        more = f" (và {len(self.problems) - 1} điều khác)" if len(self.problems) > 1 else ""
        return f"«{self.called}» đang có hiệu lực: {self.problems[0].message}{more}"


def troubled(agency: Agency, documents: Q | None = None) -> list[Troubled]:
    """List the issues in force of an agency that need somebody's care, by code.

    `documents` narrows them (a condition on Document). The number of queries does not grow with
    the number of documents.
    """
    periods = Validity.objects.of(agency).filter(Validity.at(now()))
    if documents is not None:
        periods = periods.filter(document__in=Document.objects.of(agency).filter(documents))
    rows = periods.select_related("version__document").order_by("version__code", "pk")
    versions = [period.version for period in rows]
    texts = [closure.of_version(version, str(version.document.uid)) for version in versions]
    found = checking.problems_in_force(agency, texts)
    known = _known(versions)
    return [
        Troubled(version, serious)
        for version, text in zip(versions, texts, strict=True)
        if (serious := [one for one in found[text.uid] if _is_serious(one, text, known)])
    ]


def _is_serious(problem: Problem, text: Resolved, known: set[str]) -> bool:
    """What would bar submitting a revision, and a code that another document has too."""
    if problem.acknowledge:
        return ticks.key_of(text.uid, text.body, problem) not in known
    return problem.severity == "error" or problem.keyword == codes.KEYWORD


def _known(versions: Iterable[Version]) -> set[str]:
    """The keys of all that was ticked when these were issued."""
    items = DossierItem.objects.filter(
        dossier__in={version.dossier_id for version in versions} - {None},
        round=F("dossier__round"),
    ).exclude(ticks="{}")
    return {
        tick.key for text in items.values_list("ticks", flat=True) for tick in ticks.loads(text)
    }
