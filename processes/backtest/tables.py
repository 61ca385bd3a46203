"""What came of a trial, as a list: counts for all, cases for whoever may read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from processes.backtest import cases
from processes.backtest.deciders import Ready
from processes.models import Backtest, BacktestRow, BacktestSource, BacktestVerdict, Case
from registry import policy
from registry.kinds import Context
from registry.organisation.models import User
from registry.tables.declared import Cell, Column, Empty, Tab, Table

DEADLINE = "thoi-han"
# In the address: what people ask for, with its words and tone.
WAYS: dict[str, tuple[str, str, str]] = {
    "doi": (BacktestVerdict.CHANGED, "Đổi kết quả", "late"),
    "lan-dau": (BacktestVerdict.FIRST, "Chưa có bản áp dụng", "info"),
    "chua-du": (BacktestVerdict.UNKNOWN, "Chưa đủ thông tin", "wait"),
    "giu": (BacktestVerdict.SAME, "Không đổi", "good"),
}
_BY_VERDICT = {verdict: (words, tone) for verdict, words, tone in WAYS.values()}


@dataclass
class Shown:
    """A row with what was filled in, as far as the document asks about it."""

    row: BacktestRow
    facts: list[str] = field(default_factory=list)


def counts_of(backtest: Backtest) -> dict[str, int]:
    """Count what became of all cases, whoever asks, by ways of the address; one query."""
    rows = BacktestRow.objects.of(backtest.agency_id).filter(backtest=backtest)
    asked = {name: Count("pk", filter=Q(verdict=way[0])) for name, way in WAYS.items()}
    found: dict[str, int] = rows.aggregate(
        **{name.replace("-", "_"): count for name, count in asked.items()},
        thoi_han=Count("pk", filter=~Q(gets_time="")),
        tat_ca=Count("pk"),
    )
    return found


def rows_of(user: User, backtest: Backtest) -> QuerySet[BacktestRow]:
    """Return the rows whose case the person may read; all lines of a file."""
    rows = BacktestRow.objects.of(backtest.agency_id).filter(backtest=backtest)
    if backtest.source == BacktestSource.CASES:
        rows = rows.filter(case__in=policy.visible(user, Case).values("pk"))
    return rows.select_related("case")


def chosen(rows: QuerySet[BacktestRow], way: str, words: str) -> QuerySet[BacktestRow]:
    """Keep the rows that are asked for."""
    if way in WAYS:
        rows = rows.filter(verdict=WAYS[way][0])
    elif way == DEADLINE:
        rows = rows.exclude(gets_time="")
    return rows.filter(case__code__icontains=words) if words else rows


def tabs_of(counts: dict[str, int]) -> list[Tab]:
    """Return everything, and each way of which there is some."""
    found = [Tab("Tất cả", count=counts["tat_ca"])]
    ways = [(name, words, tone) for name, (_, words, tone) in WAYS.items()]
    return found + [
        Tab(words, f"muc={name}", count, tone)
        for name, words, tone in [*ways, (DEADLINE, "Đổi thời hạn", "late")]
        if (count := counts[name.replace("-", "_")])
    ]


@dataclass(frozen=True)
class Facts:
    """Reads what was filled in for the rows of a page at once, as far as the draft asks."""

    backtest: Backtest
    side: Ready
    hidden: Iterable[str]

    @classmethod
    def of(cls, backtest: Backtest, side: Ready, context: Context) -> "Facts":
        """Make it for a draft that is ready, seen from a context."""
        return cls(backtest, side, cases.personal(side, context))

    def __call__(self, rows: list[BacktestRow]) -> list[Shown]:
        """Dress rows; one query."""
        asked = [row.case for row in rows if row.case is not None]
        answered = cases.answered(self.backtest.agency, asked) if asked else {}
        return [Shown(row, self._facts(answered.get(row.case_id or 0))) for row in rows]

    def _facts(self, answers: Any) -> list[str]:
        given = cases.read_by(self.side, answers) if answers else None
        if given is None:
            return []
        seen = cases.shown(given, self.side.inputs, self.hidden)
        return cases.said(seen, self.side.inputs)


def _case(one: Shown) -> Cell:
    case = one.row.case
    if case is None:
        return Cell(f"Dòng {one.row.line}")
    return Cell(case.code, reverse("case_detail", args=[case.uid]), one.facts)


def _verdict(one: Shown) -> Cell:
    words, tone = _BY_VERDICT[one.row.verdict]
    time = f"Thời hạn: {one.row.had_time} → {one.row.gets_time}" if one.row.gets_time else ""
    return Cell(words, tone=tone, second=(time,))


def _side(words: str, reasons: list[str]) -> Cell:
    return Cell(words or "Chưa có", second=reasons)


RESULT = Table(
    code="backtest",
    label="Kết quả từng hồ sơ",
    unit="hồ sơ",
    columns=(
        Column("ho-so", "Hồ sơ", _case, "what", fixed=True,
               value=lambda one: one.row.case.code if one.row.case else f"Dòng {one.row.line}"),
        Column("ket-qua", "Kết quả", _verdict, "flag", fixed=True,
               value=lambda one: _BY_VERDICT[one.row.verdict][0]),
        Column("truoc", "Bản đang áp dụng",
               lambda one: _side(one.row.before, one.row.reasons.get("before", [])), fixed=True,
               value=lambda one: one.row.before or "Chưa có"),
        Column("sau", "Bản soạn thảo",
               lambda one: _side(one.row.after, one.row.reasons.get("after", [])), fixed=True,
               value=lambda one: one.row.after),
        Column("vi-truoc", "Vì sao (bản đang áp dụng)", lambda one: "", file_only=True,
               value=lambda one: "\n".join(one.row.reasons.get("before", []))),
        Column("vi-sau", "Vì sao (bản soạn thảo)", lambda one: "", file_only=True,
               value=lambda one: "\n".join(one.row.reasons.get("after", []))),
        Column("thong-tin", "Thông tin được xét", lambda one: "", file_only=True,
               value=lambda one: "\n".join(one.facts)),
        Column("han-cu", "Thời hạn đã áp dụng", lambda one: "", file_only=True,
               value=lambda one: one.row.had_time),
        Column("han-moi", "Thời hạn theo bản soạn thảo", lambda one: "", file_only=True,
               value=lambda one: one.row.gets_time),
    ),
    search="mã hồ sơ",
    file="thu-tren-ho-so-cu",
    order_words="Đổi kết quả trước",
    keeping=False,
    keeps=("muc", "nguon"),
)  # fmt: skip
NOTHING = Empty("Không có hồ sơ nào", "Bỏ lọc, hoặc chọn mục khác để xem các hồ sơ còn lại.")
