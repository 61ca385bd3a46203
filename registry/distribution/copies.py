"""Controlled printed copies: printing one with its number, taking it back, «còn hiệu lực không?».

The QR of a copy opens a public page that says whether the copy holds, and nothing of what it is.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.safestring import SafeString, mark_safe

from registry import policy
from registry.distribution import policies
from registry.distribution.delivering import is_over, open_periods
from registry.distribution.errors import DistributionError
from registry.distribution.models import ControlledCopy, CopyState
from registry.documents.issue import numbering
from registry.documents.models import Validity, Version
from registry.documents.streams import lock_document, stream_of
from registry.lists.counting import Counted
from registry.now import now, today
from registry.organisation.models import Dated, Membership, Unit, User
from registry.trail import events
from registry.vietnamese import one_line

PATH = "/ban-in/"
PRINTED = "copy.printed"


@transaction.atomic
def print_copy(
    actor: User,
    version: Version,
    *,
    person: User | None = None,
    unit: Unit | None = None,
    key: str = "",
) -> ControlledCopy:
    """Make the next controlled copy of an issue for a person or a unit; twice pressed, it is one.

    Raises Forbidden, DistributionError without one holder of the agency, or for an issue that holds
    no more.
    """
    document = lock_document(version.document)
    policies.require(_keeps(actor, document.agency_id))
    policies.require(policy.visible(actor, Version).filter(pk=version.pk).exists())
    holder = {"person": person.pk if person else None, "unit": unit.pk if unit else None}
    key = events.keyed("copy", key, version.pk, holder)
    if done := events.already_done(stream_of(document), key, DistributionError):
        made: ControlledCopy = ControlledCopy.objects.of(document.agency_id).get(
            version=version, number=events.data_of(done)["number"]
        )
        return made
    if (person is None) == (unit is None):
        raise DistributionError("Hãy chọn một người hoặc một phòng ban giữ bản in.")
    here = Membership.objects.of(document.agency_id).filter(Dated.on(today()), user=person)
    if person is not None and not here.exists():
        raise DistributionError("Người giữ bản in không làm việc ở cơ quan này. Hãy chọn lại.")
    if unit is not None and unit.agency_id != document.agency_id:
        raise DistributionError("Phòng ban giữ bản in không thuộc cơ quan này. Hãy chọn lại.")
    if is_over(version):
        raise DistributionError(
            "Lần ban hành này không còn hiệu lực nên không in bản có kiểm soát được. Hãy mở lần"
            " ban hành đang có hiệu lực."
        )
    copy: ControlledCopy = ControlledCopy.objects.create(
        agency_id=document.agency_id,
        version=version,
        number=numbering.next_number(document.agency_id, f"copies:{version.uid}"),
        person=person,
        unit=unit,
        printed_at=now(),
        printed_by=actor,
    )
    events.append(
        stream_of(document),
        PRINTED,
        {"version": version.pk, "copy": copy.pk, "number": copy.number, **_named(holder)},
        actor=actor,
        on_behalf_of=policies.giver_of(actor, policies.KEEP, document),
        agency=document.agency_id,
        idempotency_key=key,
    )
    return copy


def _named(holder: dict[str, int | None]) -> dict[str, int]:
    return {name: pk for name, pk in holder.items() if pk is not None}


@transaction.atomic
def end_copy(actor: User, copy: ControlledCopy, state: str, note: str = "") -> ControlledCopy:
    """Note what became of a printed copy: taken back, destroyed, lost; the same again is nothing.

    Raises Forbidden, DistributionError for another end than the one that stands, or a lost copy
    without a word.
    """
    document = lock_document(copy.version.document)
    policies.require(_keeps(actor, document.agency_id))
    row: ControlledCopy = (
        ControlledCopy.objects.of(document.agency_id)
        .select_for_update(of=("self",))
        .get(pk=copy.pk)
    )
    if state not in CopyState.values or state == CopyState.HELD:
        raise DistributionError("Hãy chọn: đã thu hồi, đã tiêu hủy hoặc bị mất.")
    if row.state == state:
        return row
    if row.state != CopyState.HELD:
        raise DistributionError(
            f"Bản in này đã được ghi là «{row.get_state_display()}» rồi, nên không đổi nữa."
        )
    note = one_line(note, 300)
    if state == CopyState.LOST and not note:
        raise DistributionError("Bản in bị mất thì phải ghi mất ở đâu, lúc nào. Hãy ghi chú.")
    row.state, row.note, row.ended_at, row.ended_by = state, note, now(), actor
    row.save(update_fields=["state", "note", "ended_at", "ended_by"])
    events.append(
        stream_of(document),
        "copy.ended",
        {"version": row.version_id, "copy": row.pk, "number": row.number, "state": state},
        actor=actor,
        on_behalf_of=policies.giver_of(actor, policies.KEEP, document),
        agency=document.agency_id,
    )
    return row


def _keeps(actor: User, agency_id: int) -> bool:
    return policies.keeps_copies(policy.standing(actor), agency_id)


def to_recall(agency_id: int) -> Q:
    """Select held copies that have to come back: of issues that hold no more, of who has left."""
    over = ~Q(version__validities__in=open_periods(agency_id))
    return Q(state=CopyState.HELD) & (over | left(agency_id))


def left(agency_id: int) -> Q:
    """Select copies whose holder works in the agency no more."""
    here = Membership.objects.of(agency_id).filter(Dated.on(today()), user=OuterRef("person"))
    return Q(~Exists(here), person__isnull=False)


def counted(at: policy.Standing) -> Counted:
    """Return how many copies the person has to take back, to be counted together with others."""
    over = Q(pk__in=[])
    for agency in at.agencies_where(policies.KEEP):
        over |= Q(agency_id=agency) & to_recall(agency)
    return Counted(policy.readable(at, ControlledCopy).filter(over), {"recall": Count("pk")})


def flag(condition: Q) -> ExpressionWrapper:
    """Return a column that tells whether a condition holds of a row."""
    return ExpressionWrapper(condition, BooleanField())


# --- the public page ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What anybody is told of a printed copy: whether it holds, the number of its issue, a day.

    `since` is when its issue began to hold or will; `until` when it ended.
    """

    holds: bool
    number: str
    since: datetime | None
    until: datetime | None
    coming: bool = False
    # The agency has taken it back, destroyed it or lost it.
    ended: bool = False


