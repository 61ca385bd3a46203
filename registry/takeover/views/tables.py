"""The report of a takeover as a list: a row for each line, and for each file that no line names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from registry import kinds
from registry.lists.ordering import by_words
from registry.now import local
from registry.readers.days import shown
from registry.tables.declared import DAYS, Cell, Column, Empty, Tab, Table
from registry.takeover.models import (
    LineOutcome,
    LineVerdict,
    Takeover,
    TakeoverFile,
    TakeoverLine,
    TakeoverState,
)
from registry.vietnamese import has_words

SPARE = "thua"
# In the address, what people ask for: lines by what became of them, files that no line names.
WAYS: dict[str, tuple[str, str]] = {
    "loi": ("Có lỗi", "late"),
    "khac": ("Đã có, nội dung khác", "wait"),
    "chua-nhap": ("Chưa nhập được", "late"),
    "se-nhap": ("Sẽ nhập", "good"),
    "da-nhap": ("Đã nhập", "good"),
    "da-co": ("Đã có, không đổi", "done"),
    "con-lai": ("Chưa nhập", "wait"),
    SPARE: ("Tệp không dòng nào nhắc", "wait"),
}


@dataclass(frozen=True)
class Row:
    """A line of the report."""

    way: str
    number: int = 0
    facts: dict[str, Any] | None = None
    file: str = ""
    notes: tuple[str, ...] = ()
    url: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What the line says; nothing for a file that no line names."""
        return self.facts or {}

    @property
    def numbers(self) -> str:
        """«02/01»."""
        told = self.told
        return f"{told['issue_no']:02d}/{told['revision_no']:02d}" if told else ""

    @property
    def kind(self) -> str:
        """How its kind is called; "" where it is none."""
        code = self.told.get("kind", "")
        return kinds.get(code).label if code else ""

    def has(self, words: str) -> bool:
        """Tell whether it is called by these words."""
        told = self.told
        return has_words(f"{told.get('code', '')} {told.get('title', '')} {self.file}", words)


def rows_of(takeover: Takeover) -> list[Row]:
    """Collect the report; three queries."""
    lines = TakeoverLine.objects.of(takeover.agency_id).filter(takeover=takeover)
    found = [
        _row(line, takeover) for line in lines.select_related("file", "version").order_by("number")
    ]
    named = {row.file for row in found} | {takeover.list_name}
    files = TakeoverFile.objects.of(takeover.agency_id).filter(takeover=takeover)
    if takeover.refusal:
        return found
    return [
        *found,
        *(
            Row(SPARE, file=one.name, notes=(one.refusal,) if one.refusal else ())
            for one in files.order_by(by_words("name"), "pk")
            if one.name not in named
        ),
    ]


def _row(line: TakeoverLine, takeover: Takeover) -> Row:
    told = [
        f"{one['column']}: {one['text']}" if one.get("column") else one["text"]
        for one in line.remarks
    ]
    version = line.version
    return Row(
        _way(line, takeover),
        line.number,
        line.told,
        line.file.name if line.file else str(line.told.get("file", "")),
        (line.said,) if line.said else tuple(told),
        f"{reverse('documents:inspect', args=[version.document_id])}?ban={version.pk}"
        if version
        else "",
    )


def _way(line: TakeoverLine, takeover: Takeover) -> str:
    if line.outcome:
        return {LineOutcome.TAKEN: "da-nhap", LineOutcome.SAME: "da-co"}.get(
            LineOutcome(line.outcome), "chua-nhap"
        )
    if line.verdict == LineVerdict.NEW:
        return "se-nhap" if takeover.state != TakeoverState.STOPPED else "con-lai"
    return {LineVerdict.SAME: "da-co", LineVerdict.OTHER: "khac"}.get(
        LineVerdict(line.verdict), "loi"
    )


def _name(row: Row) -> Cell:
    told = row.told
    if not told:
        return Cell(row.file)
    second = " · ".join(filter(None, (told.get("code", ""), row.kind, f"lần {row.numbers}")))
    return Cell(told.get("title") or "(chưa có tên)", row.url, (second,))


def _notes(row: Row) -> Cell:
    first, *rest = row.notes or ("",)
    return Cell(first, second=rest)


def _fact(name: str, label: str) -> Column:
    return Column(name, label, lambda row: shown(str(row.told.get(name, ""))), file_only=True)


REPORT = Table(
    code="takeover-report",
    label="Báo cáo từng dòng",
    unit="dòng",
    columns=(
        Column("dong", "Dòng", lambda row: str(row.number or ""), "num",
               by=lambda row: row.number or None, nullable=True,
               ways=("từ trên xuống", "từ dưới lên"),
               value=lambda row: row.number or None, fixed=True),
        Column("ten", "Tài liệu", _name, "what", fixed=True,
               value=lambda row: row.told.get("title", "")),
        Column("ket-qua", "Kết quả", lambda row: Cell(WAYS[row.way][0], tone=WAYS[row.way][1]),
               "flag", fixed=True),
        Column("ghi-chu", "Cần biết, cần làm", _notes, fixed=True,
               value=lambda row: "\n".join(row.notes)),
        Column("tep", "Tệp", lambda row: row.file if row.told else "", value=lambda row: row.file,
               fixed=True),
        _fact("kind", "Loại"), _fact("code", "Mã hiệu"),
        Column("lan", "Lần ban hành/sửa đổi", lambda row: row.numbers, file_only=True),
        _fact("issued_on", "Ngày ban hành"), _fact("effective_on", "Ngày hiệu lực"),
        _fact("decision_no", "Số quyết định"),
    ),
    search="mã hiệu, tên, tệp",
    file="bao-cao-nhap-tai-lieu",
    order="dong",
    keeping=False,
    keeps=("muc",),
)  # fmt: skip


def tabs_of(rows: Iterable[Row]) -> list[Tab]:
    """Return everything, and each way with how many there are of it; empty ones are left out."""
    rows = list(rows)
    counted = {way: sum(row.way == way for row in rows) for way in WAYS}
    found = [Tab("Tất cả", count=len(rows))]
    return found + [
        Tab(WAYS[way][0], f"muc={way}", count, WAYS[way][1])
        for way, count in counted.items()
        if count
    ]


def chosen(rows: Iterable[Row], way: str, words: str) -> list[Row]:
    """Keep the rows that are asked for."""
    return [row for row in rows if (not way or row.way == way) and row.has(words)]


_TONES = {
    TakeoverState.CHECKING: "info",
    TakeoverState.CHECKED: "wait",
    TakeoverState.TAKING: "info",
    TakeoverState.DONE: "good",
    TakeoverState.STOPPED: "late",
}
PAST = Table(
    code="takeovers",
    label="Các đợt nhập",
    unit="đợt",
    columns=(
        Column("ngay", "Ngày gửi", lambda one: f"{local(one.created_at):%d/%m/%Y %H:%M}", "code",
               by="created_at", falling=True, ways=DAYS, value=lambda one: one.created_at),
        Column("ten", "Danh mục",
               lambda one: Cell(one.list_name or "Danh mục",
                                reverse("takeover:report", args=[one.uid])), "what", fixed=True),
        Column("trang-thai", "Tình trạng",
               lambda one: Cell(one.get_state_display(), tone=_TONES[one.state]), "flag"),
        Column("nguoi", "Người gửi", lambda one: str(one.by), "who"),
    ),
    keeping=False,
)  # fmt: skip
NO_PAST = Empty("Chưa có đợt nhập nào", "Mỗi lần gửi danh mục là một đợt, có báo cáo riêng.")
