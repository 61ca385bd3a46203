"""How an issued version stands at an instant, in the words of every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from registry.documents.models import Validity
from registry.now import local


@dataclass(frozen=True)
class Stands:
    """How a version stands: `short` in two or three words, `since` from when, a tone of screens."""

    short: str
    since: str
    tone: str

    @property
    def label(self) -> str:
        """The short words as they stand alone."""
        return self.short[:1].upper() + self.short[1:]


def stands(
    period: Validity | None, others: Iterable[Validity], at: datetime, *, outside: bool = False
) -> Stands:
    """Say how a version stands.

    `others` are the periods of the same document, among them what replaced it. A document from
    `outside` is in use here; whether it has force, its own text says.
    """
    force = "áp dụng" if outside else "có hiệu lực"
    if period is None or (period.ends is not None and period.ends <= period.starts):
        return Stands(f"chưa từng {force}", "", "done")
    if period.ends is not None and period.ends <= at:
        since = f" từ {local(period.ends):%d/%m/%Y}"
        if any(other.starts == period.ends for other in others if other.pk != period.pk):
            return Stands("đã được thay thế", since, "done")
        return Stands("thôi áp dụng" if outside else "hết hiệu lực", since, "late")
    if period.starts > at:
        return Stands(f"sắp {force}", f", từ {local(period.starts):%d/%m/%Y}", "info")
    until = f" đến {local(period.ends):%d/%m/%Y}" if period.ends else ""
    return Stands(f"đang {force}", f" từ {local(period.starts):%d/%m/%Y}{until}", "good")


def words_of(
    period: Validity | None, others: Iterable[Validity], at: datetime, *, outside: bool = False
) -> str:
    """Say how a version stands in one line: «đang có hiệu lực từ 01/02/2026»."""
    found = stands(period, others, at, outside=outside)
    return f"{found.short}{found.since}"
