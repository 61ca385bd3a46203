"""The document lists of the quality system as pages."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from processes.clocks.remaining import remaining, work_of
from processes.control import lists, reviews
from processes.control.cancelling.telling import cancellations
from processes.control.proposals.models import AmendmentRequest, Proposal
from processes.control.proposals.origins import origins_of
from processes.control.proposals.requests import open_of
from processes.control.proposals.views.tables import proposal_list
from processes.models import OPEN_TASK, Task
from registry import kinds
from registry.documents import rows
from registry.documents.listing import called
from registry.documents.models import IN_REVIEW, Document, Dossier, Validity
from registry.now import local, now
from registry.organisation.roles import role_labels
from registry.policy import can, standing
from registry.tables.declared import Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing

TURN = Column(
    "den-luot",
    "Đến lượt ai, từ bao giờ",
    lambda row: row.turn or "",
    "who",
    value=lambda row: " · ".join((row.turn.text, *row.turn.lines)) if row.turn else "",
)
DUE = Column("han", "Hạn", lambda row: row.due or "")
DRAFTS = Table(
    code="control",
    label="Danh sách tài liệu",
    unit="tài liệu",
    columns=(
        rows.CODE, rows.TITLE, rows.STATE, TURN, DUE, replace(rows.CHANGED, hidden=True), rows.KIND,
        rows.UNIT, rows.AUTHOR,
    ),
    filters=(Filter("loai", "Loại tài liệu", anything="Mọi loại"),),
    search="mã hiệu, tên",
    file="tai-lieu",
    order="-sua",
)  # fmt: skip
ISSUED = replace(
    DRAFTS,
    columns=(
        rows.CODE, rows.TITLE, rows.STATE, TURN, rows.FROM, rows.NUMBER,
        replace(rows.CHANGED, hidden=True), rows.KIND, rows.UNIT,
    ),
    filters=(
        *DRAFTS.filters,
        Filter(
            "tinh-trang",
            "Tình trạng",
            (("hieu-luc", rows.IN_FORCE), ("sap-hieu-luc", rows.COMING)),
            anything="Mọi tình trạng",
        ),
    ),
)  # fmt: skip
DECISION = Column(
    "quyet-dinh",
    "Quyết định, lý do",
    lambda row: row.note or "",
    value=lambda row: "; ".join((row.note.text, *row.note.lines)) if row.note else "",
)
SINCE = Column(
    "tu-ngay",
    "Hết hiệu lực từ",
    lambda row: "",
    file_only=True,
    value=lambda row: local(row.period.ends).date() if row.period and row.period.ends else None,
)
OVER = replace(
    ISSUED,
    columns=(
        rows.CODE, rows.TITLE, rows.STATE, DECISION, SINCE, rows.NUMBER,
        replace(rows.CHANGED, hidden=True), rows.KIND, rows.UNIT,
    ),
    filters=DRAFTS.filters,
)  # fmt: skip
WHY = Column(
    "yeu-cau",
    "Yêu cầu",
    lambda row: row.note or "",
    value=lambda row: "; ".join((row.note.text, *row.note.lines)) if row.note else "",
)
ASKED = replace(
    ISSUED,
    columns=(
        rows.CODE, rows.TITLE, WHY, DUE, rows.STATE, replace(TURN, hidden=True), rows.NUMBER,
        rows.KIND, rows.UNIT,
    ),
    filters=DRAFTS.filters,
)  # fmt: skip
# Nobody has a turn yet: what matters is when the author saved it.
UNSENT = replace(
    DRAFTS,
    columns=(
        rows.CODE, rows.TITLE, rows.STATE, rows.CHANGED, replace(TURN, hidden=True),
        replace(DUE, hidden=True), rows.KIND, rows.UNIT, rows.AUTHOR,
    ),
)  # fmt: skip
TABLES = {
    "dang-soan-thao": UNSENT, "da-ban-hanh": ISSUED, "da-huy-bo": OVER, "yeu-cau-sua-doi": ASKED,
}  # fmt: skip


def document_list(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one list, with «đến lượt ai, từ bao giờ» of what is under review."""
    one = lists.BY_CODE.get(code)
    at = standing(request.user)
    if one is None or at.user is None:
        raise Http404
    if one.of is Proposal:
        return proposal_list(request, one)
    waiting = lists.waiting_for(at) if one.review else {}
    found = lists.documents_in(at.user, one, waiting)
    if not one.shown(at) and not (one.review and found.exists()):
        raise Http404
    agency = at.agency
    may_create = agency is not None and can(at.user, "document.create", agency)
    add = reverse("documents:add") if may_create else ""
    table = replace(
        TABLES.get(code, DRAFTS),
        code=f"control:{code}",
        label=one.label,
        file=code,
        # What waits for somebody is short, and gone tomorrow.
        keeping=not one.review,
    )
    asked = Listing(table, request)
    found = _narrowed(found.filter(called(asked.words)), asked, bool(one.code == "da-ban-hanh"))
    counts = _of_each_kind(found)
    listing = Listing(
        table,
        request,
        choices={"loai": [(kind, kinds.get(kind).label) for kind in counts]},
        tabs=_tabs(counts),
        empty=Empty(
            one.empty,
            one.about,
            "Thêm mới tài liệu" if code == "dang-soan-thao" else "Xem mọi tài liệu",
            add if code == "dang-soan-thao" else reverse("documents:list"),
        ),
    )
    kind = listing.value("loai")
    if kind:
        found = found.filter(kind=kind)
    total = counts.get(kind, 0) if kind else sum(counts.values())

    def dress(documents: list[Document]) -> list[rows.Listed]:
        return _rows(documents, one, waiting or _waiting_since(documents), request)

    found = found.select_related("owner_unit", "author")
    file = file_of(listing, found, dress)
    if file is not None:
        return file
    listing.show(found, dress, total=total)
    new = {"label": "Thêm mới tài liệu", "url": add, "icon": "plus", "main": True}
    acts = [new] if add and code != "yeu-cau-sua-doi" else []
    if code == "da-ban-hanh":
        printed = reverse("documents:master", args=["noi-bo"]) + "?dang=in"
        acts.insert(0, {"label": "In danh mục", "url": printed, "icon": "print", "aside": True})
    return render(
        request,
        "registry/ui/list_page.html",
        {"listing": listing, "page": listing.pages, "acts": acts, "page_title": one.label},
    )


