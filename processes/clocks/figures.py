"""How a deadline stands, as one large figure: «3 ngày làm việc» late, two left, standing still."""

from dataclasses import dataclass
from datetime import datetime

from processes.clocks.remaining import between
from registry.now import local
from rules.worktime import WorkCalendar

DAYS, ANY_DAYS = "ngày làm việc", "ngày"


@dataclass(frozen=True)
class Figure:
    """A number with its unit, what it is of (`lead`), and a tone of docs/screens.md.

    Without a number `unit` says all there is to say.
    """

    lead: str
    number: str
    unit: str
    tone: str

    @property
    def short(self) -> str:
        """Write it for small places: «Quá 6 ngày», «Còn 2 ngày», «Hôm nay, 17:00»."""
        if not self.number:
            return self.unit[:1].upper() + self.unit[1:]
        if self.unit in (DAYS, ANY_DAYS):
            return f"{'Quá' if self.tone == 'late' else 'Còn'} {self.number} ngày"
        return f"Hôm nay, {self.number}"

    @property
    def words(self) -> str:
        """Write it within a sentence: «quá hạn 3 ngày làm việc», «còn 2 ngày làm việc»."""
        if not self.number:
            return self.unit
        if self.unit not in (DAYS, ANY_DAYS):
            return f"đến hạn {self.number} hôm nay"
        late = "quá hạn" if self.tone == "late" else "còn"
        return f"{late} {self.number} {self.unit}"


def figure(due: datetime, at: datetime, work: WorkCalendar | None, what: str = "") -> Figure:
    """Say how long until `due`, or how long past it; `what` is due: «trả kết quả».

    Days are counted as people do, from this day to that one: working days, by the calendar that the
    deadline was counted with. Without it, or beyond its end, every day counts, and is called a day.
    """
    end, day = local(due), local(at).date()
    if due < at:
        late, unit = between(end.date(), day, work)
        lead = f"Quá hạn {what}".strip()
        if not late:
            since = f"{end:%H:%M}" if end.date() == day else f"{end:%H:%M %d/%m}"
            return Figure(lead, "", f"quá hạn từ {since}", "late")
        return Figure(lead, str(late), unit, "late")
    if end.date() == day:
        return Figure(f"Đến hạn {what}".strip(), f"{end:%H:%M}", "hôm nay", "wait")
    left, unit = between(day, end.date(), work)
    if not left:
        return Figure(f"Đến hạn {what}".strip(), "", f"đến hạn {end:%H:%M %d/%m}", "wait")
    tone = "wait" if left == 1 else "good"
    return Figure(f"Còn lại đến hạn {what}" if what else "Còn lại", str(left), unit, tone)
