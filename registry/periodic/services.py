"""Saying that a document was read again, and how often it is."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from registry import kinds
from registry.administration import agencies
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Stage, Validity, Version
from registry.documents.streams import lock_document, stream_of, tell
from registry.notices.services import lay_aside, notify
from registry.now import now, today
from registry.organisation.models import Agency, User
from registry.periodic import dues
from registry.periodic.models import PeriodicReview, ReviewOutcome, ReviewPeriod
from registry.periodic.policies import giver_of, may_review, may_set
from registry.policy import Forbidden, can, standing
from registry.shown import compared, named
from registry.trail import events
from registry.vietnamese import settle

NOTICE = "periodic"
MOST_MONTHS = 120
LONGEST = 2000


class Outdated(DocumentError):
    """Something was issued, or somebody read it, since the page was opened."""


def shown_of(document: Document) -> str:
    """Return what a page on which a document is read again shows: its issue, its last reading."""
    return named(_parts(document))


def _parts(document: Document) -> dict[str, Any]:
    version, last = in_force(document), last_of(document)
    return {"ban": version.sha256 if version else "", "soat": last.pk if last else 0}


def in_force(document: Document) -> Version | None:
    """Return the version of a document that holds now."""
    periods = Validity.objects.of(document.agency_id).filter(Validity.at(now()), document=document)
    found = periods.select_related("version").first()
    return found.version if found else None


def last_of(document: Document) -> PeriodicReview | None:
    """Return the last time that somebody read a document again."""
    rows = PeriodicReview.objects.of(document.agency_id).filter(document=document)
    found: PeriodicReview | None = rows.select_related("by", "on_behalf_of").order_by("pk").last()
    return found


@transaction.atomic
def review(
    actor: User,
    document: Document,
    outcome: str,
    *,
    remark: str = "",
    seen: str,
    idempotency_key: str = "",
) -> PeriodicReview:
    """Note that the issue in force was read again, unchanged or to be amended.

    «Đã soát, không đổi» moves the next day; «Cần sửa» opens a revision where none is under way, or
    tells the author where the reader may not.
    `seen` is `shown_of` of the page; the same key a second time gives the reading of the first.
    Raises Forbidden, Outdated, DocumentError where nothing is in force or no reason is given.
    """
    key = events.keyed("review", events.owned(actor, idempotency_key), outcome, settle(remark))
    fresh = lock_document(document)
    at = standing(actor)
    if not may_review(at, fresh):
        raise Forbidden("Ông/bà không có quyền soát xét tài liệu này.")
    done = events.already_done(stream_of(fresh), key, DocumentError)
    if done is not None:
        rows = PeriodicReview.objects.of(fresh.agency_id)
        first: PeriodicReview = rows.get(pk=events.data_of(done)["review"])
        return first
    if outcome not in ReviewOutcome.values:
        raise DocumentError("Hãy chọn «Đã soát, không đổi» hoặc «Cần sửa».")
    version = in_force(fresh)
    if version is None:
        raise DocumentError("Tài liệu không có lần ban hành nào đang có hiệu lực để soát xét.")
    if compared(seen, _parts(fresh)):
        raise Outdated(
            "Trong lúc ông/bà đọc, tài liệu đã có lần ban hành mới hoặc có người vừa soát xét."
            " Điều vừa ghi chưa được lưu; hãy xem lại trang rồi ghi lại nếu còn cần."
        )
    remark = settle(remark)[:LONGEST]
    if outcome == ReviewOutcome.AMEND and not remark:
        raise DocumentError("Hãy ghi điều cần sửa, để người soạn thảo biết phải sửa gì.")
    giver = giver_of(at, fresh)
    made: PeriodicReview = PeriodicReview.objects.create(
        agency_id=fresh.agency_id,
        document=fresh,
        version=version,
        outcome=outcome,
        remark=remark,
        by=actor,
        on_behalf_of=giver,
        day=today(),
        at=now(),
    )
    facts = {"review": made.pk, "version": version.pk, "outcome": outcome}
    events.append(
        stream_of(fresh), "document.reviewed", facts, actor=actor, on_behalf_of=giver,
        agency=fresh.agency_id, idempotency_key=key,
    )  # fmt: skip
    if outcome == ReviewOutcome.AMEND:
        _amend(actor, fresh, remark)
    lay_aside(("document", fresh.pk), kinds=[NOTICE])
    return made


def _amend(actor: User, document: Document, remark: str) -> None:
    """Open a revision, or tell its author that one is needed where the reader may not open it."""
    if document.stage == Stage.IDLE and can(actor, "edit", document):
        documents.begin_revision(actor, document)
    elif document.author is not None and document.author != actor:
        notify(
            document.author,
            document.agency_id,
            f"{actor} soát xét tài liệu {document}: cần sửa. {remark}",
            reverse("documents:inspect", args=[document.pk]) + "#soat-xet",
            kind="amend",
            about=("document", document.pk),
        )


def months_in(text: str) -> int:
    """Read a number of months; raise DocumentError, in Vietnamese, for anything else."""
    text = settle(text).strip()
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MOST_MONTHS):
        raise DocumentError(
            f"Kỳ soát xét là số tháng, từ 0 (không soát xét) đến {MOST_MONTHS}. Hãy nhập lại."
        )
    return int(text)


@transaction.atomic
def set_period(actor: User, document: Document, months: int | None) -> None:
    """Say after how many months one document is read again; None: as its kind, 0: never.

    Raises Forbidden, DocumentError.
    """
    fresh = lock_document(document)
    at = standing(actor)
    if not may_review(at, fresh):
        raise Forbidden("Ông/bà không có quyền đặt kỳ soát xét của tài liệu này.")
    rows = ReviewPeriod.objects.of(fresh.agency_id).filter(document=fresh)
    known = rows.values_list("months", flat=True).first()
    if known == months:
        return
    rows.delete()
    if months is not None:
        _check(months)
        ReviewPeriod.objects.create(agency_id=fresh.agency_id, document=fresh, months=months)
    facts = {"months": -1 if months is None else months}
    tell(fresh, "document.review_period_set", facts, actor, giver_of(at, fresh))
    lay_aside(("document", fresh.pk), kinds=[NOTICE])


@transaction.atomic
def set_defaults(actor: User, agency: Agency, months: dict[str, int]) -> None:
    """Say after how many months documents of each kind are read again in an agency.

    All or none; the same again writes nothing. Raises Forbidden, DocumentError, KeyError for an
    unknown kind.
    """
    if not may_set(standing(actor), agency):
        raise Forbidden("Ông/bà không có quyền đặt kỳ soát xét của cơ quan.")
    events.lock_streams(agencies.stream_of(agency))
    rows = ReviewPeriod.objects.of(agency).filter(document=None)
    known = dict(rows.values_list("kind", "months"))
    changed = {}
    for code, wanted in months.items():
        _check(wanted)
        if known.get(code, kinds.get(code).review_months) != wanted:
            changed[code] = wanted
    if not changed:
        return
    rows.filter(kind__in=changed).delete()
    for code, wanted in changed.items():
        if wanted != kinds.get(code).review_months:
            ReviewPeriod.objects.create(agency=agency, kind=code, months=wanted)
    agencies.note(actor, agency, "agency.review_periods_set", changed)


def _check(months: int) -> None:
    if not 0 <= months <= MOST_MONTHS:
        raise DocumentError(f"Kỳ soát xét từ 0 đến {MOST_MONTHS} tháng. Hãy nhập lại.")


def standing_of(one: dues.Due) -> str:
    """Say how a day stands: «còn 12 ngày», «đến hạn hôm nay», «quá hạn 3 ngày»."""
    if one.left > 0:
        return f"còn {one.left} ngày"
    return "đến hạn hôm nay" if one.left == 0 else f"quá hạn {-one.left} ngày"


def months_words(months: int) -> str:
    """Write a period: «12 tháng», «không soát xét»."""
    return f"{months} tháng" if months else "không soát xét"
