"""What of the registry itself a person holds: drafts, documents in their care, records, locks,
delegations."""

from django.db.models import Exists, F, OuterRef, Q

from registry import canonical
from registry.administration.delegations import end_delegation
from registry.documents.models import Document, Dossier, DossierItem, Stage
from registry.documents.streams import stream_of, tell
from registry.handover.holdings import SECTIONS, Holding, Section, Transfer, open_delegations
from registry.now import today
from registry.organisation.models import Agency, Delegation, User
from registry.organisation.periods import span
from registry.organisation.roles import role_labels
from registry.policy import Standing
from registry.records.models import Record, RecordRevision
from registry.trail import events

NOT_A_WRITER = "không có vai trò soạn thảo tài liệu tại cơ quan"


def drafts(person: User, agency: Agency) -> list[Holding]:
    """List drafts that the person writes, except those inside a dossier of their own."""
    submitted = DossierItem.objects.filter(
        document=OuterRef("pk"),
        dossier__author=person,
        dossier__state__in=(Dossier.OPEN, Dossier.RETURNED),
        round=F("dossier__round"),
    )
    rows = (
        Document.objects.of(agency)
        .filter(~Q(stage=Stage.IDLE), ~Exists(submitted), author=person)
        .select_related("owner_unit")
        .order_by("pk")
    )
    return [
        Holding(
            key=str(row.pk),
            title=str(row),
            detail=f"{row.kind_of.label}, {row.get_stage_display().lower()}",
            streams=(stream_of(row),),
            role="drafter",
            unit_id=row.owner_unit_id,
            thing=row,
        )
        for row in rows
    ]


def move_author(transfer: Transfer, document: Document, receiver: User) -> None:
    """Make somebody else the author of a document; remember the one before as a past author."""
    fresh = Document.objects.of(transfer.agency).select_for_update().get(pk=document.pk)
    fresh.past_authors = with_author(fresh.past_authors, fresh.author_id)
    fresh.author = receiver
    if fresh.locked_by_id == transfer.person.pk:
        fresh.locked, fresh.locked_by, fresh.locked_at = False, None, None
    fresh.save(update_fields=["author", "past_authors", "locked", "locked_by", "locked_at"])
    tell(
        fresh,
        "document.handed_over",
        {"from": transfer.person.pk, "to": receiver.pk, "minutes": transfer.minutes},
        transfer.actor,
        transfer.on_behalf_of,
    )


def with_author(past: str, author_id: int | None) -> str:
    """Add one to the stored list of former authors."""
    known = canonical.loads(past).get("rows", [])
    return canonical.dumps({"rows": sorted({*known, *([author_id] if author_id else [])})})


def _move_draft(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Document) and receiver is not None
    move_author(transfer, item.thing, receiver)