def _narrowed(found: QuerySet[Document], listing: Listing, issued: bool) -> QuerySet[Document]:
    """The documents of the filter by how they stand, which lists of issued ones have."""
    in_force = Q(pk__in=Validity.unscoped.filter(Validity.at(now())).values("document"))
    state = listing.value("tinh-trang") if issued else ""
    if state == "hieu-luc":
        return found.filter(in_force)
    return found.exclude(in_force) if state == "sap-hieu-luc" else found


def _of_each_kind(found: QuerySet[Document]) -> dict[str, int]:
    """How many documents of each kind there are, in the order of the kinds; one query."""
    rows_of_kinds = found.order_by().values("kind").annotate(n=Count("pk"))
    counted = {row["kind"]: row["n"] for row in rows_of_kinds}
    return {kind.code: counted[kind.code] for kind in kinds.all_kinds() if kind.code in counted}


def _tabs(counts: dict[str, int]) -> list[Tab]:
    """All of them, and the kinds that there are most of."""
    if len(counts) < 2:
        return []
    most = sorted(counts, key=lambda code: -counts[code])[:4]
    return [
        Tab("Tất cả", count=sum(counts.values())),
        *(
            Tab(kinds.get(code).label, f"loai={code}", counts[code])
            for code in counts
            if code in most
        ),
    ]