def code_of(copy: ControlledCopy) -> str:
    """Return the code for the QR of a copy: 22 letters that fit an address."""
    return base64.urlsafe_b64encode(copy.secret.bytes).decode().rstrip("=")


def address_of(copy: ControlledCopy) -> str:
    """Return the whole address that the QR opens."""
    return f"{settings.BASE_URL.rstrip('/')}{PATH}{code_of(copy)}/"


def picture_of(copy: ControlledCopy) -> SafeString:
    """Draw the QR as an SVG, without colours or style of its own."""
    drawing = segno.make(address_of(copy), error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None, title="Mã QR của bản in"
    )
    return mark_safe(drawing)


def answer_to(code: str) -> Answer | None:
    """Return what is told of the copy with this code; None for a code of no copy."""
    try:
        raw = base64.urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    if len(raw) != 16:
        return None
    copy = ControlledCopy.unscoped.filter(secret=uuid.UUID(bytes=raw)).first()
    if copy is None:
        return None
    # An issue has one period; where it was taken back before it began, that is empty.
    period = Validity.objects.of(copy.agency_id).filter(version=copy.version_id).first()
    version = Version.objects.of(copy.agency_id).only("issue_no", "revision_no")
    number = version.get(pk=copy.version_id).number
    ended = copy.state != CopyState.HELD
    if period is None:
        return Answer(False, number, None, None, ended=ended)
    at = now()
    over = period.ends is not None and period.ends <= max(at, period.starts)
    return Answer(
        holds=not over and not ended,
        number=number,
        since=period.starts,
        until=period.ends,
        coming=period.starts > at,
        ended=ended,
    )