def _may_write(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    if at.may("document.edit", agency.pk, unit_id=item.unit_id, own=True):
        return ""
    return NOT_A_WRITER


def cared_for(person: User, agency: Agency) -> list[Holding]:
    """List issued documents that the person wrote last, in one group for each unit."""
    rows = (
        Document.objects.of(agency)
        .filter(stage=Stage.IDLE, author=person)
        .select_related("owner_unit")
        .order_by("pk")
    )
    groups: dict[int, list[Document]] = {}
    for row in rows:
        groups.setdefault(row.owner_unit_id or 0, []).append(row)
    return [
        Holding(
            key=str(unit_id),
            title=f"{len(found)} tài liệu của {found[0].owner_unit or 'toàn cơ quan'}",
            detail="tài liệu đã ban hành do người này soạn thảo, phụ trách",
            parts=tuple(str(row) for row in found),
            streams=tuple(stream_of(row) for row in found),
            role="drafter",
            unit_id=unit_id or None,
            thing=found,
        )
        for unit_id, found in groups.items()
    ]


def _move_cared_for(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, list) and receiver is not None
    for document in item.thing:
        move_author(transfer, document, receiver)


def records(person: User, agency: Agency) -> list[Holding]:
    """List forms outside cases that the person has begun to fill in."""
    last = (
        RecordRevision.objects.filter(record=OuterRef("pk")).order_by("-number").values("state")[:1]
    )
    rows = (
        Record.objects.of(agency)
        .annotate(last=last)
        .filter(created_by=person, case_stream="", last=RecordRevision.DRAFT)
        .order_by("pk")
    )
    return [
        Holding(
            key=str(row.pk),
            title=str(row),
            detail="biểu mẫu đang điền",
            streams=(row.stream,),
            role="staff",
            thing=row,
        )
        for row in rows
    ]


def _move_record(transfer: Transfer, item: Holding, receiver: User | None) -> None:
    assert isinstance(item.thing, Record) and receiver is not None
    item.thing.created_by = receiver
    item.thing.save(update_fields=["created_by"])
    events.append(
        item.thing.stream,
        "record.handed_over",
        {"from": transfer.person.pk, "to": receiver.pk, "minutes": transfer.minutes},
        actor=transfer.actor,
        on_behalf_of=transfer.on_behalf_of,
        agency=transfer.agency,
    )


def _may_fill(item: Holding, at: Standing) -> str:
    agency = at.agency
    assert agency is not None
    if at.may("record.fill", agency.pk, own=True):
        return ""
    return "không có vai trò được điền biểu mẫu tại cơ quan"


def locks(person: User, agency: Agency) -> list[Holding]:
    """List documents of others that the person has locked for editing."""
    rows = Document.objects.of(agency).filter(locked_by=person).exclude(author=person)
    return [
        Holding(str(row.pk), str(row), "đang khóa để sửa", streams=(stream_of(row),), thing=row)
        for row in rows.order_by("pk")
    ]


def _release(transfer: Transfer, item: Holding, receiver: User | None) -> str:
    assert isinstance(item.thing, Document)
    item.thing.locked, item.thing.locked_by, item.thing.locked_at = False, None, None
    item.thing.save(update_fields=["locked", "locked_by", "locked_at"])
    return "Đã gỡ khóa"


def delegations(person: User, agency: Agency) -> list[Holding]:
    """List delegations given or received that are not over."""
    rows = (
        Delegation.objects.of(agency)
        .filter(open_delegations(person))
        .exclude(starts__isnull=False, ends__isnull=False, ends__lt=F("starts"))
        .select_related("giver", "receiver", "agency")
        .order_by("pk")
    )
    labels = role_labels()
    return [
        Holding(
            key=str(row.pk),
            title=f"{row.receiver} thay {row.giver}, {labels.get(row.role, row.role)}",
            detail=span(row),
            thing=row,
        )
        for row in rows
    ]


def _end(transfer: Transfer, item: Holding, receiver: User | None) -> str:
    """Where the person leaves, with their last day; where they stay it goes on."""
    delegation = item.thing
    assert isinstance(delegation, Delegation)
    day = transfer.last_day
    if day is None or (delegation.ends is not None and delegation.ends <= day):
        return "Vẫn giữ nguyên"
    end_delegation(transfer.actor, delegation, day)
    return "Kết thúc ngay" if day < today() else f"Kết thúc sau ngày {day:%d/%m/%Y}"


def declare() -> None:
    """Register the sections."""
    SECTIONS.add(Section("draft", "Bản soạn thảo", 20, drafts, _move_draft, _may_write))
    SECTIONS.add(
        Section("document", "Tài liệu phụ trách", 60, cared_for, _move_cared_for, _may_write)
    )
    SECTIONS.add(Section("record", "Biểu mẫu đang điền", 50, records, _move_record, _may_fill))
    SECTIONS.add(Section("lock", "Tài liệu đang khóa", 80, locks, _release))
    SECTIONS.add(Section("delegation", "Ủy quyền", 90, delegations, _end))
