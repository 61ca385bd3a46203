"""Services of delegation and absence: somebody acts for somebody else in a role, for a period."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from registry import policy
from registry.administration.agencies import belongs, may_manage, note, stream_of
from registry.notices.services import lay_aside, notify
from registry.now import LOCAL, now, today
from registry.organisation.models import Agency, Dated, Delegation, Membership, Unit, User
from registry.organisation.periods import (
    OrganisationError,
    check_end,
    check_period,
    overlapping,
    period,
    span,
)
from registry.organisation.roles import role_labels
from registry.register import Register
from registry.trail import events, outbox
from registry.vietnamese import one_code, settle

BEGINS = "delegation.begins"

# Called on the first day of each delegation, by a job.
BEGUN: Register[Callable[[Delegation], None]] = Register(
    "begun", "Nơi được báo khi việc thay bắt đầu"
)


def begin(payload: dict[str, Any]) -> None:
    """Tell whoever listens that the first day has come, unless the delegation was taken back."""
    rows = Delegation.objects.of(payload["agency"]).filter(Dated.on(today()))
    found = rows.select_related("agency", "giver", "receiver").filter(pk=payload["delegation"])
    for delegation in found:
        for listener in BEGUN:
            listener(delegation)


outbox.HANDLERS.add(BEGINS, outbox.Handler(begin, "Báo người thay khi việc thay bắt đầu"))


@transaction.atomic
def delegate(
    actor: User | None,
    agency: Agency,
    giver: User,
    receiver: User,
    role: str,
    *,
    kind: str = Delegation.ABSENCE,
    unit: Unit | None = None,
    starts: date | None = None,
    ends: date | None = None,
    reason: str = "",
    decision_no: str = "",
    prefix: str = "KT.",
) -> Delegation:
    """Let `receiver` act in one role of `giver` for a period; the same again writes nothing.

    A role held in one unit is delegated in that unit: without it the receiver would act in all.
    Raises Forbidden unless the actor is the giver or manages the agency; OrganisationError where
    the giver does not hold the role when it begins, both are one person, the period is over,
    backwards or meets another one, or an administrator would make themselves somebody's deputy.
    """
    if actor != giver:
        may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    if giver == receiver:
        raise OrganisationError("Không thể tự ủy quyền cho chính mình.", "receiver")
    if actor is not None and actor == receiver:
        raise OrganisationError(
            "Người quản trị không tự nhận ủy quyền. Người giao phải tự lập ủy quyền này.",
            "receiver",
        )
    if kind not in dict(Delegation.KINDS) or prefix not in dict(Delegation.PREFIXES):
        raise OrganisationError("Hình thức ủy quyền hoặc cách ký chưa đúng.", "kind")
    check_period(starts, ends)
    if actor is not None and ends is not None and ends < today():
        raise OrganisationError("Thời gian ủy quyền đã qua. Hãy chọn ngày khác.", "ends")
    first_day = max(starts or today(), today())
    belongs(unit, agency)
    unit = _delegated_unit(agency, giver, role, unit, first_day)
    works = Membership.objects.of(agency).filter(Dated.on(first_day), user=receiver)
    if not works.exists():
        raise OrganisationError(f"{receiver} không làm việc tại {agency}.", "receiver")
    values = {
        "starts": starts,
        "ends": ends,
        "reason": settle(reason),
        "decision_no": one_code(decision_no),
        "prefix": prefix,
    }
    known = {"giver": giver, "receiver": receiver, "role": role, "kind": kind, "unit": unit}
    there: Delegation | None = (
        Delegation.objects.of(agency).filter(overlapping(starts, ends), **known).first()
    )
    if there is not None:
        if all(getattr(there, name) == value for name, value in values.items()):
            return there
        raise OrganisationError(
            f"{receiver} đã được giao thay {giver} {span(there)}. Hãy kết thúc lần đó trước.",
            "starts",
        )
    delegation: Delegation = Delegation.objects.create(agency=agency, **known, **values)
    note(actor, agency, "delegation.changed", _facts(delegation))
    outbox.enqueue(
        BEGINS,
        {"delegation": delegation.pk, "agency": agency.pk},
        run_at=max(now(), datetime.combine(starts or today(), time(), LOCAL)),
        agency=agency.pk,
    )
    policy.forget(receiver)
    return delegation


@transaction.atomic
def note_absence(
    actor: User,
    agency: Agency,
    giver: User,
    stand_ins: Mapping[int, User],
    *,
    starts: date,
    ends: date,
    reason: str,
    decision_no: str = "",
    prefix: str = "KT.",
) -> list[Delegation]:
    """Let others act in the giver's roles from a day to a day (Vắng mặt); each is told.

    `stand_ins` name who acts in which membership (pk); a role that nobody is named for waits.
    Raises Forbidden, OrganisationError as `delegate`, and where nobody is named at all.
    """
    held = Membership.objects.of(agency).filter(user=giver, pk__in=stand_ins).select_related("unit")
    rows = list(held.order_by("pk"))
    if not rows:
        raise OrganisationError("Chưa chọn người thay cho vai trò nào.")
    made = [
        delegate(
            actor,
            agency,
            giver,
            stand_ins[row.pk],
            row.role,
            unit=row.unit,
            starts=starts,
            ends=ends,
            reason=reason,
            decision_no=decision_no,
            prefix=prefix,
        )
        for row in rows
    ]
    labels = role_labels()
    for one in made:
        notify(
            one.receiver,
            agency,
            f"Ông/bà thay {giver} ở vai trò {labels.get(one.role, one.role)} {span(one)}.",
            kind="delegation",
            key=f"delegation:{one.pk}",
            about=("delegation", one.pk),
        )
    return made


def stand_ins_of(giver: User, agency: Agency) -> dict[int, list[User]]:
    """Return who is proposed for each membership of a person; two queries.

    Their named deputies come first, then whoever holds the same role in the same unit.
    """
    day = today()
    named = list(
        Delegation.objects.of(agency)
        .filter(Dated.on(day), giver=giver, kind=Delegation.STAND_IN, receiver__is_active=True)
        .select_related("receiver")
        .order_by("pk")
    )
    rows = list(
        Membership.objects.of(agency)
        .filter(Dated.on(day), user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    found: dict[int, list[User]] = {}
    for own in (row for row in rows if row.user_id == giver.pk):
        people = [one.receiver for one in named if one.role == own.role]
        people += [
            row.user
            for row in rows
            if row.user_id != giver.pk and (row.role, row.unit_id) == (own.role, own.unit_id)
        ]
        found[own.pk] = list(dict.fromkeys(people))
    return found


@transaction.atomic
def end_delegation(actor: User | None, delegation: Delegation, last_day: date) -> Delegation:
    """Let a delegation end after this day, which is still included; the same again writes nothing.

    One that has not begun is taken back by ending it before it begins.
    Raises Forbidden unless the actor is the giver or manages the agency, OrganisationError.
    """
    agency = delegation.agency
    if actor != delegation.giver:
        may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    fresh: Delegation = Delegation.objects.of(agency).select_for_update().get(pk=delegation.pk)
    if fresh.ends == last_day:
        return fresh
    check_end(fresh, last_day)
    fresh.ends = last_day
    fresh.save(update_fields=["ends"])
    if last_day < today():
        lay_aside(("delegation", fresh.pk))
    note(actor, agency, "delegation.ended", {"delegation": fresh.pk, **_facts(fresh)})
    policy.forget(fresh.receiver)
    return fresh


def _delegated_unit(
    agency: Agency, giver: User, role: str, unit: Unit | None, day: date
) -> Unit | None:
    """In which unit the receiver will act: the giver's own reach in the role on that day."""
    held = list(
        Membership.objects.of(agency)
        .filter(Dated.on(day), user=giver, role=role)
        .select_related("unit")
    )
    if not held:
        raise OrganisationError(
            f"{giver} không giữ vai trò này vào ngày {day:%d/%m/%Y} nên không giao lại được.",
            "role",
        )
    if any(row.unit_id is None for row in held):
        return unit
    if unit is None and len(held) == 1:
        found: Unit = held[0].unit
        return found
    if unit is None or unit.pk not in {row.unit_id for row in held}:
        raise OrganisationError(f"{giver} không giữ vai trò này ở phòng ban đã chọn.", "role")
    return unit


def _facts(delegation: Delegation) -> dict[str, Any]:
    return {
        "giver": delegation.giver_id,
        "receiver": delegation.receiver_id,
        "role": delegation.role,
        "kind": delegation.kind,
        **period(delegation.starts, delegation.ends),
    }
