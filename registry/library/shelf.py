"""The library of a person: what is in force and may be read, by kind, field, unit and process.

Drafts are nowhere in it: what was never issued is no book of the library, and a revision is called
by its issue here.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import OrderBy

from registry import kinds, policy
from registry.documents.listing import called, listed
from registry.documents.models import Document, ReferenceRow, Validity
from registry.documents.policies import issued_readable
from registry.library.models import Favourite
from registry.lists.ordering import by_words
from registry.now import now
from registry.policy import Standing
from registry.vietnamese import sort_key

# «Mới trong tháng»: what has come into force within so many days.
NEW_DAYS = 30
# So many branches a group shows; the search box finds the others.
MOST_BRANCHES = 60
NEW, STARRED = "moi", "yeu-thich"


@dataclass(frozen=True)
class Shelfmark:
    """One way to narrow the library: the value of its filter, its name, how much is there."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """Branches of one sort, by the name of their filter; `more` are not shown."""

    name: str
    label: str
    branches: list[Shelfmark]
    more: int = 0


@dataclass(frozen=True)
class Row:
    """How many documents of one kind, unit and field there are: all, new, starred."""

    kind: str
    unit: str
    unit_name: str
    field: str
    number: int
    new: int
    starred: int


@dataclass(frozen=True)
class Shelf:
    """What a person's library holds: counted once, for tree, tabs and list."""

    rows: list[Row]
    processes: list[Shelfmark]

    def total(self, tab: str, **wanted: str) -> int:
        """Count the documents of a tab, narrowed by kind, unit, field ("" for any)."""
        return sum(
            {NEW: row.new, STARRED: row.starred}.get(tab, row.number)
            for row in self.rows
            if all(not value or getattr(row, name) == value for name, value in wanted.items())
        )

    def groups(self) -> list[Group]:
        """Return the tree: by kind in their order, the others by their names."""
        by_kind, by_field, by_unit = (Counter[str]() for _ in range(3))
        names: dict[str, str] = {}
        for row in self.rows:
            by_kind[row.kind] += row.number
            if row.field:
                by_field[row.field] += row.number
            if row.unit:
                by_unit[row.unit] += row.number
                names[row.unit] = row.unit_name
        known = [
            Shelfmark(kind.code, kind.label, by_kind[kind.code])
            for kind in kinds.all_kinds()
            if by_kind[kind.code]
        ]
        fields = _by_label(Shelfmark(field, field, number) for field, number in by_field.items())
        units = _by_label(Shelfmark(pk, names[pk], number) for pk, number in by_unit.items())
        return [
            _group("loai", "Loại tài liệu", known),
            _group("linh-vuc", "Lĩnh vực", fields),
            _group("don-vi", "Đơn vị chủ trì", units),
            _group("quy-trinh", "Quy trình", self.processes),
        ]


def _group(name: str, label: str, branches: list[Shelfmark]) -> Group:
    return Group(name, label, branches[:MOST_BRANCHES], max(len(branches) - MOST_BRANCHES, 0))


def _by_label(branches: Any) -> list[Shelfmark]:
    return sorted(branches, key=lambda one: sort_key(one.label))


def shelf_of(at: Standing) -> Shelf:
    """Return what the library of a person holds; two queries, whatever it holds."""
    instant = now()
    readable = Document.unscoped.filter(issued_readable(at))
    starred = Favourite.unscoped.filter(user=at.user).values("document")
    counted = (
        readable.filter(Validity.at(instant, "validities__"))
        .order_by()
        .values("kind", "owner_unit_id", "owner_unit__name", "validities__field")
        .annotate(
            number=Count("pk"),
            new=Count("pk", filter=Q(validities__starts__gte=_month_ago(instant))),
            starred=Count("pk", filter=Q(pk__in=starred)),
        )
    )
    rows = [
        Row(
            one["kind"],
            str(one["owner_unit_id"] or ""),
            one["owner_unit__name"] or "",
            one["validities__field"],
            one["number"],
            one["new"],
            one["starred"],
        )
        for one in counted
    ]
    periods = Validity.unscoped.filter(Validity.at(instant), document__in=readable.values("pk"))
    return Shelf(rows, _processes(periods, instant))


def _processes(periods: QuerySet[Validity], instant: datetime) -> list[Shelfmark]:
    """The processes in force, each with the forms and rules that it names, as far as one may read
    them."""
    own = periods.filter(document__kind="process")
    uses = ReferenceRow.unscoped.filter(relation="uses")
    # Few documents are used at all: only these are asked whether they may be read.
    used = periods.filter(document__uid__in=uses.values("target_uid"))
    named = Q(
        version__reference_rows__relation="uses",
        version__reference_rows__target_uid__in=used.values("document__uid"),
    )
    known = own.order_by().annotate(
        n=Count("version__reference_rows__target_uid", filter=named, distinct=True)
    )
    return _by_label(
        Shelfmark(str(pk), f"{code} {title}".strip(), 1 + number)
        for pk, code, title, number in known.values_list(
            "document_id", "version__code", "version__title", "n"
        )
    )


def _month_ago(instant: datetime) -> datetime:
    return instant - timedelta(days=NEW_DAYS)


def issued(
    at: Standing,
    *,
    words: str = "",
    tab: str = "",
    kind: str = "",
    field: str = "",
    unit: str = "",
    process: int | None = None,
) -> QuerySet[Document]:
    """Return the documents of a person's library, narrowed, in the order of their codes."""
    instant = now()
    periods = Validity.unscoped.filter(Validity.at(instant))
    if tab == NEW:
        periods = periods.filter(starts__gte=_month_ago(instant))
    if field:
        periods = periods.filter(field=field)
    seen = Document.unscoped.filter(issued_readable(at), pk__in=periods.values("document"))
    found = listed(at.user, seen).filter(called(words))
    if tab == STARRED:
        stars = policy.visible(at.user, Favourite)
        found = found.filter(pk__in=stars.values("document"))
    if kind:
        found = found.filter(kind=kind)
    if unit:
        found = found.filter(owner_unit_id=int(unit)) if unit.isdigit() else found.none()
    if process is not None:
        own = Validity.unscoped.filter(Validity.at(instant), document=process)
        uses = ReferenceRow.unscoped.filter(relation="uses", version__in=own.values("version"))
        found = found.filter(Q(pk=process) | Q(uid__in=uses.values("target_uid")))
    found = found.order_by(OrderBy(by_words("code")), "pk")
    return found.select_related("owner_unit", "author")
