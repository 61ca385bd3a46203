"""Choosing where issues go, opening and acknowledging them, reminding, work that was checked.

Everybody else imports this module: it is the only way to change any of it.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from registry import policy
from registry.distribution import policies, targets
from registry.distribution.delivering import address_of, is_over, note, open_periods
from registry.distribution.errors import DistributionError, OldIssue
from registry.distribution.models import Delivery, Distribution, Training
from registry.documents.issue.frame import number_words
from registry.documents.models import Document, Version
from registry.documents.streams import lock_document, stream_of, tell
from registry.notices.models import Notice
from registry.notices.services import lay_aside
from registry.now import local, now, today
from registry.organisation.models import Dated, Membership, User
from registry.policy import Forbidden
from registry.trail import events
from registry.trail.models import Event

# Between two presses of «Nhắc những người chưa đọc».
APART = timedelta(hours=24)
REMINDED = "document.readers_reminded"
STALE = (
    "Nơi nhận vừa được người khác thay đổi sau khi ông/bà mở trang. Điều ông/bà chọn vẫn còn dưới"
    " đây; hãy xem nơi nhận hiện nay rồi lưu lại."
)


@transaction.atomic
def choose(
    actor: User,
    document: Document,
    names: Collection[str],
    *,
    days: int,
    proof: str,
    seen: str,
    key: str = "",
) -> Distribution | None:
    """Choose to whom the issues of a document go; whoever comes anew gets the present one too.

    `names` are targets as forms name them (`targets.Target.name`), `days` working days to read it,
    `seen` the digest of what the page showed as chosen. Returns None for a press that came twice.
    Raises Forbidden, DistributionError.
    """
    fresh = lock_document(document)
    policies.require(policies.distributes(policy.standing(actor), fresh))
    key = events.keyed("distribution", key, sorted(names), days, proof)
    if events.already_done(stream_of(fresh), key, DistributionError):
        return None
    if targets.chosen_for(fresh).digest != seen:
        raise DistributionError(STALE)
    try:
        wanted = targets.read(names, fresh.agency)
    except ValueError as wrong:
        raise DistributionError(str(wrong)) from None
    if not wanted:
        raise DistributionError("Chưa chọn nơi nhận nào. Hãy đánh dấu ít nhất một nơi nhận.")
    if not 1 <= days <= targets.MOST_DAYS:
        raise DistributionError(
            f"Số ngày làm việc để đọc phải từ 1 đến {targets.MOST_DAYS}. Hãy nhập lại."
        )
    if proof not in Training.values:
        raise DistributionError("Hãy chọn một cách kiểm tra trong danh sách.")
    row, _ = Distribution.objects.of(fresh.agency_id).update_or_create(
        document=fresh,
        defaults={"targets": targets.stored(wanted), "days": days, "proof": proof},
        create_defaults={
            "agency_id": fresh.agency_id,
            "targets": targets.stored(wanted),
            "days": days,
            "proof": proof,
        },
    )
    events.append(
        stream_of(fresh),
        "document.distribution_chosen",
        {"targets": sorted(one.name for one in wanted), "days": days, "proof": proof},
        actor=actor,
        on_behalf_of=policies.giver_of(actor, policies.DISTRIBUTE, fresh),
        agency=fresh.agency_id,
        idempotency_key=key,
    )
    open_ = Version.objects.of(fresh.agency_id).filter(
        document=fresh, validities__in=open_periods(fresh.agency_id)
    )
    for version in open_.order_by("pk"):
        note(version)
    found: Distribution = row
    return found


def opened(user: User, version: Version) -> None:
    """Note when a person first opened an issue that was given to them.

    Like having read a notice, it tells of nobody else, and no event is made of it.
    """
    mine = Delivery.objects.of(version.agency_id).filter(version=version, person=user)
    mine.filter(opened_at=None).update(opened_at=now())


@transaction.atomic
def acknowledge(actor: User, version: Version) -> Delivery:
    """Note that the person has read and understood this very issue; once more changes nothing.

    Nobody does it for somebody else, delegation or not. Raises OldIssue where this issue holds no
    more, Forbidden where it was not given to them or they do not work here any more.
    """
    document = lock_document(version.document)
    if not policy.visible(actor, Version).filter(pk=version.pk).exists():
        raise Forbidden("Ông/bà không còn đọc được tài liệu này nên không xác nhận được.")
    row: Delivery | None = (
        Delivery.objects.of(document.agency_id)
        .select_for_update(of=("self",))
        .filter(version=version, person=actor)
        .first()
    )
    if row is None:
        raise Forbidden(
            "Lần ban hành này không được phân phối đến ông/bà, nên không cần xác nhận đã đọc."
        )
    if row.acknowledged_at is not None:
        return row
    if is_over(version):
        newest = _newest(actor, document)
        words = number_words(version.issue_no, version.revision_no)
        text = f"{words[:1].upper()}{words[1:]} không còn hiệu lực nên không ghi xác nhận."
        if newest is not None:
            now_ = number_words(newest.issue_no, newest.revision_no)
            text += f" Xin đọc {now_} dưới đây rồi xác nhận."
        raise OldIssue(text, newest)
    row.acknowledged_at = now()
    row.opened_at = row.opened_at or row.acknowledged_at
    row.save(update_fields=["acknowledged_at", "opened_at"])
    tell(document, "document.acknowledged", {"version": version.pk, "delivery": row.pk}, actor)
    lay_aside(("delivery", row.pk), only=[actor.pk])
    return row


def _newest(actor: User, document: Document) -> Version | None:
    found: Version | None = (
        policy.visible(actor, Version)
        .filter(document=document, validities__in=open_periods(document.agency_id))
        .order_by("-pk")
        .first()
    )
    return found


def unread(document: Document) -> QuerySet[Delivery]:
    """Return what is not acknowledged of issues that hold, by whoever still works there."""
    rows = Delivery.objects.of(document.agency_id).filter(
        here(),
        version__document=document,
        version__validities__in=open_periods(document.agency_id),
        acknowledged_at=None,
    )
    found: QuerySet[Delivery] = rows
    return found


def here() -> Q:
    """Select deliveries to people who work in the agency today."""
    held = Membership.unscoped.filter(
        Dated.on(today()), agency=OuterRef("agency"), user=OuterRef("person")
    )
    return Q(Exists(held), person__is_active=True)


@transaction.atomic
def remind(actor: User, document: Document, *, key: str = "") -> int:
    """Remind whoever has not read an issue that holds; return how many people that were.

    Raises Forbidden, DistributionError where somebody did within a day, or nobody is left.
    """
    fresh = lock_document(document)
    policies.require(policies.sees_readers(policy.standing(actor), fresh))
    key = events.keyed("remind", key)
    if done := events.already_done(stream_of(fresh), key, DistributionError):
        return int(events.data_of(done).get("people", 0))
    last = (
        Event.objects.filter(stream=stream_of(fresh), type=REMINDED, at__gt=now() - APART)
        .order_by("-seq")
        .first()
    )
    if last is not None:
        again = local(last.at + APART)
        raise DistributionError(
            f"Đã nhắc lúc {local(last.at):%H:%M %d/%m/%Y}. Mỗi ngày nhắc được một lần; xin nhắc"
            f" lại từ {again:%H:%M %d/%m/%Y}."
        )
    rows = list(unread(fresh).select_related("version").order_by("pk"))
    if not rows:
        raise DistributionError("Mọi người nhận đều đã xác nhận đã đọc, không còn ai để nhắc.")
    send_reminders(rows, f"{actor} nhắc: ", f"asked:{now():%Y%m%d%H%M%S}")
    people = len({row.person_id for row in rows})
    events.append(
        stream_of(fresh),
        REMINDED,
        {"people": people},
        actor=actor,
        on_behalf_of=policies.giver_of(actor, policies.SEE, fresh),
        agency=fresh.agency_id,
        idempotency_key=key,
    )
    return people


def send_reminders(rows: Collection[Delivery], lead: str, key: str) -> None:
    """Tell people once for each key that they have an issue to read; each with its `version`."""
    instant = now()
    Notice.unscoped.bulk_create(
        [
            Notice(
                user_id=row.person_id,
                agency_id=row.agency_id,
                kind="reading",
                text=f"{lead}{_asked(row)}"[:500],
                url=address_of(row.version),
                thing="delivery",
                thing_id=row.pk,
                key=f"reading:{row.pk}:{key}",
                created_at=instant,
            )
            for row in rows
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def _asked(row: Delivery) -> str:
    words = number_words(row.version.issue_no, row.version.revision_no)
    late = row.due_on < today()
    until = f"đã quá ngày {row.due_on:%d/%m/%Y}" if late else f"trước hết {row.due_on:%d/%m/%Y}"
    return f"xin đọc và xác nhận {row.version.code} {row.version.title[:200]}, {words} ({until})."


@transaction.atomic
def mark_trained(actor: User, delivery: Delivery) -> Delivery:
    """Note that somebody whose work changed was shown it, or was tested; once more changes nothing.

    Raises Forbidden, DistributionError for somebody who only has to read, for oneself, or for whom
    one does it.
    """
    document = lock_document(delivery.version.document)
    at, rows = policy.standing(actor), Delivery.objects.of(document.agency_id)
    row: Delivery = (
        rows.select_for_update(of=("self",)).select_related("version__document").get(pk=delivery.pk)
    )
    policies.require(policies.confirms(at, row))
    if row.proof not in (Training.ON_SITE, Training.TEST):
        raise DistributionError(
            "Người này chỉ cần tự đọc: việc hoàn thành khi chính họ xác nhận đã đọc."
        )
    if row.person_id == actor.pk:
        raise DistributionError("Ông/bà không tự ghi kết quả cho chính mình. Hãy nhờ người khác.")
    giver = policies.confirms_for(at, row)
    if giver is not None and giver.pk == row.person_id:
        raise DistributionError(
            "Ông/bà đang làm thay chính người này nên không ghi kết quả cho họ được. Hãy nhờ người"
            " khác."
        )
    if row.checked_at is not None:
        return row
    row.checked_at, row.checked_by = now(), actor
    row.save(update_fields=["checked_at", "checked_by"])
    facts = {"version": row.version_id, "delivery": row.pk, "proof": row.proof}
    tell(document, "document.training_done", facts, actor, giver)
    return row
