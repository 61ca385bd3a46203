"""Documents as lists and choosers show them to one person: what is issued, drafts that they may
read, what came lately and what ends soon."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, StrIndex, Substr

from registry import kinds, policy
from registry.documents.models import Document, ReferenceRow, Stage, Validity, Version
from registry.documents.policies import under_way
from registry.now import now
from registry.organisation.models import User
from registry.vietnamese import fold

# How a canonical body says from which day its text has no force: this, and the day.
_ENDS, _ENDS_WITH = "effective_to", '"effective_to":"'


def listed(user: User | None, rows: QuerySet[Document] | None = None) -> QuerySet[Document]:
    """List what the person may see, last changed first, each with what they may know of its draft.

    `draft_open`: a draft is under way, and they may read it. `changed`: when what they may read
    was changed last; who may not read the draft is told nothing by the order either. `rows` are
    what the person may see, where the caller has them already.
    """
    at = policy.standing(user)
    visible: QuerySet[Document] = policy.visible(user, Document) if rows is None else rows
    issued = Version.unscoped.filter(document=OuterRef("pk")).order_by("-issued_at")
    open_ = under_way(at)
    return visible.annotate(
        draft_open=ExpressionWrapper(open_, BooleanField()),
        changed=Case(
            When(open_ | Q(stage=Stage.IDLE), then=F("updated_at")),
            default=Subquery(issued.values("issued_at")[:1]),
        ),
    ).order_by("-changed", "-pk")


def called(words: str) -> Q:
    """Return the condition for listed documents (`listed`) that are called by these words.

    Each of the words is in the name, with or without accents; a draft's own name counts for whoever
    may read it.
    """
    found = Q()
    for word in fold(words).split():
        found &= Q(folded__contains=word) | Q(draft_open=True, next_folded__contains=word)
    return found


@dataclass(frozen=True)
class New:
    """An issue of the last days, and from when on it is in force."""

    version: Version
    starts: datetime


@dataclass(frozen=True)
class Ending:
    """A text from outside that loses its force on a day, and how many documents here name it."""

    version: Version
    day: date
    left: int
    named: int


@dataclass(frozen=True)
class Changing:
    """What came lately, newest first, and what ends soon, the next first."""

    new: list[New]
    ending: list[Ending]


def changing(user: User | None, since: datetime, today: date, days: int, most: int) -> Changing:
    """Return what was issued since an instant, and which texts lose their force within days.

    At most so many of each; one query. When a text ends, its body alone says. A body is canonical,
    so the day is found in it without being read.
    """
    at, instant = policy.standing(user), now()
    dated = [kind.code for kind in kinds.all_kinds() if _ENDS in kind.schema["properties"]]
    periods = Validity.unscoped.filter(version=OuterRef("pk"))
    open_ = periods.filter(Validity.open_at(instant))
    until = (today + timedelta(days=days)).isoformat()
    soon = Q(until__gt=today.isoformat(), until__lte=until, starts__lte=instant)
    place = StrIndex("body", Value(_ENDS_WITH))
    day = Substr("body", place + len(_ENDS_WITH), 10, output_field=CharField())
    rows = (
        policy.visible(user, Version)
        .annotate(
            starts=Subquery(open_.order_by("starts").values("starts")[:1]),
            place=Case(When(kind__in=dated, then=place), default=0),
        )
        .annotate(until=Case(When(place__gt=0, then=day), default=Value("")))
        .filter(soon | Q(issued_at__gte=since), starts__isnull=False)
        .annotate(ends=Case(When(soon, then="until"), default=Value("")))
        .annotate(
            # An empty day comes before every other, so what is new stands by itself.
            row=Window(
                RowNumber(),
                partition_by=[Case(When(ends="", then=0), default=1)],
                order_by=[F("ends").asc(), F("issued_at").desc(), F("pk").desc()],
            ),
            named=Subquery(_naming(at.agency_ids, instant).values("number")),
        )
        .filter(row__lte=most)
        .defer("body", "approvals")
        .order_by("row")
    )
    found = Changing([], [])
    for row in rows:
        if row.ends:
            last = date.fromisoformat(row.ends)
            found.ending.append(Ending(row, last, (last - today).days, row.named or 0))
        else:
            found.new.append(New(row, row.starts))
    return found


def _naming(agencies: set[int], instant: datetime) -> QuerySet[Any]:
    """How many documents in force of these agencies name the document of a version."""
    in_force = Validity.unscoped.filter(Validity.at(instant), version=OuterRef("version"))
    rows = ReferenceRow.unscoped.filter(
        Exists(in_force), target_uid=OuterRef("document__uid"), agency_id__in=agencies
    )
    return rows.values("target_uid").annotate(number=Count("document", distinct=True))
