"""What strangers may read: procedures in force that are public in every respect.

The document was issued for everybody to read, and its agency works.
A form is shown with the procedure that uses it, when the form is public too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from processes.engine.definition import compile_definition
from registry.adoption.models import Adoption, AdoptionState
from registry.canonical import Body
from registry.documents.columns import short
from registry.documents.models import Confidentiality, Document, Validity, Version
from registry.lists.ordering import by_words
from registry.now import LOCAL, now, today
from registry.vietnamese import slug
from rules.worktime import durations

_OPEN = Q(document__confidentiality=Confidentiality.PUBLIC, document__agency__active=True)


_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# How long a procedure is called new after a change.
FRESH = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """An agency or unit by which a list is narrowed: what stands in the address, and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Row:
    """One procedure in a list."""

    uid: str
    code: str
    title: str
    path: str
    field: str
    field_slug: str
    agency: str
    agency_code: str
    unit: Place | None
    # Agencies below that work by it (registry.adoption).
    adopters: tuple[Place, ...]
    deadline: str
    # What it costs in a few words: «75.000 đồng/trường hợp», «Không thu».
    price: str
    number: str
    starts: datetime
    # Uids of the legal texts that it is based on.
    cites: tuple[str, ...]

    @property
    def agencies(self) -> list[Place]:
        """The agency of the procedure and those that adopted it: where it may be done."""
        return [Place(self.agency_code, self.agency), *self.adopters]

    def news(self, instant: datetime) -> str:
        """Say «Mới ban hành», «Mới cập nhật» or nothing."""
        return news_of(self.number, self.starts, instant)


@dataclass(frozen=True)
class Procedure:
    """One procedure in force with all that its page says."""

    document: Document
    version: Version
    body: Body
    starts: datetime
    # Since when it may no longer be used; None for the version in force.
    ended: datetime | None
    periods: list[Validity]
    forms: list[Validity]
    # The legal texts that it is based on and that everybody may read, by their uid.
    laws: dict[str, Version]
    # Agencies below that work by it; empty for one that is the agency's own.
    adopters: tuple[Place, ...]

    # The title in force, which names the address of older versions too.
    title: str

    @property
    def path(self) -> str:
        """The right address of the procedure in force."""
        return path_of(self.title, self.document.uid)


def path_of(title: str, uid: UUID) -> str:
    """Return an address: `/thu-tuc/dang-ky-khai-sinh-1a2b3c4d/`.

    The name may change, the last part never does.
    """
    return f"/thu-tuc/{quote(name_of(title))}-{short(uid)}/"


def law_path(title: str, uid: UUID) -> str:
    """Return the address of a legal text: `/van-ban/luat-ho-tich-1a2b3c4d/`."""
    return f"/van-ban/{quote(name_of(title))}-{short(uid)}/"


def absolute(path: str) -> str:
    """Return the whole address of a page: the same whatever name the reader came in by."""
    return settings.BASE_URL.rstrip("/") + path


def name_of(title: str) -> str:
    """Return the name part of an address."""
    return slug(title)[:80].strip("-") or "thu-tuc"


def news_of(number: str, starts: datetime, instant: datetime) -> str:
    """Say how new a procedure is in its first thirty days, by its number («01/00» is the first)."""
    if instant - starts >= FRESH:
        return ""
    return "Mới ban hành" if number == "01/00" else "Mới cập nhật"


def money(fee: Body) -> str:
    """Write a fee: `75.000 đồng/trường hợp`; nothing to pay is «Không thu», no amount is empty."""
    amount = fee.get("amount")
    if amount is None:
        return ""
    if not amount:
        return "Không thu"
    per = f"/{fee['per']}" if fee.get("per") else ""
    return f"{amount:,}".replace(",", ".") + f" đồng{per}"


def price(fees: list[Body]) -> str:
    """Say in a few words what a procedure costs: by its first fee, the main one."""
    if not any(fee.get("amount") is None or fee["amount"] for fee in fees):
        return "Không thu"
    return money(fees[0]) if fees[0].get("amount") else "Xem mức thu"


