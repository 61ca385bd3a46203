"""Entering results of objectives; beginning the drafts of a year from those of the year before."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from registry import kinds
from registry.administration import agencies
from registry.canonical import Body
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Validity, Version
from registry.documents.streams import lock_document, stream_of, tell
from registry.kinds.objectives import QUARTERS
from registry.kinds.years import words_later, year_of
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import Forbidden, Standing, readable, standing
from registry.readers.numbers import decimal_of
from registry.shown import compared, named
from registry.trail import events
from registry.vietnamese import one_line
from registry.yearly.figures import KIND, Objective, entries_of, objectives_of
from registry.yearly.models import ObjectiveValue
from registry.yearly.policies import Reporting

# As long as the column.
LONGEST = 500
_YEARS = uuid.UUID("0f6d1f0e-6d5c-5a37-9a52-3b6d8a1f7c24")


class Outdated(DocumentError):
    """Somebody entered something since the page was opened."""


class BadValues(DocumentError):
    """What was typed is no number; `fields` says of which quarter, in Vietnamese."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(next(iter(fields.values())))
        self.fields = fields


def version_of(document: Document) -> Version | None:
    """Return the version of a document that holds now."""
    periods = Validity.objects.of(document.agency_id).filter(Validity.at(now()), document=document)
    period = periods.select_related("version").first()
    return period.version if period else None


def objective_of(document: Document, row: str) -> Objective | None:
    """Find one objective of the text in force of a document; two queries."""
    version = version_of(document) if document.kind == KIND else None
    if version is None:
        return None
    found = objectives_of(document, version.data, entries_of([document.pk]))
    return next((one for one in found if one.id == row), None)


def shown_of(one: Objective) -> str:
    """Return what a page on which results are entered shows: target, owner, results."""
    return named(_parts(one))


def _parts(one: Objective) -> dict[str, Any]:
    given = {code: one.results[code].value for code in QUARTERS if code in one.results}
    return {"muc-tieu": [one.words, one.target, one.owner], "ket-qua": given}


@transaction.atomic
def report(
    actor: User,
    document: Document,
    row: str,
    values: Mapping[str, str],
    *,
    remark: str = "",
    seen: str,
    idempotency_key: str = "",
) -> list[ObjectiveValue]:
    """Enter what was reached, quarter by quarter, as people write numbers; "" takes a result back.

    Only quarters that say something else are written, each with who and when; what was entered
    before stays to be read. `seen` is `shown_of` of the page.
    Raises Forbidden, BadValues, Outdated, DocumentError where no such objective is in force.
    """
    key = events.keyed("report", events.owned(actor, idempotency_key), row, dict(values), remark)
    fresh = lock_document(document)
    done = events.already_done(stream_of(fresh), key, DocumentError)
    one = objective_of(fresh, row)
    if one is None:
        raise DocumentError("Mục tiêu này không còn trong văn bản đang có hiệu lực.")
    rights = Reporting(standing(actor), fresh)
    if not rights.may(one.owner):
        raise Forbidden("Ông/bà không có quyền nhập kết quả của mục tiêu này.")
    if done is not None:
        pks = events.data_of(done)["entries"]
        return list(ObjectiveValue.objects.of(fresh.agency_id).filter(pk__in=pks))
    read = _read(values)
    if compared(seen, _parts(one)):
        raise Outdated(
            "Có người vừa nhập kết quả của mục tiêu này sau khi ông/bà mở trang. Điều ông/bà nhập"
            " vẫn còn ở đây; hãy so với kết quả hiện có rồi lưu lại."
        )
    before = {code: result.value for code, result in one.results.items()}
    changed = {code: value for code, value in read.items() if before.get(code, "") != value}
    if not changed:
        raise DocumentError("Chưa có kết quả nào khác với kết quả đã lưu.")
    giver = rights.giver(one.owner)
    made = [
        ObjectiveValue.objects.create(
            agency_id=fresh.agency_id,
            document=fresh,
            row=row,
            quarter=code,
            value=value,
            remark=one_line(remark, LONGEST),
            by=actor,
            on_behalf_of=giver,
            at=now(),
        )
        for code, value in changed.items()
    ]
    events.append(
        stream_of(fresh),
        "objective.reported",
        {"row": row, "quarters": sorted(changed), "entries": [entry.pk for entry in made]},
        actor=actor,
        on_behalf_of=giver,
        agency=fresh.agency_id,
        idempotency_key=key,
    )
    return made


