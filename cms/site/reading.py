"""What strangers may read: procedures in force that are public in every respect.

The document was issued for everybody to read, and its agency works.
A form is shown with the procedure that uses it, when the form is public too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q

from processes.engine.definition import compile_definition
from registry.canonical import Body
from registry.documents.models import Confidentiality, Document, Validity, Version
from registry.now import now
from registry.vietnamese import slug
from rules.worktime import durations

_OPEN = Q(document__confidentiality=Confidentiality.PUBLIC, document__agency__active=True)


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
    deadline: str
    starts: datetime


@dataclass(frozen=True)
class Procedure:
    """One procedure in force with all that its page says."""

    document: Document
    version: Version
    body: Body
    starts: datetime
    periods: list[Validity]
    forms: list[Validity]

    @property
    def path(self) -> str:
        """Its right address."""
        return path_of(self.version.title, self.document.uid)


def path_of(title: str, uid: UUID) -> str:
    """`/thu-tuc/dang-ky-khai-sinh-1a2b3c4d/`: the name may change, the last part never does."""
    return f"/thu-tuc/{quote(name_of(title))}-{short(uid)}/"


def name_of(title: str) -> str:
    """The name part of an address."""
    return slug(title)[:80].strip("-") or "thu-tuc"


def short(uid: UUID) -> str:
    """The last eight hexadecimal digits."""
    return uid.hex[-8:]


def directory() -> tuple[list[Row], datetime | None]:
    """Every public procedure in force, in one query, and until when the list holds."""
    instant = now()
    periods = list(
        Validity.unscoped.filter(
            _OPEN, Q(ends=None) | Q(ends__gt=instant), document__kind="process"
        ).select_related("version", "document", "document__agency")
    )
    rows = [_row(period) for period in periods if period.starts <= instant]
    return rows, next_change(periods, instant)


def procedure(name: str, last: str) -> tuple[Procedure | None, datetime | None]:
    """The procedure at an address (`name` is its slug, `last` the short uid), in two queries.

    Two documents may share eight digits: the name decides between them.
    """
    instant = now()
    periods = list(
        Validity.unscoped.filter(_OPEN, document__kind="process", document__uid__endswith=last)
        .select_related("version", "document", "document__agency__parent__parent")
        .order_by("starts", "pk")
    )
    holding = [
        period
        for period in periods
        if period.starts <= instant and (period.ends is None or instant < period.ends)
    ]
    if not holding:
        return None, None
    current = next((one for one in holding if name_of(one.version.title) == name), holding[0])
    own = [period for period in periods if period.document_id == current.document_id]
    body = current.version.data
    form_periods = _form_periods(current.document, body, instant)
    found = Procedure(
        document=current.document,
        version=current.version,
        body=body,
        starts=current.starts,
        periods=own,
        forms=[period for period in form_periods if period.starts <= instant],
    )
    return found, next_change([*own, *form_periods], instant)


def next_change(periods: Iterable[Validity], instant: datetime) -> datetime | None:
    """The first instant after this one at which a period begins or ends."""
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


def _row(period: Validity) -> Row:
    body, agency = period.version.data, period.document.agency
    field = str(body.get("field", "")).strip() or "Lĩnh vực khác"
    definition = compile_definition(body)
    variant = definition.variant(definition.default_variant)
    return Row(
        uid=str(period.document.uid),
        code=period.version.code,
        title=period.version.title,
        path=path_of(period.version.title, period.document.uid),
        field=field,
        field_slug=slug(field),
        agency=agency.name,
        agency_code=agency.code,
        deadline=durations.format(variant.time, body.get("day_unit", "")) if variant else "",
        starts=period.starts,
    )
