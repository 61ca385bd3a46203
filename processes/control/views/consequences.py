"""What issuing a dossier will do, for whoever is about to: new issues, and cases that run on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from processes.models import Case, CaseStatus
from registry.documents.issue.frame import number_words
from registry.documents.issue.numbering import number_after
from registry.documents.models import Document, Dossier, DossierItem, Validity, Version
from registry.now import now


@dataclass(frozen=True)
class Consequence:
    """What becomes of one document: the number of its new issue, the one that it takes over from.

    `cases` run by what was in force; they go on by the issue that they keep.
    """

    name: str
    label: str
    number: str
    before: str = ""
    cases: int = 0
    # Nothing of it is in force any more: issuing undoes its cancellation.
    revives: bool = False


def consequences_of(
    dossier: Dossier, documents: Iterable[tuple[DossierItem, Document, str, Version | None]]
) -> list[Consequence]:
    """Say what issuing a dossier will do to each of its documents; two queries.

    `documents` are its frozen copies with the words of their kinds and what was issued last.
    """
    given = list(documents)
    running = dict(
        Case.objects.of(dossier.agency_id)
        .filter(process__in=[document for _, document, _, _ in given])
        .exclude(status=CaseStatus.CLOSED)
        .values_list("process_id")
        .annotate(number=Count("pk"))
        .values_list("process_id", "number")
    )
    live = set(
        Validity.objects.of(dossier.agency_id)
        .filter(Validity.open_at(now()), document__in=[document for _, document, _, _ in given])
        .values_list("document_id", flat=True)
    )
    return [
        Consequence(
            str(item),
            label,
            number_words(*number_after(before, minor=dossier.minor)),
            number_words(before.issue_no, before.revision_no) if before else "",
            running.get(document.pk, 0),
            before is not None and document.pk not in live,
        )
        for item, document, label, before in given
    ]
