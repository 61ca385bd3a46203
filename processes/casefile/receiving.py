"""What the receipt of a case says: the papers as they were checked, how its date was counted."""

from dataclasses import dataclass, replace
from typing import Any

from processes import pinned
from processes.clocks import deadlines
from processes.kinds.process.render import HOW
from processes.models import Case
from registry import canonical
from rules.worktime import explain

Json = dict[str, Any]


@dataclass(frozen=True)
class PaperRow:
    """One paper of the receipt."""

    name: str
    how: str
    amount: str
    state: str
    # How screens mark it (docs/screens.md): what is missing is late.
    tone: str = ""

    @property
    def missing(self) -> bool:
        """Whether the citizen has still to bring it."""
        return self.tone == "late"


def papers(case: Case) -> list[PaperRow]:
    """Return the papers as they were checked when the case was opened."""
    checked = {row["id"]: row["enough"] for row in canonical.loads(case.papers).get("rows", [])}
    body = pinned.process_of(case)[0]
    return [_row(paper, checked.get(paper["id"], False)) for paper in body.get("papers", [])]


def papers_now(case: Case) -> list[PaperRow]:
    """Return the papers as they are now: one of which a copy came later is not missing any more."""
    files = canonical.loads(case.state).get("files", {}).values()
    came = {file.get("paper", "") for file in files}
    body = pinned.process_of(case)[0]
    return [
        replace(row, state="Thiếu khi tiếp nhận, đã thêm tệp", tone="good")
        if row.missing and paper["id"] in came
        else row
        for paper, row in zip(body.get("papers", []), papers(case), strict=True)
    ]


def explanation_lines(case: Case) -> list[str]:
    """Explain day by day why the case is due when it is; empty without a deadline."""
    return [line.text for line in _lines(case)]


def short_lines(case: Case) -> list[str]:
    """Explain it on a receipt: what is as on every week is said once, so that it fits one sheet."""
    lines = _lines(case)
    told = [line.text for line in lines if line.kind not in ("count", "skip_weekend")]
    if any(line.kind == "skip_weekend" for line in lines):
        told.insert(-1, "không tính ngày nghỉ hằng tuần")
    return told


def _lines(case: Case) -> list[explain.ExplanationLine]:
    clock = case.deadlines.filter(key="").select_related("calendar").first()
    if clock is None:
        return []
    work = deadlines.calendar_for(clock)
    return deadlines.explanation(clock, work, deadlines.pauses_of(case))


def _row(paper: Json, enough: bool) -> PaperRow:
    state, tone = _state(paper, enough)
    how = HOW.get(paper.get("how", ""), "")
    return PaperRow(paper.get("name", ""), how, _amount(paper), state, tone)


def _state(paper: Json, enough: bool) -> tuple[str, str]:
    """(words, tone)."""
    if enough:
        return "Đủ", "good"
    if paper.get("how") == "lookup":
        return "Cơ quan tra cứu", ""
    return ("Không có", "") if paper.get("optional") else ("Còn thiếu", "late")


def _amount(paper: Json) -> str:
    parts = []
    if paper.get("original"):
        parts.append(f"{paper['original']:02d} bản chính")
    if paper.get("copies"):
        parts.append(f"{paper['copies']:02d} bản sao")
    return ", ".join(parts)
