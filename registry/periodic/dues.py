"""By when documents in force are read again. Nothing of it is stored: it follows from the issue,
the last reading and the period (docs/adr/0081-read-again.md).

The page of a list asks row by row; a count asks the database alone. Both ways give the same.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case,
    CharField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, StrIndex, Substr

from registry import kinds
from registry.documents.models import Document, Validity
from registry.documents.policies import issued_readable
from registry.now import LOCAL, local, now, today
from registry.periodic.models import PeriodicReview, ReviewOutcome, ReviewPeriod
from registry.periodic.policies import looked_after
from registry.policy import Standing

# So many days before, people are reminded and the document stands in the list.
SOON = 30
# How a canonical body says when its agency wants to look at it again.
_REVIEW_ON = "review_on"
_WRITTEN = f'"{_REVIEW_ON}":"'


@dataclass(frozen=True)
class Due:
    """By which day one document is read again; `reviewed` is the day of the last reading."""

    document_id: int
    agency_id: int
    day: date
    reviewed: date | None
    months: int

    @property
    def left(self) -> int:
        """Days that are left; negative once the day has passed."""
        return (self.day - today()).days

    @property
    def tone(self) -> str:
        """The tone of a state: late from the day on."""
        return "late" if self.left <= 0 else "wait" if self.left <= SOON else "good"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_of(
    starts: date, reviewed: date | None, months: int, review_on: date | None = None
) -> date | None:
    """Return by which day an issue is read again; None for never.

    So many months after it began to hold, or after it was last read; where the text itself names a
    day, on that, until somebody has read it then.
    """
    since = reviewed if reviewed is not None and reviewed >= starts else None
    if review_on is not None and (since is None or review_on > since):
        return review_on
    return add_months(since or starts, months) if months else None


def last_start(day: date, months: int) -> date:
    """Return the latest day from which so many months end on this day or before."""
    found = add_months(day, -months)
    while add_months(found + timedelta(days=1), months) <= day:
        found += timedelta(days=1)
    return found


@dataclass(frozen=True)
class Period:
    """After how many months a document is read again: its own number, else that of its kind."""

    own: int | None
    usual: int

    @property
    def months(self) -> int:
        """The number that holds; 0 for never."""
        return self.usual if self.own is None else self.own


def period_of(document: Document) -> Period:
    """Return how often a document is read again; one query."""
    rows = ReviewPeriod.objects.of(document.agency_id).filter(
        Q(document=document) | Q(document=None, kind=document.kind)
    )
    known = {of is not None: months for of, months in rows.values_list("document", "months")}
    return Period(known.get(True), known.get(False, document.kind_of.review_months))


def _months() -> Case:
    """The period of a document: its own, that of its kind in its agency, as the kind ships."""
    shipped = [When(kind=one.code, then=Value(one.review_months)) for one in kinds.all_kinds()]
    own = ReviewPeriod.unscoped.filter(document=OuterRef("pk")).values("months")
    of_kind = ReviewPeriod.unscoped.filter(
        document=None, agency_id=OuterRef("agency_id"), kind=OuterRef("kind")
    ).values("months")
    return Case(
        When(Exists(own), then=Subquery(own[:1])),
        When(Exists(of_kind), then=Subquery(of_kind[:1])),
        *shipped,
        default=Value(0),
        output_field=IntegerField(),
    )


def dues(at: Standing, documents: QuerySet[Document] | None = None) -> list[Due]:
    """Return by when the documents that this person looks after are read again, the next first.

    `documents` narrows them; without a period there is none. One query.
    """
    found = Document.unscoped.filter(issued_readable(at), looked_after(at))
    if documents is not None:
        found = found.filter(pk__in=documents.values("pk"))
    return dues_of(found)


def dues_of(documents: QuerySet[Document]) -> list[Due]:
    """Return by when documents are read again, the next first; one query, whoever asks."""
    instant = now()
    period = Validity.unscoped.filter(Validity.at(instant), document=OuterRef("pk"))
    dated = [one.code for one in kinds.all_kinds() if _REVIEW_ON in one.schema["properties"]]
    said = period.filter(version__kind__in=dated, version__body__contains=_WRITTEN)
    place = StrIndex("version__body", Value(_WRITTEN)) + len(_WRITTEN)
    reviews = PeriodicReview.unscoped.filter(
        document=OuterRef("pk"), outcome=ReviewOutcome.UNCHANGED
    )
    rows = (
        documents.annotate(
            in_force_from=Subquery(period.values("starts")[:1]),
            reviewed=Subquery(
                reviews.order_by().values("document").annotate(day=Max("day")).values("day")
            ),
            after=_months(),
            review_on=Subquery(
                said.values(day=Substr("version__body", place, 10, output_field=CharField()))[:1]
            ),
        )
        .filter(in_force_from__isnull=False)
        .order_by()
        .values_list("pk", "agency_id", "in_force_from", "reviewed", "after", "review_on")
    )
    found = []
    for pk, agency_id, starts, reviewed, months, review_on in rows:
        day = due_of(local(starts).date(), reviewed, months, _day(review_on))
        if day is not None:
            found.append(Due(pk, agency_id, day, reviewed, months))
    return sorted(found, key=lambda one: (one.day, one.document_id))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def due_by(day: date, agencies: Collection[int]) -> Q:
    """Return the condition for documents of these agencies that are to be read again by a day.

    It says what `dues` says, without looking at one document after the other: for each period that
    occurs, those whose issue began early enough and which nobody has read since. One query.
    """
    rows = ReviewPeriod.unscoped.filter(agency_id__in=agencies)
    known = set(rows.values_list("agency_id", "kind", "document_id", "months"))
    single = {months for _, _, document, months in known if document}
    exceptions = rows.exclude(document=None)
    found = Q(pk__in=exceptions.none().values("pk"))
    for months in sorted(single - {0}):
        own = exceptions.filter(months=months).values("document")
        found |= Q(pk__in=own) & _old(day, months, agencies)
    shipped = {one.code: one.review_months for one in kinds.all_kinds()}
    for agency in sorted(agencies):
        given = {kind: months for of, kind, document, months in known if of == agency and kind}
        of_kinds: dict[int, list[str]] = {}
        for kind, months in {**shipped, **given}.items():
            of_kinds.setdefault(months, []).append(kind)
        for months, codes in sorted(of_kinds.items()):
            if months:
                usual = Q(agency_id=agency, kind__in=codes)
                found |= (
                    usual & ~Q(pk__in=exceptions.values("document")) & _old(day, months, [agency])
                )
    itself = _says_itself(day, agencies, before=False)
    return found & ~itself | _says_itself(day, agencies, before=True)


def _old(day: date, months: int, agencies: Collection[int]) -> Q:
    """In force from so early, and read so long ago, that it is due by this day."""
    last = last_start(day, months)
    begun = Q(agency_id__in=agencies, starts__lt=_end_of(last))
    periods = Validity.unscoped.filter(begun, Validity.at(now()))
    reviews = PeriodicReview.unscoped.filter(outcome=ReviewOutcome.UNCHANGED, day__gt=last)
    return Q(pk__in=periods.values("document")) & ~Q(pk__in=reviews.values("document"))


def _says_itself(day: date, agencies: Collection[int], *, before: bool) -> Q:
    """Documents whose text names a day at which nobody has read them yet; `before`: by this day."""
    dated = [one.code for one in kinds.all_kinds() if _REVIEW_ON in one.schema["properties"]]
    place = StrIndex("version__body", Value(_WRITTEN)) + len(_WRITTEN)
    read = PeriodicReview.unscoped.filter(
        outcome=ReviewOutcome.UNCHANGED, document=OuterRef("document")
    ).annotate(written=Cast("day", CharField()))
    periods = (
        Validity.unscoped.filter(
            # By the document's kind first: few have such a day, and bodies are long.
            Validity.at(now()),
            document__kind__in=dated,
            document__agency_id__in=agencies,
            version__body__contains=_WRITTEN,
        )
        .annotate(until=Substr("version__body", place, 10, output_field=CharField()))
        .filter(~Exists(read.filter(written__gte=OuterRef("until"), at__gte=OuterRef("starts"))))
    )
    if before:
        periods = periods.filter(until__lte=day.isoformat())
    return Q(pk__in=periods.values("document"))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def soon(at: Standing) -> QuerySet[Document]:
    """Return what this person finds in «Đến hạn soát xét», to be counted."""
    until = today() + timedelta(days=SOON)
    found = Document.unscoped.filter(issued_readable(at), looked_after(at))
    rows: QuerySet[Document] = found.filter(due_by(until, sorted(at.agency_ids)))
    return rows


def of_documents(documents: Iterable[Document]) -> dict[int, Due]:
    """Return by when each of these documents, which policy has shown already, is read again."""
    pks = [one.pk for one in documents]
    return {one.document_id: one for one in dues_of(Document.unscoped.filter(pk__in=pks))}
