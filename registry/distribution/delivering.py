"""A new issue reaches its people: a job, so many at a time, each once however often it runs."""

from typing import Any

from registry.distribution.models import ControlledCopy, CopyState, Delivery
from registry.distribution.people import Recipient, before_of, due_day, recipients
from registry.distribution.policies import KEEP
from registry.distribution.targets import Chosen, chosen_for
from registry.distribution.telling import news_of
from registry.documents import listeners
from registry.documents.models import Document, Validity, Version
from registry.documents.streams import tell
from registry.notices.models import Notice
from registry.notices.services import LONGEST, notify
from registry.now import local, now, today
from registry.organisation.models import Dated, Membership
from registry.organisation.roles import reach, role_labels
from registry.trail import outbox

DELIVER, RECALL = "distribution.deliver", "distribution.recall"
# So many people in one transaction.
PORTION = 500


def deliver(payload: dict[str, Any]) -> None:
    """Give a version to the next of its people, and note a job for the others.

    What is written and the next job are committed together: killed at any point, it goes on where
    it was. Who has the version already keeps what they have. Eight queries a portion.
    """
    version = (
        Version.unscoped.filter(pk=payload["version"])
        .select_related("document__agency__parent")
        .first()
    )
    if version is None or is_over(version):
        return
    document = version.document
    chosen, before = chosen_for(document), before_of(version)
    after = payload.get("after", 0)
    left = [one for one in recipients(version, chosen, before) if one.person > after]
    portion = left[:PORTION]
    if portion:
        give(version, before, chosen, portion)
    if len(left) > len(portion):
        last = portion[-1].person
        outbox.enqueue(
            DELIVER,
            {"version": version.pk, "after": last},
            key=f"{version.pk}:{last}",
            agency=document.agency_id,
        )
        return
    given = Delivery.objects.of(document.agency_id).filter(version=version).count()
    tell(document, "document.delivered", {"version": version.pk, "people": given}, None)


def give(version: Version, before: Version | None, chosen: Chosen, people: list[Recipient]) -> None:
    """Give a version to these people and tell them of it; who has it keeps what they have.

    `before` is the issue against which they are told what changed.
    """
    due, instant = due_day(version.document.agency, today(), chosen.days), now()
    Delivery.unscoped.bulk_create(
        [
            Delivery(
                agency_id=version.agency_id,
                version=version,
                person_id=one.person,
                received_at=instant,
                due_on=due,
                touched=", ".join(one.touched)[:300],
                proof=chosen.proof if one.touched else "",
            )
            for one in people
        ],
        ignore_conflicts=True,
    )
    asked = [one.person for one in people]
    rows = Delivery.objects.of(version.agency_id).filter(
        version__document=version.document_id, person_id__in=asked, acknowledged_at=None
    )
    mine = {row.person_id: row for row in rows.filter(version=version)}
    # What was told of an issue that holds no more is settled by telling of this one.
    over = rows.exclude(version__validities__in=open_periods(version.agency_id))
    Notice.unscoped.filter(thing="delivery", thing_id__in=over.values("pk"), read_at=None).update(
        read_at=instant
    )
    text = news_of(version, before, due)
    Notice.unscoped.bulk_create(
        [
            Notice(
                user_id=person,
                agency_id=version.agency_id,
                kind="reading",
                text=text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…",
                url=address_of(version),
                thing="delivery",
                thing_id=row.pk,
                key=f"reading:{version.pk}",
                created_at=instant,
            )
            for person, row in mine.items()
        ],
        ignore_conflicts=True,
    )


def address_of(version: Version) -> str:
    """Return where somebody reads this very issue."""
    return f"/admin/tai-lieu/{version.document_id}/?ban={version.pk}"


def open_periods(agency_id: int) -> Any:
    """Select the periods of an agency that hold now or will."""
    return Validity.objects.of(agency_id).filter(Validity.open_at(now()))


def is_over(version: Version) -> bool:
    """Tell whether a version holds neither now nor later."""
    return not open_periods(version.agency_id).filter(version=version).exists()


def note(version: Version) -> None:
    """Note in this transaction that a version is to be delivered (once more)."""
    outbox.enqueue(
        DELIVER, {"version": version.pk}, key=f"{version.pk}:0", agency=version.agency_id
    )


def recall(payload: dict[str, Any]) -> None:
    """Tell the clerks how many printed copies of a document are to come back."""
    document = Document.unscoped.filter(pk=payload["document"]).first()
    if document is None:
        return
    agency = document.agency_id
    held = ControlledCopy.objects.of(agency).filter(
        version__document=document, state=CopyState.HELD
    )
    count = held.exclude(version__validities__in=open_periods(agency)).count()
    if not count:
        return
    roles = [role for role in role_labels() if reach(role, KEEP)]
    clerks = Membership.objects.of(agency).filter(
        Dated.on(today()), role__in=roles, user__is_active=True
    )
    people = {row.user_id: row.user for row in clerks.select_related("user")}
    for person in people.values():
        notify(
            person,
            agency,
            f"{count} bản in của {document} cần thu hồi: lần ban hành đã in không còn hiệu lực.",
            "/admin/ban-in/?muc=thu-hoi",
            kind="recall",
            key=f"recall:{document.pk}:{payload['key']}",
        )


def _hear_of_issue(issued: listeners.NewIssue) -> None:
    """Note that people get it, and that printed copies of the issue before come back on the day
    on which it ends. What was taken over from elsewhere is no news."""
    version = issued.version
    if version.dossier_id is None:
        return
    note(version)
    starts = Validity.objects.of(version.agency_id).filter(version=version).first()
    _note_recall(version.document, str(version.pk), starts.starts if starts else now())


def _hear_of_end(document: Document) -> None:
    ends = (
        Validity.objects.of(document.agency_id)
        .filter(document=document, ends__isnull=False)
        .order_by("-ends")
        .first()
    )
    instant = ends.ends if ends and ends.ends else now()
    _note_recall(document, f"end@{local(instant):%Y%m%d%H%M}", instant)


def _note_recall(document: Document, key: str, at: Any) -> None:
    held = ControlledCopy.objects.of(document.agency_id).filter(
        version__document=document, state=CopyState.HELD
    )
    if held.exists():
        outbox.enqueue(
            RECALL,
            {"document": document.pk, "key": key},
            key=f"{document.pk}:{key}",
            run_at=max(at, now()),
            agency=document.agency_id,
        )


def declare() -> None:
    """Do the jobs, and hear of what is issued and cancelled."""
    outbox.HANDLERS.add(
        DELIVER, outbox.Handler(deliver, "Phân phối lần ban hành mới đến người cần đọc")
    )
    outbox.HANDLERS.add(RECALL, outbox.Handler(recall, "Báo văn thư bản in cần thu hồi"))
    listeners.ISSUED.add("distribution", _hear_of_issue)
    listeners.CANCELLED.add("distribution", _hear_of_end)
