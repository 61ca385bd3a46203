"""A new issue, or a cancelled document, reaches every agency that works by it: one job for all."""

from typing import Any

from processes.adoption import binding
from processes.adoption.needs import KINDS, needs_of
from processes.adoption.people import CONFIRM, PREPARE, people_who
from processes.adoption.troubles import not_bound, unbound
from registry.adoption.models import Adoption, AdoptionState
from registry.documents import listeners
from registry.documents.models import Document, Validity, Version
from registry.notices.models import Notice
from registry.now import local, now, today
from registry.organisation.models import Dated
from registry.trail import outbox

JOB = "adoption.spread"
PER_WRITE = 500


def spread(payload: dict[str, Any]) -> None:
    """Tell the ISO secretaries and leaders of all adopting agencies, each once however often run.

    Six queries, and one more for every 500 notices.
    """
    document = Document.unscoped.filter(uid=payload["document"]).first()
    if document is None:
        return
    adoptions = list(
        Adoption.unscoped.filter(Dated.on(today()), document=document)
        .exclude(state=AdoptionState.RETURNED)
        .order_by("pk")
    )
    version = Version.unscoped.filter(pk=payload.get("version", 0)).first()
    if version is not None:
        # Who adopted it afterwards has read that very issue.
        adoptions = [row for row in adoptions if row.prepared_at <= version.issued_at]
    told = _cancelled(document) if version is None else _issued(document, version)
    key = f"{payload.get('version', 0)}:{payload.get('at', '')}"
    wanted = (needs_of(version.kind, version.data) or []) if version else []
    url = _comparison(document, version)
    by_agency = {row.agency_id: row for row in adoptions}
    notices = []
    for one in people_who(by_agency, PREPARE, CONFIRM):
        row = by_agency[one.agency_id]
        missing = unbound(wanted, binding.read(row.rows))
        text = f"{told} {not_bound(missing)}" if missing else told
        notices.append(
            Notice(
                user=one.person,
                agency_id=one.agency_id,
                kind="adoption",
                text=one.says(text)[:500],
                thing="adoption" if missing else "",
                thing_id=row.pk if missing else None,
                url=f"/admin/ap-dung/{row.uid}/" if missing or not url else url,
                key=f"adoption:{row.uid}:{key}"[:150],
                created_at=now(),
            )
        )
    Notice.unscoped.bulk_create(notices, batch_size=PER_WRITE, ignore_conflicts=True)


def declare() -> None:
    """Do the job, and hear of what is issued and cancelled."""
    outbox.HANDLERS.add(JOB, outbox.Handler(spread, "Báo lần ban hành mới cho các cơ quan áp dụng"))
    listeners.ISSUED.add("adoption", _hear_of_issue)
    listeners.CANCELLED.add("adoption", _hear_of_end)


def _hear_of_issue(issued: listeners.NewIssue) -> None:
    """Note in this transaction that adopters must hear of a new issue."""
    version = issued.version
    if issued.reached_others:
        _note(version.document, {"version": version.pk}, str(version.pk))


def _hear_of_end(document: Document) -> None:
    """Note in this transaction that adopters must hear that the document is withdrawn."""
    if document.shared:
        _note(document, {"at": now().isoformat()}, f"cancelled@{now().isoformat()}")


def _note(document: Document, more: dict[str, Any], key: str) -> None:
    if document.kind not in KINDS:
        return
    uid = str(document.uid)
    outbox.enqueue(JOB, {"document": uid, **more}, key=f"{uid}:{key}", agency=document.agency_id)


def _issued(document: Document, version: Version) -> str:
    starts = (
        Validity.unscoped.filter(version=version).values_list("starts", flat=True).first() or now()
    )
    since = f", có hiệu lực từ {local(starts):%d/%m/%Y}"
    note = f". {version.change_note}" if version.change_note else ""
    if not document.shared:
        return (
            f"{document.agency} không còn dùng chung {version.title} từ lần ban hành"
            f" {version.number}. Cơ quan không tạo hồ sơ mới theo quy trình này được nữa."
        )
    return (
        f"{document.agency} ban hành lần {version.number} của {version.title}{since}{note}."
        " Hồ sơ mới theo lần ban hành này; hồ sơ đang giải quyết giữ nguyên."
    )


def _cancelled(document: Document) -> str:
    return (
        f"{document.agency} đã hủy bỏ {document.title}. Cơ quan không tạo hồ sơ mới theo quy trình"
        " này được nữa."
    )


def _comparison(document: Document, version: Version | None) -> str:
    """Where what changed is shown: the new issue beside the one before."""
    if version is None:
        return ""
    before = Version.unscoped.filter(document=document, pk__lt=version.pk).order_by("-pk").first()
    if before is None:
        return ""
    return f"/admin/tai-lieu/{document.pk}/so-sanh/v{before.pk}...v{version.pk}/"