def _rows(
    documents: list[Document],
    one: lists.DocumentList,
    tasks: dict[int, Task],
    request: HttpRequest,
) -> list[rows.Listed]:
    """Collect what a list shows of each document; one query for what is in force, where the list
    is of that, and one for the calendar where something has a deadline."""
    periods = {} if one.drafts else rows.periods_of(documents)
    due = any(task.due_at for task in tasks.values())
    work = work_of(standing(request.user).agency) if due else None
    origins = origins_of(documents) if one.drafts else {}
    notes, days = _notes(documents, one)
    made = []
    for document in documents:
        period, running = periods.get(document.pk, (None, False))
        row = rows.Listed(
            document,
            period,
            running,
            draft=document.draft_open,
            # What was issued is read as issued, also while a revision of it is under review.
            url=reverse("control:open" if one.drafts else "documents:inspect", args=[document.pk]),
            code=document.draft_code if one.drafts else document.code,
            title=document.draft_title if one.drafts else document.title,
        )
        task, origin = tasks.get(document.pk), origins.get(document.pk)
        own = _day(origin.due, origin.late) if origin else days.get(document.pk)
        made.append(
            replace(
                row,
                turn=_turn(row, task),
                due=_due(task, work) or own,
                note=notes.get(document.pk),
                second=(origin.said,) if origin else (),
            )
        )
    return made


def _notes(
    documents: list[Document], one: lists.DocumentList
) -> tuple[dict[int, Cell], dict[int, Cell | None]]:
    """What the list says besides, and until when where something is asked; one query."""
    if one.code == "da-huy-bo":
        found = cancellations(documents)
        return {pk: Cell(row.decision_no, second=(row.reason,)) for pk, row in found.items()}, {}
    if one.code != "yeu-cau-sua-doi":
        return {}, {}
    asked = open_of(documents)
    notes = {}
    for pk, told in asked.items():
        more = f"và {len(told) - 1} yêu cầu khác" if len(told) > 1 else ""
        source = f"{told[0].get_source_display()}, {local(told[0].asked_at):%d/%m/%Y}"
        notes[pk] = Cell(told[0].reason, second=(source, more))
    first = {pk: min((r for r in told if r.due), key=_by_due, default=None)
             for pk, told in asked.items()}  # fmt: skip
    return notes, {pk: _day(row.due, row.late) for pk, row in first.items() if row is not None}


def _by_due(row: AmendmentRequest) -> date:
    return row.due or date.max


def _day(due: date | None, late: bool) -> Cell | None:
    if due is None:
        return None
    return Cell(
        f"{due:%d/%m/%Y}", tone="late" if late else None, second=("quá hạn" if late else "",)
    )


def _turn(row: rows.Listed, task: Task | None) -> Cell | None:
    """Whose turn it is, and since when: who does the step of review, else who writes the draft."""
    if task is not None:
        who = str(task.assignee or role_labels().get(task.role, "") or "Chờ người nhận")
        still = task.case.suspended_since
        stands = f"Tạm dừng tính thời hạn từ {_moment(still)}" if still else ""
        urged = (
            (("late", f"Đôn đốc {local(task.urged_at):%d/%m}"),)
            if task.urge_waits and task.urged_at
            else ()
        )
        since = f"{task.title} từ {local(task.activated_at):%d/%m/%Y}"
        return Cell(who, second=(since, stands), marks=urged)
    if row.draft:
        return Cell(row.author, second=(f"Soạn thảo, lưu {_moment(row.document.updated_at)}",))
    return None


def _due(task: Task | None, work: Any) -> Cell | None:
    if task is None or task.due_at is None:
        return None
    left = remaining(task.due_at, work)
    return Cell(left.words, tone=left.tone, second=(_moment(task.due_at),))


def _moment(instant: datetime) -> str:
    return f"{local(instant):%H:%M %d/%m/%Y}"


def _waiting_since(documents: list[Document]) -> dict[int, Task]:
    """The open review task of each document under review; two queries for a page."""
    waiting = [one for one in documents if one.draft_open and one.stage in IN_REVIEW]
    if not waiting:
        return {}
    agencies = {document.agency_id for document in waiting}
    dossiers = Dossier.unscoped.filter(
        agency_id__in=agencies, state=Dossier.OPEN, items__document__in=waiting
    ).values_list("uid", "items__document_id")
    by_about: dict[str, list[int]] = {}
    for uid, document_id in dossiers:
        by_about.setdefault(reviews.about_uid(uid), []).append(document_id)
    tasks = Task.unscoped.filter(
        agency_id__in=agencies, case__about__in=by_about, status__in=OPEN_TASK
    ).select_related("case", "assignee")
    return {pk: task for task in tasks for pk in by_about[task.case.about]}
