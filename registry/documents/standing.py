"""How an issued version stands at an instant, in the words of every page."""

from collections.abc import Iterable
from datetime import datetime

from registry.documents.models import Validity
from registry.now import local


def words_of(
    period: Validity | None, others: Iterable[Validity], at: datetime, *, outside: bool = False
) -> str:
    """Say how a version stands: «đang có hiệu lực từ 01/02/2026», «đã được thay thế từ …».

    `others` are the periods of the same document, among them what replaced it. A document from
    `outside` is in use here; whether it has force, its own text says.
    """
    force = "áp dụng" if outside else "có hiệu lực"
    if period is None or (period.ends is not None and period.ends <= period.starts):
        return f"chưa từng {force}"
    if period.ends is not None and period.ends <= at:
        replaced = any(other.starts == period.ends for other in others if other.pk != period.pk)
        ended = "thôi áp dụng" if outside else "hết hiệu lực"
        return f"{'đã được thay thế' if replaced else ended} từ {local(period.ends):%d/%m/%Y}"
    if period.starts > at:
        return f"sắp {force}, từ {local(period.starts):%d/%m/%Y}"
    until = f" đến {local(period.ends):%d/%m/%Y}" if period.ends else ""
    return f"đang {force} từ {local(period.starts):%d/%m/%Y}{until}"