def directory() -> tuple[list[Row], datetime | None]:
    """Return every public procedure in force, in two queries, and until when the list holds."""
    instant = now()
    periods = list(
        Validity.unscoped.filter(
            _OPEN, Q(ends=None) | Q(ends__gt=instant), document__kind="process"
        ).select_related("version", "document__agency", "document__owner_unit")
    )
    adopters, until = _adopters(instant) if periods else ({}, None)
    rows = [
        _row(period, adopters.get(period.document_id, ()))
        for period in periods
        if period.starts <= instant
    ]
    changes = [one for one in (next_change(periods, instant), until) if one is not None]
    return rows, min(changes, default=None)


def _adopters(
    instant: datetime, document: Document | None = None
) -> tuple[dict[int, tuple[Place, ...]], datetime | None]:
    """Who works by which shared document (or by this one) today, and when that next changes by
    itself."""
    rows = list(
        Adoption.unscoped.filter(
            Q(ends=None) | Q(ends__gte=today()),
            Q(document=document) if document else Q(),
            state=AdoptionState.CONFIRMED,
            agency__active=True,
            document__kind="process",
            document__confidentiality=Confidentiality.PUBLIC,
        )
        .select_related("agency")
        .order_by(by_words("agency__name"), "pk")
    )
    found: dict[int, tuple[Place, ...]] = {}
    for row in rows:
        if row.starts is None or row.starts <= today():
            place = Place(row.agency.code, row.agency.name)
            found[row.document_id] = (*found.get(row.document_id, ()), place)
    days = [row.starts for row in rows] + [row.ends + timedelta(1) for row in rows if row.ends]
    moments = [midnight for day in days if day and (midnight := _midnight(day)) > instant]
    return found, min(moments, default=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def procedure(name: str, last: str, number: str = "") -> tuple[Procedure | None, datetime | None]:
    """Return the procedure at an address, by four queries.

    `name` is the slug of its title, `last` its short uid.

    With a `number` («01/00») the version that held by then, if everybody might read it; an older
    one shows no forms: those in force now are not its own.

    Two documents may share eight digits: the name decides between them.
    """
    instant = now()
    periods = list(at_address(last))
    holding = [
        period
        for period in periods
        if period.starts <= instant and (period.ends is None or instant < period.ends)
    ]
    if not holding:
        return None, None
    current = next((one for one in holding if name_of(one.version.title) == name), holding[0])
    own = [period for period in periods if period.document_id == current.document_id]
    if number and number != current.version.number:
        return _older(own, number, instant, current.version.title), next_change(own, instant)
    body = current.version.data
    form_periods = _form_periods(current.document, body, instant)
    law_periods = _law_periods(body, instant)
    adopters, until = (
        _adopters(instant, current.document) if current.document.shared else ({}, None)
    )
    found = Procedure(
        document=current.document,
        version=current.version,
        body=body,
        starts=current.starts,
        ended=None,
        periods=own,
        forms=[period for period in form_periods if period.starts <= instant],
        laws=_in_force(law_periods, instant),
        adopters=adopters.get(current.document_id, ()),
        title=current.version.title,
    )
    changes = [next_change([*own, *form_periods, *law_periods], instant), until]
    changes += [one for one in (current.starts + FRESH,) if one > instant]
    return found, min((one for one in changes if one is not None), default=None)


def law(name: str, last: str) -> tuple[Version | None, datetime | None]:
    """Return the legal text at an address as it is in force, by one query, and until when."""
    instant = now()
    periods = list(at_address(last, "legal-text"))
    texts = list(_in_force(periods, instant).values())
    named = next((one for one in texts if name_of(one.title) == name), None)
    return named or next(iter(texts), None), next_change(periods, instant)


def _in_force(periods: Iterable[Validity], instant: datetime) -> dict[str, Version]:
    found = {}
    for period in periods:
        if period.starts <= instant and (period.ends is None or instant < period.ends):
            # The same row, which has been read already.
            period.version.document = period.document
            found[str(period.document.uid)] = period.version
    return found


def at_address(last: str, kind: str = "process") -> QuerySet[Validity]:
    """Return the periods of every public procedure (or another kind) whose address ends so."""
    found = Validity.unscoped.filter(_OPEN, document__kind=kind, document__short_uid=last)
    related = found.select_related("version", "document", "document__agency__parent__parent")
    return related.order_by("starts", "pk")


def _older(own: list[Validity], number: str, instant: datetime, title: str) -> Procedure | None:
    """A version that was in force for some time and is no longer."""
    for period in own:
        if period.version.number == number and readable(period, instant):
            return Procedure(
                document=period.document,
                version=period.version,
                body=period.version.data,
                starts=period.starts,
                ended=period.ends,
                periods=own,
                forms=[],
                laws={},
                adopters=(),
                title=title,
            )
    return None


def readable(period: Validity, instant: datetime) -> bool:
    """Tell whether everybody may read what held in this period, and the period is over."""
    return period.public and period.ends is not None and period.starts < period.ends <= instant


def next_change(periods: Iterable[Validity], instant: datetime) -> datetime | None:
    """Return the first instant after this one at which a period begins or ends."""
    later = [
        moment
        for period in periods
        for moment in (period.starts, period.ends)
        if moment is not None and moment > instant
    ]
    return min(later, default=None)


def _form_periods(document: Document, body: Body, instant: datetime) -> list[Validity]:
    """Periods, now or later, of the public forms that the steps use, in the order of the steps."""
    uids = [
        str(step["form"])
        for step in body.get("steps", [])
        if step.get("form") and step.get("form_part") != "officer"
    ]
    order = {uid: place for place, uid in enumerate(dict.fromkeys(uids))}
    if not order:
        return []
    above = [agency.pk for agency in document.agency.ancestors()]
    periods = Validity.unscoped.filter(
        _OPEN,
        Q(ends=None) | Q(ends__gt=instant),
        Q(document__agency=document.agency_id)
        | Q(document__agency__in=above, document__shared=True),
        document__kind="form",
        document__uid__in=list(order),
    ).select_related("version", "document")
    return sorted(periods, key=lambda period: order[str(period.document.uid)])


def _law_periods(body: Body, instant: datetime) -> list[Validity]:
    """Periods, now or later, of the public legal texts that a procedure is based on."""
    uids = cited(body)
    if not uids:
        return []
    found = Validity.unscoped.filter(
        _OPEN,
        Q(ends=None) | Q(ends__gt=instant),
        document__kind="legal-text",
        document__uid__in=uids,
    )
    return list(found.select_related("version", "document"))


def cited(body: Body) -> tuple[str, ...]:
    """Return the uids of the legal texts that a body is based on."""
    named = (str(item["uid"]) for item in body.get("legal_basis", []) if item.get("uid"))
    return tuple(dict.fromkeys(uid for uid in named if _UID.fullmatch(uid)))


def _row(period: Validity, adopters: tuple[Place, ...]) -> Row:
    body, agency = period.version.data, period.document.agency
    field = str(body.get("field", "")).strip() or "Lĩnh vực khác"
    definition = compile_definition(body)
    variant = definition.variant(definition.default_variant)
    unit = period.document.owner_unit
    return Row(
        uid=str(period.document.uid),
        code=period.version.code,
        title=period.version.title,
        path=path_of(period.version.title, period.document.uid),
        field=field,
        field_slug=slug(field),
        agency=agency.name,
        agency_code=agency.code,
        unit=Place(f"{agency.code}~{unit.code}", unit.name) if unit else None,
        adopters=adopters,
        deadline=durations.format(variant.time, body.get("day_unit", "")) if variant else "",
        price=price(body.get("fees", [])),
        number=period.version.number,
        starts=period.starts,
        cites=cited(body),
    )
