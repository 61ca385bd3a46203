"""Trying a draft on past cases, or on the lines of a file; what was tried is not kept for long."""

from datetime import timedelta

from django.db import transaction

from processes.backtest import cases, running
from processes.backtest.deciders import DECIDERS
from processes.models import Backtest, BacktestRow, BacktestSource, BacktestState
from registry import policy
from registry.documents.models import Document, Stage
from registry.documents.streams import giver_of, lock_document, tell
from registry.files.services import inspect
from registry.now import now
from registry.organisation.models import User
from registry.trail.regular import JOBS, Regular, crontab
from rules.asking import sheets

RUN = "run"
KEPT = timedelta(days=30)


class BacktestError(ValueError):
    """A draft that cannot be tried now; the message is Vietnamese."""


@transaction.atomic
def start(actor: User, document: Document) -> Backtest:
    """Begin to try a draft on the cases of its agency that ended within a year.

    Pressed twice while it runs, it goes on as it is. Raises Forbidden, BacktestError where there is
    nothing to try.
    """
    fresh = _held(actor, document)
    known = (
        Backtest.objects.of(fresh.agency_id)
        .filter(document=fresh, source=BacktestSource.CASES)
        .first()
    )
    if known and known.digest == fresh.draft_digest and known.state == BacktestState.WORKING:
        return known
    sides = running.sides_of(fresh, actor)
    made = _made(actor, fresh, BacktestSource.CASES, sides)
    past = cases.closed(fresh.agency, str(fresh.uid), *sides.all)
    made.to_look = past.filter(closed_at__gte=made.since).count()
    made.save(update_fields=["to_look"])
    running.note(made)
    return made


def try_file(actor: User, document: Document, name: str, content: bytes) -> Backtest:
    """Try a draft on the lines of a workbook; nothing of what stands in them is kept.

    Raises Forbidden, FileError for a file that is no harmless workbook, SheetError with every wrong
    cell by its name, BacktestError.
    """
    policy.require(actor, RUN, Backtest(document=document, agency=document.agency))
    inspect(name, content)
    sides = running.sides_of(document, actor)
    lines = sheets.read(content, sides.draft.inputs)
    with transaction.atomic():
        fresh = _held(actor, document)
        if fresh.draft_digest != document.draft_digest:
            raise BacktestError(
                "Bản soạn thảo vừa được sửa. Hãy mở lại trang này rồi gửi tệp lần nữa."
            )
        made = _made(actor, fresh, BacktestSource.FILE, sides)
        rows = []
        for line in lines:
            row = running.laid(
                sides, line.answers, line.answers, running.deciding_in(fresh.agency, line.at)
            ).row(made)
            row.line = line.number
            rows.append(row)
        BacktestRow.objects.of(fresh.agency_id).bulk_create(rows)
        made.looked = made.to_look = len(rows)
        made.state, made.finished_at = BacktestState.DONE, now()
        made.save(update_fields=["looked", "to_look", "state", "finished_at"])
    return made


def _held(actor: User, document: Document) -> Document:
    """Lock a document with a draft that this person may try. Raises Forbidden, BacktestError."""
    policy.require(actor, RUN, Backtest(document=document, agency=document.agency))
    fresh = lock_document(document)
    policy.require(actor, RUN, Backtest(document=fresh, agency=fresh.agency))
    if fresh.stage == Stage.IDLE or fresh.kind not in DECIDERS:
        raise BacktestError("Tài liệu này không có bản soạn thảo để thử.")
    return fresh


def _made(
    actor: User, document: Document, source: BacktestSource, sides: running.Sides
) -> Backtest:
    Backtest.objects.of(document.agency_id).filter(document=document, source=source).delete()
    at = now()
    made: Backtest = Backtest.objects.create(
        agency=document.agency,
        document=document,
        source=source,
        digest=document.draft_digest,
        version_id=sides.version,
        by=actor,
        created_at=at,
        since=at - cases.WINDOW,
    )
    tell(
        document,
        "document.backtested",
        {"backtest": str(made.uid), "source": source, "digest": made.digest},
        actor,
        giver_of(actor, document),
    )
    return made


def tidy() -> str:
    """Delete trials that are a month old, and those of drafts that are another text by now."""
    old = set(Backtest.unscoped.filter(created_at__lt=now() - KEPT).values_list("pk", flat=True))
    for one in Backtest.unscoped.select_related("document").exclude(state=BacktestState.WORKING):
        if one.document.draft_digest != one.digest:
            old.add(one.pk)
    Backtest.unscoped.filter(pk__in=old).delete()
    return f"Đã xóa kết quả của {len(old)} lần thử trên hồ sơ cũ." if old else ""


JOBS.add(
    Regular(
        "backtest.tidy",
        "Xóa kết quả thử trên hồ sơ cũ không còn dùng",
        crontab(hour=2, minute=35),
        tidy,
    )
)
