"""Hand over what a person holds, in one transfer with minutes: approve, prepare, confirm."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from registry import canonical
from registry.administration.services import end_membership, stream_of
from registry.documents.issue.numbering import next_number
from registry.handover import holdings, minutes
from registry.handover.holdings import HeldSection, Holding, Section, Transfer
from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.handover.shown import UNSEEN, Sheet
from registry.notices.services import lay_aside, notify
from registry.now import local, now, today
from registry.organisation.models import Agency, Membership, User
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden, Held, Standing, behalf_of, standing
from registry.trail import events
from registry.vietnamese import one_line

CHANGED = (
    "Danh sách đã thay đổi trong khi ông/bà chuẩn bị ({}). Chưa bàn giao gì cả. Hãy xem lại danh"
    " sách mới rồi làm tiếp."
)


class HoldingsChanged(OrganisationError):
    """What the person holds is no longer what was on the screen; nothing was handed over."""


class Refused(OrganisationError):
    """Some things can't go to the chosen receivers; `reasons` by address of the thing."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("Có việc chưa bàn giao được cho người đã chọn. Hãy xem lý do ở từng việc.")
        self.reasons = reasons


def approving(at: Standing, agency: Agency, person: User) -> list[Held]:
    """List the roles by which somebody approves a person's hand-over.

    The administrator's, the top leader's, or that of the leader of a unit in which the person works
    or worked last. Nobody approves their own.
    """
    if at.user is None or at.user.pk == person.pk:
        return []
    found = at.giving("handover.approve", agency.pk)
    units = at.units_where("handover.approve")
    if units:
        theirs = set(
            Membership.objects.of(agency)
            .filter(user=person, unit_id__in=units)
            .values_list("unit_id", flat=True)
        )
        for unit_id in sorted(theirs):
            found += at.giving("handover.approve", agency.pk, unit_id=unit_id)
    return list(dict.fromkeys(found))


def may_approve(user: User, agency: Agency, person: User) -> bool:
    """Tell whether the user approves this person's hand-over."""
    return bool(approving(standing(user), agency, person))


@transaction.atomic
def hand_over(
    actor: User,
    agency: Agency,
    person: User,
    assignments: Mapping[str, int],
    *,
    seen: str,
    reason: str,
    last_day: date | None = None,
    idempotency_key: str = "",
) -> Handover:
    """Give all that `person` holds to others at once and write the minutes; all or nothing.

    `assignments` name a receiver (pk) for every thing by its address ("task:12"); `seen` is what
    the page showed on which it was decided (`shown_of`). With `last_day`
    the person's roles and delegations end after that day, which only who manages the agency may
    ask for. It works for somebody who has left or whose account is closed as well.
    Raises Forbidden, OrganisationError, HoldingsChanged (a thing was finished, taken, added or
    became another since, or the person proposes something else), Refused (with the reason for
    each thing).
    """
    key = events.keyed("handover", events.owned(actor, idempotency_key), person.pk)
    before = holdings.of(person, agency)
    # Everything that moves is locked at once, in sorted order; then it is read again.
    events.lock_streams(
        stream_of(agency),
        *(name for held in before for item in held.items for name in item.streams),
    )
    done = events.already_done(stream_of(agency), key)
    if done:
        made: Handover = Handover.objects.of(agency).get(uid=events.data_of(done)["minutes"])
        return made
    roles = approving(standing(actor), agency, person)
    if not roles:
        raise Forbidden(
            "Việc bàn giao do người quản trị, lãnh đạo cơ quan hoặc lãnh đạo phòng của người bàn"
            " giao phê duyệt; không ai tự phê duyệt việc bàn giao của chính mình."
        )
    reason = one_line(reason, 500)
    if not reason:
        raise OrganisationError("Chưa ghi lý do bàn giao.", "reason")
    transfer = Transfer(
        actor, behalf_of(roles), agency, person, reason, str(uuid.uuid4()), last_day
    )
    current = holdings.of(person, agency)
    if not current and last_day is None:
        raise OrganisationError(f"{person} không còn giữ việc gì để bàn giao.")
    if not seen:
        raise OrganisationError(UNSEEN)
    sheet = Sheet(current, assignments, reason, last_day, plan_of(agency, person))
    if changed := sheet.changed(seen):
        raise HoldingsChanged(CHANGED.format(changed))
    moved = _move_all(transfer, current, _receivers(transfer, current, assignments))
    ended = _end_roles(transfer)
    return _write(transfer, moved, ended, seen, key)


