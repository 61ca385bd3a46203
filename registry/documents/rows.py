"""Documents as the rows of lists: what is in force of them, and the cells that every such list has.

What stands in the row of an issued document is its issue in force, or the coming one; a draft under
way is told beside it, to those who may read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from registry import kinds
from registry.documents.models import Document, Stage, Validity
from registry.lists.ordering import by_words
from registry.now import local, now, today
from registry.tables.declared import DAYS, LETTERS, Cell, Column

IN_FORCE, COMING, OVER = "Đang có hiệu lực", "Sắp có hiệu lực", "Hết hiệu lực"


@dataclass(frozen=True)
class Listed:
    """One document of a list, for somebody; `period` is in force, or the next one to be."""

    document: Document
    period: Validity | None
    running: bool
    # Of the draft, whether it is under way for all that the reader may know.
    draft: bool
    url: str
    edit_url: str = ""
    # Name and code by which the list calls it.
    code: str = ""
    title: str = ""
    second: tuple[str, ...] = ()
    # Whose turn it is and since when, and the deadline of that, where upper floors know.
    turn: Cell | None = None
    due: Cell | None = None
    # What the list says besides: why it is to be amended, why it was cancelled.
    note: Cell | None = None

    @property
    def kind(self) -> kinds.Kind:
        """The kind of the document."""
        return self.document.kind_of

    @property
    def author(self) -> str:
        """Who writes it, for those who may know of the draft."""
        known = self.draft or self.document.stage == Stage.IDLE
        return str(self.document.author or "") if known else ""


def periods_of(documents: Iterable[Document]) -> dict[int, tuple[Validity, bool]]:
    """Return what is in force of each document, comes next or was last, and whether it holds.

    One query.
    """
    at = now()
    found: dict[int, tuple[Validity, bool]] = {}
    rows = Validity.unscoped.filter(document__in=list(documents)).select_related("version")
    for period in rows.defer("version__approvals").order_by("starts"):
        known = found.get(period.document_id)
        only_past = known is None or is_over(known[0], at)
        running = period.starts <= at and not is_over(period, at)
        if running or only_past:
            found[period.document_id] = (period, running)
    return found


def is_over(period: Validity, at: datetime) -> bool:
    """Tell whether a period has ended by then, or was taken back before it began."""
    return period.ends is not None and period.ends <= max(at, period.starts)


def starts() -> Subquery:
    """Return since when the issue in force holds, or when the coming one will, to order by."""
    open_ = Validity.unscoped.filter(document=OuterRef("pk")).filter(Validity.open_at(now()))
    return Subquery(open_.order_by("starts").values("starts")[:1])


def state_of(row: Listed) -> Cell:
    """Say how a document stands: its issue first, its draft beside it."""
    document, period = row.document, row.period
    draft = (("wait", _draft_words(document, period)),) if row.draft else ()
    over = period is None or is_over(period, now())
    if period is None or (over and draft):
        tone = "wait" if document.stage not in (Stage.DRAFT, Stage.IDLE) else ""
        stage = str(document.get_stage_display()) if document.in_review else ""
        return Cell(_draft_words(document, None), tone=tone, second=(stage,))
    if over:
        return Cell(OVER, tone="done", second=(f"từ {day_of(period.ends)}",))
    own = _own_state(document, period)
    words = own or (IN_FORCE if row.running else COMING)
    tone = "good" if row.running else "info"
    until = f"đến {day_of(period.ends)}" if period.ends else ""
    return Cell(words, tone=tone, second=(until,), marks=draft)


def _draft_words(document: Document, period: Validity | None) -> str:
    if period is not None and document.stage == Stage.DRAFT:
        return "Đang sửa đổi"
    if document.in_review and document.stage != Stage.AWAITING_ISSUE:
        return "Đang rà soát"
    return str(document.get_stage_display())


def _own_state(document: Document, period: Validity) -> str:
    """What a document from outside says of its own force; "" for the agency's documents."""
    kind = document.kind_of
    return kind.standing(period.version.data, today()) if kind.outside else ""


def day_of(instant: datetime | None) -> str:
    """Write the local day of an instant."""
    return f"{local(instant):%d/%m/%Y}" if instant else ""


def _since(row: Listed) -> datetime | None:
    return row.period.starts if row.period and not is_over(row.period, now()) else None


def _number(row: Listed) -> str:
    return row.period.version.number if row.period else ""


CODE = Column("ma", "Mã hiệu", lambda row: row.code, "lead", by=by_words("code"), ways=LETTERS)
TITLE = Column(
    "ten",
    "Tên tài liệu",
    lambda row: Cell(
        row.title,
        row.url,
        (
            *row.second,
            " · ".join(filter(None, (row.kind.label, str(row.document.owner_unit or "")))),
        ),
    ),
    "what",
    by=by_words("title"),
    ways=LETTERS,
    fixed=True,
)
STATE = Column("tinh-trang", "Tình trạng", state_of, "flag")
FROM = Column(
    "hieu-luc",
    "Hiệu lực từ",
    lambda row: day_of(_since(row)),
    "code",
    by=starts,
    nullable=True,
    falling=True,
    ways=DAYS,
    value=lambda row: local(since).date() if (since := _since(row)) else None,
)
NUMBER = Column("lan", "Lần BH/SĐ", _number, "num", title="Lần ban hành/sửa đổi")
KIND = Column("loai", "Loại tài liệu", lambda row: row.kind.label, hidden=True)
UNIT = Column(
    "don-vi", "Đơn vị chủ trì", lambda row: str(row.document.owner_unit or ""), hidden=True
)
AUTHOR = Column("nguoi", "Người soạn thảo", lambda row: row.author, hidden=True)


def _changed(row: Any) -> Cell:
    return Cell(day_of(row.document.changed), second=(row.author,))


CHANGED = Column(
    "sua",
    "Sửa lần cuối",
    _changed,
    "who",
    by="changed",
    falling=True,
    ways=DAYS,
    value=lambda row: row.document.changed,
)
