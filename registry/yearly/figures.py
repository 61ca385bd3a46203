"""Objectives of a year with what was reached of them: targets, results, how much is done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from registry.canonical import Body
from registry.documents.models import Document, Validity
from registry.kinds.objectives import QUARTERS, reached, target
from registry.kinds.sheet import number
from registry.now import now, today
from registry.policy import Standing, readable
from registry.yearly.models import ObjectiveValue

KIND = "objectives"


@dataclass(frozen=True)
class Result:
    """One result of a quarter: `entry` is None where the issued text brought it along."""

    quarter: str
    value: str
    entry: ObjectiveValue | None = None

    @property
    def label(self) -> str:
        """The quarter in words."""
        return QUARTERS[self.quarter]

    @property
    def written(self) -> str:
        """The value as people write it."""
        return number(self.value)


@dataclass(frozen=True)
class Objective:
    """One objective of a year, with its results by quarter."""

    document: Document
    row: Body
    year: int
    results: dict[str, Result]
    history: list[ObjectiveValue] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of its row in the body."""
        return str(self.row["id"])

    @property
    def words(self) -> str:
        """What is to be reached."""
        return str(self.row.get("objective", ""))

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return str(self.row.get("owner", ""))

    @property
    def unit(self) -> str:
        """In what it is counted."""
        return str(self.row.get("unit", ""))

    @property
    def target(self) -> str:
        """The target in words: «≥ 98 %»."""
        return target(self.row)

    @property
    def aim(self) -> str:
        """The target without its sign: «98 %»."""
        return " ".join(part for part in (number(self.row.get("target")), self.unit) if part)

    @property
    def due(self) -> date | None:
        """By which day it is to be reached."""
        try:
            return date.fromisoformat(str(self.row.get("due", "")))
        except ValueError:
            return None

    @property
    def last(self) -> Result | None:
        """The result of the latest quarter that has one."""
        given = [self.results[code] for code in QUARTERS if code in self.results]
        return given[-1] if given else None

    @property
    def reached(self) -> str:
        """«Đạt», «Chưa đạt», or "" where nothing was measured yet."""
        given = {code: result.value for code, result in self.results.items()}
        plain = {name: value for name, value in self.row.items() if name not in QUARTERS}
        return reached({**plain, **given})

    @property
    def good(self) -> bool:
        """Whether the latest result is what was wanted."""
        return self.reached == "Đạt"

    @property
    def late(self) -> bool:
        """Whether the day has passed and it is not reached."""
        return self.due is not None and self.due < today() and not self.good

    @property
    def done(self) -> int | None:
        """How much of the target is reached, in whole per cent, 100 at most; None: not measured."""
        last = self.last
        return share(self.row, last.value) if last else None


def share(row: Body, value: str) -> int | None:
    """Return how much of a target a value is, in whole per cent from 0 to 100.

    Of at least 98, 49 is half; of at most 5 days, 10 are half; what is to be equal is as near as it
    is. None where there is no number.
    """
    try:
        got, wanted = Decimal(value), Decimal(str(row.get("target", "")))
    except InvalidOperation:
        return None
    how = row.get("comparison")
    if (how == "at_least" and got >= wanted) or (how == "at_most" and got <= wanted):
        return 100
    if got == wanted:
        return 100
    if how == "at_least":
        part = got / wanted if wanted > 0 else Decimal(0)
    elif how == "at_most":
        part = wanted / got if got > 0 else Decimal(0)
    else:
        part = 1 - abs(got - wanted) / abs(wanted) if wanted else Decimal(0)
    return int(max(Decimal(0), min(part * 100, Decimal(99))))


def objectives_of(
    document: Document, body: Body, entries: Iterable[ObjectiveValue]
) -> list[Objective]:
    """Return the objectives of a text with the results that were entered, oldest first."""
    by_row = defaultdict(list)
    for entry in entries:
        by_row[entry.row].append(entry)
    found = []
    for row in body.get("objectives", []):
        results = {code: Result(code, row[code]) for code in QUARTERS if row.get(code)}
        for entry in by_row[row["id"]]:
            if entry.value:
                results[entry.quarter] = Result(entry.quarter, entry.value, entry)
            else:
                results.pop(entry.quarter, None)
        year = body.get("year") or today().year
        found.append(Objective(document, row, year, results, by_row[row["id"]]))
    return found


def entries_of(documents: Iterable[int]) -> list[ObjectiveValue]:
    """Return what was entered for documents that policy has shown already, oldest first."""
    rows = ObjectiveValue.unscoped.filter(document__in=list(documents))
    return list(rows.select_related("by", "on_behalf_of").order_by("pk"))


def texts(at: Standing, narrowed: Q | None = None) -> list[tuple[Document, Body]]:
    """Return the objectives in force that the person may read, newest year first; one query."""
    seen = readable(at, Document).filter(kind=KIND, agency_id__in=at.agency_ids)
    periods = Validity.unscoped.filter(
        Validity.at(now()), narrowed or Q(), document__in=seen.values("pk")
    ).select_related("version", "document__agency", "document__owner_unit")
    found = [(period.document, period.version.data) for period in periods]
    return sorted(found, key=lambda pair: (-(pair[1].get("year") or 0), pair[0].pk))


@dataclass(frozen=True)
class Year:
    """The objectives of one year, and how they stand."""

    year: int
    objectives: list[Objective]

    @property
    def reached(self) -> int:
        """How many are reached."""
        return sum(one.good for one in self.objectives)

    @property
    def passed(self) -> int:
        """How much of the year has passed, in whole per cent; 100 once it is over."""
        day = today()
        if day.year != self.year:
            return 100 if day.year > self.year else 0
        first, next_first = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        return round((day - first).days * 100 / (next_first - first).days)


def year_of(at: Standing, year: int | None = None) -> Year | None:
    """Return the objectives in force of a year (this one, else the latest before it); two queries.

    None where there are none.
    """
    found: list[tuple[Document, Any]] = texts(at)
    wanted = today().year if year is None else year
    years = {body.get("year") for _, body in found if body.get("year")}
    chosen = wanted if wanted in years else max((y for y in years if y < wanted), default=None)
    if chosen is None or (year is not None and chosen != year):
        return None
    of_year = [(document, body) for document, body in found if body.get("year") == chosen]
    entries = entries_of(document.pk for document, _ in of_year)
    objectives = [
        one
        for document, body in of_year
        for one in objectives_of(
            document, body, [entry for entry in entries if entry.document_id == document.pk]
        )
    ]
    return Year(chosen, objectives)
