"""What issuing a dossier will do, for whoever is about to: new issues, and cases that run on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from processes.models import Case, CaseStatus
from registry.documents.issue.frame import number_words
from registry.documents.issue.numbering import number_after
from registry.documents.models import Document, Dossier, DossierItem, Validity, Version
from registry.now import now


@dataclass(frozen=True)
class Consequence:
    """What becomes of one document: the number of its new issue, the one that it takes over from.

    `cases` run by what was in force; they go on by the issue that they keep. `coming` is an issue
    that is scheduled already, from `coming_at`: it begins on its day all the same.
    """

    name: str
    label: str
    number: str
    before: str = ""
    cases: int = 0
    coming: str = ""
    coming_at: datetime | None = None
    # Nothing of it is in force any more: issuing undoes its cancellation.
    revives: bool = False


def consequences_of(
    dossier: Dossier, documents: Iterable[tuple[DossierItem, Document, str, Version | None]]
) -> list[Consequence]:
    """Say what issuing a dossier will do to each of its documents; two queries for all of them.

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
    held, coming = _periods(dossier, [document for _, document, _, _ in given])
    found = []
    for item, document, label, before in given:
        present, scheduled = held.get(document.pk), coming.get(document.pk)
        replaced = present.version if present else None if scheduled else before
        found.append(
            Consequence(
                str(item),
                label,
                number_words(*number_after(before, minor=dossier.minor)),
                _number(replaced),
                running.get(document.pk, 0),
                _number(scheduled.version) if scheduled else "",
                scheduled.starts if scheduled else None,
                before is not None and present is None and scheduled is None,
            )
        )
    return found


def _number(version: Version | None) -> str:
    return number_words(version.issue_no, version.revision_no) if version else ""


def _periods(
    dossier: Dossier, documents: list[Document]
) -> tuple[dict[int, Validity], dict[int, Validity]]:
    """By the key of the document: what is in force now, and what is scheduled next."""
    at = now()
    held: dict[int, Validity] = {}
    coming: dict[int, Validity] = {}
    periods = (
        Validity.objects.of(dossier.agency_id)
        .filter(Validity.open_at(at), document__in=documents)
        .select_related("version")
        .order_by("starts", "pk")
    )
    for period in periods:
        (held if period.starts <= at else coming).setdefault(period.document_id, period)
    return held, coming