def _read(values: Mapping[str, str]) -> dict[str, str]:
    found, wrong = {}, {}
    for code, label in QUARTERS.items():
        text = one_line(values.get(code, ""))
        try:
            found[code] = decimal_of(text) if text else ""
        except ValueError as error:
            wrong[code] = f"{label}: {error}"
            continue
        whole, _, decimals = found[code].lstrip("-").partition(".")
        if len(whole) > 20 or len(decimals) > 10:
            wrong[code] = f"{label}: số quá dài. Hãy viết nhiều nhất 20 chữ số."
    if wrong:
        raise BadValues(wrong)
    return found


# A new year.


@dataclass(frozen=True)
class Candidate:
    """A document of a year, and what it would be called the year after; `there` is its draft."""

    document: Document
    code: str
    title: str
    body: Body
    there: Document | None

    @property
    def renamed(self) -> bool:
        """Whether its title says another year."""
        return self.title != self.document.title


def next_uid(document: Document, year: int) -> uuid.UUID:
    """Return the uid of the document that is made of this one for a year: always the same, so that
    it is made once."""
    return uuid.uuid5(_YEARS, f"{document.uid}:{year}")


def may_begin(at: Standing, agency: Agency) -> bool:
    """Tell whether the person begins a year for a whole agency."""
    return agency.pk in at.agencies_where("document.create")


def candidates(at: Standing, agency: Agency, year: int) -> list[Candidate]:
    """Return what goes by a year and may be begun for the next: policy, objectives, plans; two
    queries."""
    yearly = [kind.code for kind in kinds.all_kinds() if kind.next_year]
    seen = readable(at, Document).filter(agency=agency, kind__in=yearly)
    periods = (
        Validity.objects.of(agency)
        .filter(Validity.open_at(now()), document__in=seen.values("pk"))
        .select_related("version", "document__owner_unit")
        .order_by("starts")
    )
    latest = {period.document_id: period for period in periods}
    found = []
    for period in latest.values():
        version, document = period.version, period.document
        kind, body = kinds.get(version.kind), version.data
        named = f"{version.code} {version.title}"
        of_year = year_of(body)
        if of_year is None and words_later(named, year) == named and kind.code != "policy":
            continue
        if of_year not in (None, year):
            continue
        assert kind.next_year is not None
        code = words_later(version.code, year)
        if code and code == version.code:
            code = f"{code}-{year + 1}"[:60]
        title = words_later(version.title, year)
        found.append(Candidate(document, code, title, kind.next_year(body), None))
    uids = {next_uid(one.document, year + 1): one.document.pk for one in found}
    rows = Document.objects.of(agency).filter(uid__in=uids)
    there = {uids[row.uid]: row for row in rows}
    order = {code: place for place, code in enumerate(yearly)}
    return sorted(
        (replace(one, there=there.get(one.document.pk)) for one in found),
        key=lambda one: (order[one.document.kind], one.document.code, one.document.pk),
    )


@transaction.atomic
def begin_year(
    actor: User, agency: Agency, year: int, chosen: Collection[int]
) -> tuple[list[Document], list[Document]]:
    """Make drafts of next year of the chosen documents of a year (primary keys).

    Returns those made now, and those that were there already: a second press and a second run make
    nothing twice. All or none. Raises Forbidden, DocumentError where nothing is chosen or something
    chosen is not offered.
    """
    at = standing(actor)
    if not may_begin(at, agency):
        raise Forbidden("Ông/bà không có quyền lập tài liệu năm mới của cơ quan.")
    events.lock_streams(agencies.stream_of(agency))
    known = {one.document.pk: one for one in candidates(at, agency, year)}
    if not chosen:
        raise DocumentError("Chưa chọn tài liệu nào. Hãy đánh dấu tài liệu cần lập cho năm mới.")
    if set(chosen) - set(known):
        raise DocumentError(
            f"Có tài liệu đã chọn không còn là tài liệu năm {year} đang có hiệu lực. Hãy xem lại."
        )
    made, there = [], []
    for pk in sorted(set(chosen), key=list(known).index):
        one = known[pk]
        if one.there is not None:
            there.append(one.there)
            continue
        draft = documents.create(
            actor,
            agency,
            one.document.kind,
            title=one.title,
            code=one.code,
            body=one.body,
            owner_unit=one.document.owner_unit,
            uid=next_uid(one.document, year + 1),
        )
        facts = {"from": str(one.document.uid), "year": year + 1}
        tell(draft, "document.begun_for_year", facts, actor)
        made.append(draft)
    if made:
        facts = {"year": year + 1, "documents": [draft.pk for draft in made]}
        agencies.note(actor, agency, "agency.year_begun", facts)
    return made, there
