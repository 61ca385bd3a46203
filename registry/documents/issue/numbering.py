"""Numbers without gaps, from locked counters."""

from django.db import connection

from registry.documents.codes.models import Counter
from registry.documents.models import Document, Version
from registry.organisation.models import Agency


def next_number(agency: Agency | int, name: str) -> int:
    """Take the next number of a series of an agency; lock its row until the transaction ends.

    Raises RuntimeError outside a transaction: a number taken and not used would leave a gap.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are taken inside a transaction")
    agency_id = agency if isinstance(agency, int) else agency.pk
    Counter.objects.bulk_create([Counter(agency_id=agency_id, name=name)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(agency_id=agency_id, name=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value


def next_issue(document: Document, *, minor: bool) -> tuple[int, int]:
    """Return (lần ban hành, lần sửa đổi) of the next version.

    The caller holds the document's stream. A minor amendment raises lần sửa đổi; a re-issue raises
    lần ban hành and starts again at 0.
    """
    last = (
        Version.objects.of(document.agency_id)
        .filter(document=document)
        .order_by("-issue_no", "-revision_no")
        .first()
    )
    return number_after(last, minor=minor)


def number_after(last: Version | None, *, minor: bool) -> tuple[int, int]:
    """Return the number of what is issued after this version; None for nothing before."""
    if last is None:
        return 1, 0
    return (last.issue_no, last.revision_no + 1) if minor else (last.issue_no + 1, 0)
