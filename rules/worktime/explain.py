"""Why a thing is due when it is due, day by day, in Vietnamese.

The lines are read off the same ledger that `arithmetic.add` counts with, so they can't tell a
different story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from rules.worktime.arithmetic import Pause, Receipt, add, last_day, measure, merged, receive
from rules.worktime.calendar import Conventions, WorkCalendar, at, local
from rules.worktime.durations import format_amount

LineKind = Literal[
    "received", "cutoff", "count", "skip_weekend", "skip_holiday", "work_swap", "pause", "due"
]

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """What happens on one day: a whole sentence that names the day."""

    date: date
    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The due instant, and the days that lead to it, in order; the last line is `due`."""

    due: datetime
    lines: list[ExplanationLine]


def explain(
    calendar: WorkCalendar,
    start: datetime,
    amount: Decimal,
    unit: str,
    conventions: Conventions | None = None,
    *,
    pauses: Sequence[Pause] = (),
) -> Explanation:
    """Return the due instant of `arithmetic.add` with its reasons. Raises what `add` raises."""
    conventions = conventions or calendar.conventions
    due = add(calendar, start, amount, unit, conventions, pauses=pauses)
    receipt = receive(calendar, start, conventions)
    first_day = _first_day(amount, unit, conventions)
    lines = list(_until_counting(calendar, receipt, conventions, first_day))
    lines += _pause_lines(pauses, due)
    if unit.startswith("calendar_"):
        last = last_day(calendar, start, amount, unit, conventions, pauses=pauses)
        lines += _calendar_lines(calendar, amount, unit, last, due)
    elif amount:
        lines += _working_lines(calendar, start, unit, conventions, pauses, receipt, due)
    lines.sort(key=lambda line: line.date)
    lines.append(_line(due.date(), "due", f"hết thời hạn lúc {due:%H:%M}"))
    return Explanation(due, lines)


def name_of(day: date) -> str:
    """Write a day with its weekday: «Thứ Sáu 28/08/2026»."""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _line(day: date, kind: LineKind, text: str) -> ExplanationLine:
    return ExplanationLine(day, kind, f"{name_of(day)}: {text}")


def _first_day(amount: Decimal, unit: str, conventions: Conventions) -> str:
    """What is said of the day of receipt where it is not counted."""
    if not amount or unit == "working_hour":
        return ""
    if unit == "working_day":
        next_day = conventions.count_from == "next_day"
        return ", thời hạn tính từ ngày làm việc tiếp theo" if next_day else ""
    return ", thời hạn tính từ ngày tiếp theo" if conventions.count_from != "same_day" else ""


def _until_counting(
    calendar: WorkCalendar, receipt: Receipt, conventions: Conventions, first_day: str
) -> Iterator[ExplanationLine]:
    """From the arrival to the day of receipt."""
    day, counts = receipt.arrived.date(), receipt.at.date()
    said = f"tiếp nhận lúc {receipt.arrived:%H:%M}"
    if receipt.why == "before_hours":
        said += f", ngoài giờ làm việc nên tính từ {receipt.at:%H:%M}"
    if day == counts:
        yield _line(day, "received", said + first_day)
        return
    why = {
        "cutoff": f"sau {conventions.cutoff:%H:%M}" if conventions.cutoff else "",
        "after_hours": "sau giờ làm việc",
        "day_off": "là ngày nghỉ",
    }[receipt.why]
    yield _line(
        day, "cutoff", f"{said}, {why} nên tính như tiếp nhận vào đầu ngày làm việc tiếp theo"
    )
    day += _DAY
    while day < counts:
        yield _off(calendar, day)
        day += _DAY
    yield _line(day, "received", f"coi là ngày tiếp nhận{_swap(calendar, day)}{first_day}")


def _working_lines(
    calendar: WorkCalendar,
    start: datetime,
    unit: str,
    conventions: Conventions,
    pauses: Sequence[Pause],
    receipt: Receipt,
    due: datetime,
) -> Iterator[ExplanationLine]:
    """Every day from the day of receipt: what it adds, or why it adds nothing."""
    before = Decimal(0)
    day = receipt.at.date()
    while day <= due.date():
        shifts = calendar.shifts(day)
        if shifts:
            end = min(at(day, shifts[-1].end), due)
            used = measure(calendar, start, end, unit, conventions, pauses=pauses)
            if used > before:
                swap = _swap(calendar, day)
                said = _counted(unit, used - before, used) + swap
                yield _line(day, "work_swap" if swap else "count", said)
            before = used
        else:
            yield _off(calendar, day)
        day += _DAY


def _calendar_lines(
    calendar: WorkCalendar, amount: Decimal, unit: str, last: date, due: datetime
) -> Iterator[ExplanationLine]:
    """The last day that was counted, and why it moved."""
    if amount:
        words = "tháng" if unit == "calendar_month" else "ngày, kể cả ngày nghỉ"
        yield _line(last, "count", f"đủ {format_amount(amount)} {words}")
    while last < due.date():
        yield _off(calendar, last, moved=True)
        last += _DAY


def _pause_lines(pauses: Sequence[Pause], due: datetime) -> Iterator[ExplanationLine]:
    for begin, end in merged(pauses):
        if begin < due:
            yield _line(begin.date(), "pause", f"tạm dừng tính thời hạn từ {begin:%H:%M}")
            yield _line(local(end).date(), "pause", f"tính tiếp thời hạn từ {end:%H:%M}")


def _counted(unit: str, added: Decimal, used: Decimal) -> str:
    if unit == "working_hour":
        return f"tính {_clock_time(added)}, cộng dồn {_clock_time(used)}"
    if added == 1 and used == used.to_integral_value():
        return f"ngày làm việc thứ {used}"
    return f"tính {_rounded(added)} ngày làm việc, cộng dồn {_rounded(used)} ngày"


def _rounded(amount: Decimal) -> str:
    return format_amount(amount.quantize(Decimal("0.01")))


def _clock_time(hours: Decimal) -> str:
    minutes = round(hours * 60)
    parts = [f"{minutes // 60} giờ"] if minutes >= 60 else []
    if minutes % 60 or not parts:
        parts.append(f"{minutes % 60} phút")
    return " ".join(parts)


def _off(calendar: WorkCalendar, day: date, moved: bool = False) -> ExplanationLine:
    """Why a day off adds nothing (or, as a last day, moves the deadline)."""
    exception = calendar.exceptions.get(day)
    then = "thời hạn chuyển sang ngày làm việc tiếp theo" if moved else "không tính"
    if exception is None:
        return _line(day, "skip_weekend", f"nghỉ hằng tuần, {then}")
    why = exception.name or "ngày nghỉ"
    if why.casefold().startswith(("nghỉ", "ngày nghỉ")):
        why = why[0].lower() + why[1:]
    else:
        why = f"nghỉ {why}"
    swapped = exception.swapped_with
    if swapped:
        why += f" (làm bù {name_of(swapped)})"
    return _line(day, "skip_holiday", f"{why}, {then}")


def _swap(calendar: WorkCalendar, day: date) -> str:
    """« (làm bù cho Thứ Hai 31/08/2026)» on a make-up day."""
    exception = calendar.exceptions.get(day)
    if exception is None or not exception.works:
        return ""
    if exception.swapped_with is None:
        return f" ({exception.name or 'làm bù'})"
    return f" (làm bù cho {name_of(exception.swapped_with)})"