def shown_of(
    agency: Agency,
    person: User,
    assignments: Mapping[str, int],
    *,
    reason: str,
    last_day: date | None = None,
) -> str:
    """Return the line that a page carries when it shows all that a hand-over would do now.

    It holds names and digests, as in registry.shown.
    """
    held = holdings.of(person, agency)
    return Sheet(held, assignments, reason, last_day, plan_of(agency, person)).named


def plan_of(agency: Agency, person: User) -> HandoverPlan | None:
    """Find what a person proposes for their own hand-over, until somebody approves one."""
    found: HandoverPlan | None = (
        HandoverPlan.objects.of(agency).filter(person=person, closed_at=None).first()
    )
    return found


def _receivers(
    transfer: Transfer, current: list[HeldSection], assignments: Mapping[str, int]
) -> dict[str, User]:
    """Who receives each thing. Raises HoldingsChanged, Refused."""
    wanted = {
        held.address(item): (held.section, item)
        for held in current
        if held.section.needs_receiver
        for item in held.items
    }
    gone = [address for address in assignments if address not in wanted]
    new = [item.title for address, (_, item) in wanted.items() if address not in assignments]
    if gone or new:
        raise HoldingsChanged(_changed(len(gone), new))
    people = holdings.colleagues(transfer.agency, transfer.person)
    reasons: dict[str, str] = {}
    for address, (section, item) in wanted.items():
        reason = refusal(section, item, people.get(assignments[address]))
        if reason:
            reasons[address] = reason
    if reasons:
        raise Refused(reasons)
    found: dict[str, User] = {}
    for address in wanted:
        user = people[assignments[address]].user
        assert user is not None
        found[address] = user
    return found


def refusal(section: Section, item: Holding, receiver: Standing | None) -> str:
    """Say why a thing can't go to a colleague; "" when it can."""
    assert section.refusal is not None
    if receiver is None or receiver.user is None:
        return "Hãy chọn người nhận đang làm việc tại cơ quan."
    lacking = section.refusal(item, receiver)
    if lacking:
        return f"{receiver.user} {lacking}."
    return holdings.barred(section, item, receiver.user)


def _changed(gone: int, new: list[str]) -> str:
    said = []
    if gone:
        said.append(f"{gone} việc đã có người xử lý, nhận hoặc kết thúc")
    if new:
        said.append(f"{len(new)} việc mới phát sinh hoặc chưa có người nhận: " + "; ".join(new[:3]))
    return CHANGED.format(", ".join(said))


def _move_all(
    transfer: Transfer, current: list[HeldSection], receivers: dict[str, User]
) -> list[minutes.Moved]:
    moved = []
    for held in current:
        for item in held.items:
            receiver = receivers.get(held.address(item))
            how = held.section.move(transfer, item, receiver) or ""
            moved.append(minutes.Moved(held.section, item, receiver, how))
    return moved


def _end_roles(transfer: Transfer) -> int:
    """End the person's roles after the last day; how many there were."""
    if transfer.last_day is None:
        return 0
    rows = (
        Membership.objects.of(transfer.agency)
        .filter(Q(ends=None) | Q(ends__gt=transfer.last_day), user=transfer.person)
        .select_related("agency", "user")
        .order_by("pk")
    )
    count = 0
    for row in rows:
        if row.ends is not None and row.ends < today():
            continue
        end_membership(transfer.actor, row, transfer.last_day)
        count += 1
    return count


