"""Adopting, changing who stands for whom, ending: the only way to change adoptions."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from processes.adoption import binding, shown
from processes.adoption.binding import Bound
from processes.adoption.checks import adoptable, check_calendar, check_days, check_decider
from processes.adoption.errors import AdoptionError, Outdated, Withdrawn
from processes.adoption.needs import needs_of
from processes.adoption.people import CONFIRM, PREPARE, ask, tell
from processes.adoption.troubles import bars, troubles_of
from registry import canonical, policy, searchable
from registry.administration import services as organisation
from registry.adoption.models import Adoption, AdoptionState
from registry.documents.models import Document, Validity
from registry.notices.services import lay_aside
from registry.now import local, now, today
from registry.organisation.models import Agency, User
from registry.organisation.periods import check_end, check_period, overlapping
from registry.trail import events
from registry.trail.models import Event
from registry.vietnamese import one_code, one_line

__all__ = ["AdoptionError", "Outdated", "Withdrawn", "adoptable"]

STILL_BOUND = (
    "Vai trò này đang được gán để giải quyết hồ sơ nên không để trống được. Hãy chọn vai trò khác,"
    " hoặc thôi áp dụng quy trình."
)


@transaction.atomic
def prepare(
    actor: User,
    agency: Agency,
    document: Document,
    *,
    bindings: Iterable[Bound],
    seen: str,
    calendar: Document | None = None,
    starts: date | None = None,
    decision_no: str = "",
    decision_on: date | None = None,
) -> Adoption:
    """Put the adoption before the leader; preparing again changes what waits or was returned.

    `seen` is what the page showed (`shown.of`), "" where nothing was prepared. The same again
    writes nothing. Raises Forbidden, AdoptionError for a document that cannot be adopted here, one
    that is adopted already, bindings or a calendar that are not the agency's; Outdated where
    somebody has prepared something else since.
    """
    policy.require(actor, PREPARE, agency)
    events.lock_streams(organisation.stream_of(agency))
    if not adoptable(agency, document):
        raise AdoptionError(
            "Chỉ áp dụng được quy trình đang có hiệu lực mà cơ quan cấp trên dùng chung."
        )
    starts = starts or today()
    check_days(document, starts, decision_on)
    open_ = Adoption.objects.of(agency).filter(document=document).filter(ends=None).first()
    if open_ is not None and open_.confirmed:
        raise AdoptionError("Cơ quan đang áp dụng quy trình này. Hãy mở việc áp dụng đó.")
    earlier = Adoption.objects.of(agency).filter(overlapping(starts, None), document=document)
    if earlier.exclude(ends=None).exists():
        raise AdoptionError(
            "Lần áp dụng trước còn kéo dài đến sau ngày này. Hãy chọn ngày bắt đầu muộn hơn.",
            "starts",
        )
    row: Adoption = open_ or Adoption(agency=agency, document=document)
    earlier_row = copy(open_)
    row.state, row.reason = AdoptionState.PREPARED, ""
    row.bindings = _text(binding.checked(agency, bindings))
    row.calendar = check_calendar(agency, calendar)
    row.starts = starts
    row.decision_no, row.decision_on = one_code(decision_no, 80), decision_on
    if earlier_row is not None:
        if _prepared(earlier_row) == _prepared(row):
            return row
        shown.check_edited(earlier_row, seen)
    row.prepared_by, row.prepared_for = actor, policy.standing(actor).behalf(PREPARE, agency.pk)
    row.prepared_at = now()
    row.save()
    _tell(row, "adoption.prepared", actor, row.prepared_for)
    ask(row, CONFIRM, f"Chờ phê duyệt áp dụng: {document.title}", f"prepared:{row.prepared_at}")
    return row


def _prepared(row: Adoption) -> tuple[Any, ...]:
    """What the leader is asked to decide on."""
    return (
        row.state, row.bindings, row.calendar_id, row.starts, row.decision_no, row.decision_on
    )  # fmt: skip


@transaction.atomic
def confirm(
    actor: User,
    adoption: Adoption,
    *,
    seen: str,
    decision_no: str,
    decision_on: date | None = None,
) -> Adoption:
    """Record the leader's decision to adopt; from its first day on cases are opened here.

    `seen` is what the page showed on which it was decided (`shown.of`). Never by who prepared it,
    nor for them. A second click changes nothing.
    Raises Forbidden, Withdrawn, AdoptionError: something else is prepared or in force by now
    (Outdated), confirmed before by another decision, no decision number, a role without anybody
    bound to it, a document that is no longer in force.
    """
    fresh = _locked(adoption)
    number = one_code(decision_no, 80)
    if fresh.confirmed:
        policy.require(actor, "confirm", fresh)
        if number != fresh.decision_no or decision_on not in (None, fresh.decision_on):
            raise AdoptionError(
                f"Việc áp dụng đã được {fresh.confirmed_by or 'hệ thống'} phê duyệt từ trước theo"
                f" Quyết định {fresh.decision_no} ngày {fresh.decision_on:%d/%m/%Y}."
            )
        return fresh
    policy.require(actor, "confirm", fresh)
    giver = policy.standing(actor).behalf(CONFIRM, fresh.agency.pk)
    check_decider(actor, giver, fresh)
    if fresh.state != AdoptionState.PREPARED:
        raise AdoptionError("Việc áp dụng này đang chờ thư ký ISO chỉnh sửa.")
    shown.check(fresh, seen)
    if not number:
        raise AdoptionError("Chưa có số quyết định áp dụng. Hãy nhập số quyết định.", "decision_no")
    check_days(fresh.document, None, decision_on)
    barring = bars(troubles_of(fresh))
    if barring:
        raise AdoptionError(f"Chưa phê duyệt được: {barring[0].message}")
    fresh.state, fresh.decision_no = AdoptionState.CONFIRMED, number
    fresh.decision_on = decision_on or fresh.decision_on or today()
    fresh.confirmed_by, fresh.confirmed_for, fresh.confirmed_at = actor, giver, now()
    fresh.reason = ""
    fresh.save()
    told = {"decision_no": number, "seen": canonical.digest(seen)}
    _tell(fresh, "adoption.confirmed", actor, giver, told)
    _changed(fresh)
    if fresh.prepared_by is not None:
        tell(fresh, fresh.prepared_by, f"Đã phê duyệt áp dụng: {fresh.document.title}", "ok")
    return fresh


@transaction.atomic
def send_back(actor: User, adoption: Adoption, reason: str, *, seen: str) -> Adoption:
    """Send a prepared adoption back for changes, with the leader's reason.

    The same again changes nothing. Raises Forbidden, Withdrawn, AdoptionError: `seen` as for
    `confirm`, no reason.
    """
    fresh = _locked(adoption)
    policy.require(actor, "confirm", fresh)
    said = one_line(reason, 500)
    if fresh.state == AdoptionState.RETURNED and said == fresh.reason:
        return fresh
    if fresh.state != AdoptionState.PREPARED:
        raise AdoptionError("Việc áp dụng này không ở tình trạng chờ phê duyệt.")
    shown.check(fresh, seen)
    if not said:
        raise AdoptionError("Chưa ghi lý do. Hãy ghi rõ điều cần chỉnh sửa.", "reason")
    fresh.state, fresh.reason = AdoptionState.RETURNED, said
    fresh.save()
    _tell(
        fresh, "adoption.returned", actor, policy.standing(actor).behalf(CONFIRM, fresh.agency.pk)
    )
    if fresh.prepared_by is not None:
        said = f"Yêu cầu chỉnh sửa việc áp dụng {fresh.document.title}: {said}"
        tell(fresh, fresh.prepared_by, said, f"returned:{fresh.prepared_at}")
    return fresh


@transaction.atomic
def withdraw(actor: User, adoption: Adoption) -> None:
    """Drop what was not decided yet; the agency's stream keeps that it was there.

    Raises Forbidden, AdoptionError for what was decided, Withdrawn where it was dropped before.
    """
    fresh = _locked(adoption)
    policy.require(actor, "change", fresh)
    if fresh.confirmed:
        raise AdoptionError("Việc áp dụng đã được phê duyệt; chỉ kết thúc được, không xóa được.")
    _tell(
        fresh, "adoption.withdrawn", actor, policy.standing(actor).behalf(PREPARE, fresh.agency.pk)
    )
    fresh.delete()


@transaction.atomic
def change(
    actor: User,
    adoption: Adoption,
    *,
    bindings: Iterable[Bound],
    calendar: Document | None,
    seen: str,
) -> Adoption:
    """Bind other roles, units or another calendar while it holds; the leaders are told.

    Who works by the procedure is the agency's daily business and needs no new decision. Bindings
    of roles that the present issue no longer has are kept: running cases may still ask for them.
    None of those that are bound may be left open. The same again writes nothing. `seen` is what
    the page showed (`shown.of`); Outdated where somebody has bound others since.
    """
    fresh = _locked(adoption)
    policy.require(actor, "change", fresh)
    if not fresh.confirmed:
        raise AdoptionError("Việc áp dụng chưa được phê duyệt. Hãy sửa bản chờ phê duyệt.")
    given, kept = list(bindings), binding.read(fresh.rows)
    for bound in given:
        if not bound.role and bound.need in kept:
            # Cases run by it: who does the work may be somebody else, not nobody.
            raise AdoptionError(STILL_BOUND, bound.need)
    kept |= {bound.need: bound for bound in binding.checked(fresh.agency, given)}
    text = _text(kept.values())
    chosen = check_calendar(fresh.agency, calendar)
    if (text, chosen) == (fresh.bindings, fresh.calendar):
        return fresh
    shown.check_edited(fresh, seen)
    fresh.bindings, fresh.calendar = text, chosen
    fresh.save(update_fields=["bindings", "calendar"])
    giver = policy.standing(actor).behalf(PREPARE, fresh.agency.pk)
    _tell(fresh, "adoption.changed", actor, giver, {"bindings": canonical.digest(text)})
    said = f"Đã đổi phân công trong việc áp dụng {fresh.document.title}"
    ask(fresh, CONFIRM, said, f"changed:{canonical.digest(text)[:16]}:{now():%Y%m%d%H%M%S}")
    return fresh


@transaction.atomic
def end(actor: User, adoption: Adoption, last_day: date, *, reason: str) -> Adoption:
    """Stop working by the document after this day; cases that run go on to their end.

    Raises Forbidden, AdoptionError without a reason, OrganisationError for a day that is over.
    """
    fresh = _locked(adoption)
    policy.require(actor, "confirm", fresh)
    if not fresh.confirmed:
        raise AdoptionError("Việc áp dụng chưa được phê duyệt nên không có gì để kết thúc.")
    if fresh.ends == last_day:
        return fresh
    said = one_line(reason, 500)
    if not said:
        raise AdoptionError("Chưa ghi lý do thôi áp dụng. Hãy ghi lý do.", "reason")
    check_end(fresh, last_day)
    if fresh.starts and last_day >= fresh.starts:
        check_period(fresh.starts, last_day)
    fresh.ends, fresh.reason = last_day, said
    fresh.save(update_fields=["ends", "reason"])
    giver = policy.standing(actor).behalf(CONFIRM, fresh.agency.pk)
    _tell(fresh, "adoption.ended", actor, giver, {"ends": last_day.isoformat()})
    _changed(fresh)
    return fresh


@transaction.atomic
def lay_down(
    agency: Agency,
    document: Document,
    *,
    decision_no: str,
    bindings: Iterable[Bound] = (),
    starts: date | None = None,
) -> Adoption:
    """Store an adoption that was decided outside the system (demo, take-over from paper).

    Its trail says that the installation wrote it. Laying it down again changes nothing.
    """
    events.lock_streams(organisation.stream_of(agency))
    there: Adoption | None = (
        Adoption.objects.of(agency).filter(document=document, ends=None).first()
    )
    if there is not None:
        return there
    if not adoptable(agency, document):
        raise AdoptionError(f"{agency} không áp dụng được «{document}».")
    version = (
        Validity.unscoped.select_related("version")
        .get(Validity.at(now()), document=document)
        .version
    )
    wanted = needs_of(document.kind, version.data) or []
    bounds = {**binding.proposal(agency, wanted), **{bound.need: bound for bound in bindings}}
    row: Adoption = Adoption.objects.create(
        agency=agency,
        document=document,
        state=AdoptionState.CONFIRMED,
        bindings=_text(binding.checked(agency, bounds.values())),
        starts=starts or today(),
        decision_no=one_code(decision_no, 80),
        decision_on=starts or today(),
        prepared_at=now(),
        confirmed_at=now(),
    )
    _tell(row, "adoption.confirmed", None, None, {"decision_no": row.decision_no})
    _changed(row)
    return row


def _locked(adoption: Adoption) -> Adoption:
    """The row afresh, with its agency's stream locked: every change of it takes that lock.

    Raises Withdrawn: two presses at once find the row, and the second waits for the first.
    """
    events.lock_streams(organisation.stream_of(adoption.agency))
    row: Adoption | None = (
        Adoption.objects.of(adoption.agency_id)
        .select_related("agency__parent__parent", "document__agency", "calendar", "prepared_by")
        .filter(uid=adoption.uid)
        .first()
    )
    if row is None:
        raise withdrawn([adoption.agency], adoption.uid) or AdoptionError(
            "Việc áp dụng này không còn nữa."
        )
    return row


def withdrawn(agencies: Iterable[Agency], uid: UUID) -> Withdrawn | None:
    """Return what is said of an adoption that one of these agencies withdrew; None where none did.

    The caller names agencies whose adoptions the reader may read.
    """
    told = (
        Event.objects.filter(
            stream__in=[organisation.stream_of(agency) for agency in agencies],
            type="adoption.withdrawn",
            data__contains=str(uid),
        )
        .select_related("actor", "on_behalf_of")
        .first()
    )
    if told is None:
        return None
    document = Document.unscoped.filter(uid=events.data_of(told)["document"]).first()
    name = f" «{document.title}»" if document else ""
    by = f"{told.actor}" + (f" (thay {told.on_behalf_of})" if told.on_behalf_of else "")
    return Withdrawn(f"Việc áp dụng{name} đã được {by} rút lúc {local(told.at):%H:%M %d/%m/%Y}.")


def _text(bounds: Iterable[Bound]) -> str:
    rows = sorted((bound.row() for bound in bounds), key=lambda row: row["need"])
    return canonical.dumps({"rows": rows})


def _tell(
    row: Adoption,
    type: str,
    actor: User | None,
    giver: User | None,
    more: dict[str, Any] | None = None,
) -> None:
    """One fact in the agency's stream; what people were asked before it is answered by it."""
    if row.pk is not None:
        lay_aside(("adoption", row.pk))
    events.append(
        organisation.stream_of(row.agency),
        type,
        {"adoption": str(row.uid), "document": str(row.document.uid), **(more or {})},
        actor=actor,
        on_behalf_of=giver,
        agency=row.agency,
    )


def _changed(row: Adoption) -> None:
    """The adopted document is found, and listed for the public, in another way now."""
    searchable.changed("document", str(row.document.uid), agency=row.agency_id)
