"""The lists of proposals as pages."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from processes.clocks.remaining import remaining, work_of
from processes.control import lists
from processes.control.proposals.models import (
    ABOUT,
    Proposal,
    ProposalKind,
    ProposalState,
)
from processes.models import OPEN_TASK, Task
from registry.documents.rows import day_of
from registry.now import local
from registry.organisation.roles import role_labels
from registry.policy import Standing, standing
from registry.tables.declared import DAYS, Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold

_LONGEST = 180


@dataclass(frozen=True)
class Row:
    """A proposal of a list, and the open step of its case."""

    proposal: Proposal
    task: Task | None = None
    due: Cell | None = None

    @property
    def url(self) -> str:
        """Where it is read and decided."""
        return reverse("control:proposal", args=[self.proposal.uid])

    @property
    def writer(self) -> str:
        """Who writes the amendment: who has the draft, else who was chosen."""
        proposal = self.proposal
        if proposal.state == ProposalState.AMENDING:
            return str(proposal.document.author or proposal.drafter or "")
        return str(proposal.drafter or "") if proposal.owed else ""


def _state(row: Row) -> Cell:
    proposal = row.proposal
    day = day_of(proposal.decided_at)
    return Cell(
        proposal.get_state_display(), tone=proposal.tone, second=(f"từ {day}" if day else "",)
    )


def _turn(row: Row) -> Cell:
    if row.task is None:
        return Cell()
    who = str(row.task.assignee or role_labels().get(row.task.role, "") or "Chờ người nhận")
    since = f"{row.task.title} từ {local(row.task.activated_at):%d/%m/%Y}"
    return Cell(who, second=(since,))


def _what(row: Row) -> Cell:
    proposal = row.proposal
    place = f"tại «{proposal.place}»" if proposal.place else ""
    kind = proposal.get_kind_display()
    return Cell(str(proposal.document), row.url, (" ".join(filter(None, (kind, place))),))


def _due(row: Row) -> Cell:
    proposal = row.proposal
    if proposal.due is None or not proposal.owed:
        return row.due or Cell()
    day = f"{proposal.due:%d/%m/%Y}"
    return Cell(
        day, tone="late" if proposal.late else None, second=("quá hạn",) if proposal.late else ()
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


CODE = Column("so", "Số", lambda row: row.proposal.code, "lead", by="raised_at", ways=DAYS)
WHAT = Column("tai-lieu", "Tài liệu, đề nghị", _what, "what", fixed=True)
STATE = Column("tinh-trang", "Tình trạng", _state, "flag")
WHO = Column(
    "nguoi", "Người đề xuất",
    lambda row: Cell(str(row.proposal.proposer), second=(day_of(row.proposal.raised_at),)), "who",
)  # fmt: skip
WHY = Column(
    "ly-do", "Lý do đề xuất", lambda row: _short(row.proposal.reason),
    value=lambda row: row.proposal.reason,
)  # fmt: skip
TURN = Column("den-luot", "Đến lượt ai, từ bao giờ", _turn, "who")
WRITER = Column("nguoi-soan", "Người soạn thảo", lambda row: row.writer, "who")
DUE = Column(
    "han", "Hạn", _due, by="due", nullable=True, value=lambda row: row.proposal.due or None
)
ANSWER = Column(
    "tra-loi", "Trả lời", lambda row: _short(row.proposal.answer),
    value=lambda row: row.proposal.answer,
)  # fmt: skip
WISHED = Column(
    "mong-muon", "Nội dung mong muốn", lambda row: _short(row.proposal.wished), hidden=True,
    value=lambda row: row.proposal.wished,
)  # fmt: skip
AT = Column(
    "ngay", "Ngày đề xuất", lambda row: day_of(row.proposal.raised_at), file_only=True,
    value=lambda row: local(row.proposal.raised_at).date(),
)  # fmt: skip

KIND = Filter("de-nghi", "Đề nghị", tuple(ProposalKind.choices), anything="Mọi đề nghị")
TABLE = Table(
    code="proposals",
    label="Đề xuất",
    unit="đề xuất",
    columns=(CODE, WHAT, WHY, WHO, DUE, WISHED, AT),
    filters=(KIND,),
    search="số, tài liệu, lý do",
    order="so",
)
OWED = replace(TABLE, columns=(CODE, WHAT, WHY, WRITER, DUE, STATE, replace(WHO, hidden=True), AT),
               order="han")  # fmt: skip
MINE = replace(
    TABLE,
    columns=(CODE, WHAT, STATE, ANSWER, TURN, replace(WHY, hidden=True), AT),
    filters=(KIND, Filter("tinh-trang", "Tình trạng", tuple(ProposalState.choices))),
    order="-so",
)
TABLES = {"cho-sua-doi": OWED, "de-xuat-cua-toi": MINE}
# The order that rows come in, where none is asked for: that of the tables.
_ORDERS: dict[str, tuple[Any, ...]] = {
    "cho-sua-doi": (F("due").asc(nulls_last=True), "pk"), "de-xuat-cua-toi": ("-raised_at", "-pk"),
}  # fmt: skip


def proposal_list(request: HttpRequest, one: lists.DocumentList) -> HttpResponseBase:
    """Show one list of proposals."""
    at = standing(request.user)
    if at.user is None:
        raise Http404
    found = lists.proposals_in(at.user, one)
    if not one.shown(at) and not (one.review and found.exists()):
        raise Http404
    table = replace(
        TABLES.get(one.code, TABLE), code=f"control:{one.code}", label=one.label, file=one.code,
        keeping=not one.review,
    )  # fmt: skip
    asked = Listing(table, request)
    for word in fold(asked.words).split():
        found = found.filter(folded__contains=word)
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    empty = Empty(one.empty, one.about, "Xem tài liệu đã ban hành", _library())
    listing = Listing(table, request, tabs=_tabs(counts), empty=empty)
    for name, column in (("de-nghi", "kind"), ("tinh-trang", "state")):
        if value := listing.value(name):
            found = found.filter(**{column: value})
    found = found.select_related("document__author", "proposer", "drafter")
    found = found.order_by(*_ORDERS.get(one.code, ("raised_at", "pk")))

    def dress(proposals: list[Proposal]) -> list[Row]:
        return _rows(proposals, at)

    file = file_of(listing, found, dress)
    if file is not None:
        return file
    listing.show(found, dress)
    context = {"listing": listing, "page": listing.pages, "page_title": one.label}
    return render(request, "registry/ui/list_page.html", context)


def _library() -> str:
    return reverse("control:list", args=["da-ban-hanh"])


def _tabs(counts: dict[str, int]) -> list[Tab]:
    """All of them, and each sort where there are both."""
    if len(counts) < 2:
        return []
    return [
        Tab("Tất cả", count=sum(counts.values())),
        *(Tab(str(kind.label), f"de-nghi={kind}", counts.get(kind, 0)) for kind in ProposalKind),
    ]


def _rows(proposals: list[Proposal], at: Standing) -> list[Row]:
    """What a list shows of each proposal: one query for the open steps, one for the calendar."""
    waiting = {one.about: one for one in proposals if one.waits}
    agencies = {one.agency_id for one in waiting.values()}
    tasks: dict[str, Task] = {}
    if waiting:
        rows = Task.unscoped.filter(
            agency_id__in=agencies, case__about__in=list(waiting), status__in=OPEN_TASK
        )
        tasks = {task.case.about: task for task in rows.select_related("case", "assignee")}
    work = work_of(at.agency) if any(task.due_at for task in tasks.values()) else None
    return [
        Row(one, tasks.get(f"{ABOUT}{one.uid}"), _step_due(tasks.get(one.about), work))
        for one in proposals
    ]


def _step_due(task: Task | None, work: Any) -> Cell | None:
    if task is None or task.due_at is None:
        return None
    left = remaining(task.due_at, work)
    return Cell(left.words, tone=left.tone, second=(f"{local(task.due_at):%H:%M %d/%m/%Y}",))