def _write(
    transfer: Transfer, moved: list[minutes.Moved], ended: int, seen: str, key: str
) -> Handover:
    """Number and store the minutes, ask the receivers to confirm, tell the trail."""
    instant = now()
    year = local(instant).year
    number = (
        f"{next_number(transfer.agency, f'handover:{year}'):02d}/{year}/BBBG-{transfer.agency.code}"
    )
    content = minutes.compose(transfer, number, instant, moved)
    if ended:
        content["roles_ended"] = ended
    text = canonical.dumps(content)
    handover = Handover(
        uid=transfer.minutes,
        agency=transfer.agency,
        number=number,
        person=transfer.person,
        made_by=transfer.actor,
        on_behalf_of=transfer.on_behalf_of,
        made_at=instant,
        content=text,
        sha256=canonical.digest(text),
    )
    handover.save(force_insert=True)
    receivers = {one.receiver.pk: one.receiver for one in moved if one.receiver is not None}
    HandoverReceipt.unscoped.bulk_create(
        HandoverReceipt(agency=transfer.agency, handover=handover, receiver=user)
        for user in receivers.values()
    )
    HandoverPlan.objects.of(transfer.agency).filter(person=transfer.person, closed_at=None).update(
        closed_at=instant
    )
    events.append(
        stream_of(transfer.agency),
        "handover.made",
        {
            "minutes": transfer.minutes,
            "user": transfer.person.pk,
            "receivers": sorted(receivers),
            "count": sum(one.count for one in moved),
            "sha256": handover.sha256,
            "seen": canonical.digest(seen),
        },
        actor=transfer.actor,
        on_behalf_of=transfer.on_behalf_of,
        agency=transfer.agency,
        idempotency_key=key,
    )
    for row in content["receivers"]:
        notify(
            receivers[row["id"]],
            transfer.agency,
            f"Ông/bà nhận bàn giao {row['count']} việc của {transfer.person} theo biên bản"
            f" {number}. Hãy xem và xác nhận đã nhận.",
            reverse("system:handover", args=[handover.uid]),
            kind="handover",
            key=f"handover:{handover.uid}",
            about=("handover", handover.pk),
        )
    return handover


@transaction.atomic
def confirm(actor: User, handover: Handover, remark: str = "") -> HandoverReceipt:
    """Confirm (xác nhận đã nhận) that a receiver has their part; a second time changes nothing.

    Raises Forbidden for who received nothing.
    """
    events.lock_streams(stream_of(handover.agency))
    row: HandoverReceipt | None = (
        HandoverReceipt.objects.of(handover.agency_id)
        .filter(handover=handover, receiver=actor)
        .first()
    )
    if row is None:
        raise Forbidden("Chỉ người nhận bàn giao xác nhận được phần của mình.")
    if row.confirmed_at is not None:
        return row
    row.confirmed_at, row.remark = now(), one_line(remark, 1000)
    row.save(update_fields=["confirmed_at", "remark"])
    lay_aside(("handover", handover.pk), only=[actor.pk])
    events.append(
        stream_of(handover.agency),
        "handover.confirmed",
        {"minutes": str(handover.uid), "user": actor.pk},
        actor=actor,
        agency=handover.agency_id,
    )
    if handover.made_by_id != actor.pk:
        said = f"{actor} đã xác nhận nhận bàn giao theo biên bản {handover.number}."
        notify(
            handover.made_by,
            handover.agency_id,
            said + (f" Ý kiến: {row.remark}" if row.remark else ""),
            reverse("system:handover", args=[handover.uid]),
            kind="handover",
            key=f"handover:{handover.uid}:{actor.pk}",
        )
    return row


@transaction.atomic
def prepare(
    actor: User, agency: Agency, assignments: Mapping[str, int], reason: str
) -> HandoverPlan:
    """Keep what a person proposes for their own hand-over; preparing again replaces it.

    It gives nobody anything. Raises OrganisationError for who doesn't work at the agency.
    """
    if agency.pk not in standing(actor).agency_ids:
        raise OrganisationError(f"{actor} không làm việc tại {agency}.")
    events.lock_streams(stream_of(agency))
    plan = plan_of(agency, actor) or HandoverPlan(agency=agency, person=actor)
    plan.assignments = canonical.dumps(dict(assignments))
    plan.reason, plan.prepared_at = one_line(reason, 500), now()
    plan.save()
    events.append(
        stream_of(agency), "handover.prepared", {"user": actor.pk}, actor=actor, agency=agency
    )
    return plan


def proposal(plan: HandoverPlan | None) -> dict[str, int]:
    """Return the receivers that a plan names, by address."""
    found: dict[str, int] = canonical.loads(plan.assignments) if plan else {}
    return found
