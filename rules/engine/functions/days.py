"""Days: age, differences, what comes so long after, parts of a day, ends of months.

A day that is known in part ("1960") gives an answer only where every day that it may be gives the
same one.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from rules.engine.functions.moments import ZONE, Span
from rules.engine.functions.parameters import DAY, INSTANT, SPAN, WHOLE
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator
from rules.worktime import arithmetic

_UNSURE = "Ngày chưa đủ cụ thể"


def _after(start: date, months: int) -> date:
    """The same day so many months later, or that month's last (Bộ luật Dân sự 2015, Điều 148)."""
    try:
        return arithmetic.months_after(start, months)
    except (ValueError, OverflowError):
        raise Incalculable("Ngày tính ra nằm ngoài các năm 1 đến 9999") from None


def _whole_months(start: date, end: date) -> int:
    if end < start:
        return -_whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (arithmetic.months_after(start, months) > end)


def _sure(values: list[Any]) -> Any:
    """The value that all have in common. Raises Incalculable where they differ."""
    if any(value != values[0] for value in values):
        raise Incalculable(_UNSURE)
    return values[0]


def _between(count: Callable[[date, date], int]) -> Callable[[Span, Span], int]:
    """Count from one day to another, each perhaps known in part; the count is monotone."""

    def counted(start: Span, end: Span) -> int:
        return int(_sure([count(start[0], end[1]), count(start[1], end[0])]))

    return counted


def _years(start: date, end: date) -> int:
    months = _whole_months(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def age(born: Span, at: date) -> int:
    """Return the full years of life on a day. Raises Incalculable for a day before the birth.

    Who was born on 29/02 is a year older on 28/02 of a common year: the month has no such day
    (Bộ luật Dân sự 2015, Điều 148 khoản 4).
    """
    if at < born[1]:
        raise Incalculable("Chưa sinh vào ngày này")
    return int(_sure([_years(first, at) for first in born]))


def of_age(born: Span, years: int, at: date) -> bool:
    """Tell whether somebody has reached so many full years of life on a day."""
    reached = [_after(first, 12 * years) <= at for first in born]
    return bool(_sure(reached))


def _plus(unit: str, sign: int) -> Callable[[date, int], str]:
    def moved(start: date, amount: int) -> str:
        if unit != "day":
            return _after(start, sign * amount * (12 if unit == "year" else 1)).isoformat()
        try:
            return (start + timedelta(days=sign * amount)).isoformat()
        except OverflowError:
            raise Incalculable("Ngày tính ra nằm ngoài các năm 1 đến 9999") from None

    return moved


def _part(name: Callable[[date], int]) -> Callable[[Span], int]:
    def part(span: Span) -> int:
        first, last = span
        if name is _weekday and first != last:
            # A month may begin and end on the same one.
            raise Incalculable(_UNSURE)
        return int(_sure([name(first), name(last)]))

    return part


def _weekday(of: date) -> int:
    return of.isoweekday()


def _day_of_month(of: date) -> int:
    return of.day


def _quarter(of: date) -> int:
    return (of.month + 2) // 3


def _edge(months: int, last: bool) -> Callable[[date], str]:
    """The first or last day of the month, the quarter (3) or the year (12) of a day."""

    def edge(of: date) -> str:
        first = date(of.year, (of.month - 1) // months * months + 1, 1)
        if not last:
            return first.isoformat()
        month = first.month + months - 1
        return date(of.year, month, monthrange(of.year, month)[1]).isoformat()

    return edge


def day_of(at: datetime) -> str:
    """Return the day on which an instant lies, in Vietnam."""
    return at.astimezone(ZONE).date().isoformat()


def hour_of(at: datetime) -> int:
    """Return the hour of an instant on Vietnam's clock, 0 to 23."""
    return at.astimezone(ZONE).hour


def _compared(code: str) -> Callable[[Span, Span], bool]:
    """How days compare of which one is known in part: only what is sure is said."""

    def before(a: Span, b: Span) -> bool:
        if a[1] < b[0]:
            return True
        if a[0] >= b[1]:
            return False
        raise Incalculable(_UNSURE)

    def equal(a: Span, b: Span) -> bool:
        if a[1] < b[0] or b[1] < a[0]:
            return False
        if a[0] == a[1] == b[0] == b[1]:
            return True
        raise Incalculable(_UNSURE)

    return {
        "<": before,
        ">": lambda a, b: before(b, a),
        "<=": lambda a, b: not before(b, a),
        ">=": lambda a, b: not before(a, b),
        "==": equal,
        "!=": lambda a, b: not equal(a, b),
    }[code]


def _year_of(of: date) -> int:
    return of.year


def _month_of(of: date) -> int:
    return of.month


def _days(start: date, end: date) -> int:
    return (end - start).days


def _day(code: str, label: str, count: int, says: str, **given: Any) -> Operator:
    return Operator(code, "function", label, count, count, gives="date", says=says, **given)


def _number(code: str, label: str, count: int, says: str, **given: Any) -> Operator:
    return Operator(code, "function", label, count, count, gives="number", says=says, **given)


_UNITS = (("day", "ngày"), ("month", "tháng"), ("year", "năm"))
_SIDES = (("plus", "cộng", 1), ("minus", "trừ", -1))
_EDGES = (("month", "tháng", 1), ("quarter", "quý", 3), ("year", "năm", 12))
OPERATORS = (
    _number(
        "age", "tuổi", 2, "số tuổi tròn của {0} tính đến {1}", takes=(SPAN, DAY), calculate=age
    ),
    Operator(
        "of_age", "function", "đủ tuổi", 3, 3,
        takes=(SPAN, WHOLE, DAY), calculate=of_age, says="{0} tính đến {2} đã đủ {1} tuổi",
        note="sure with a year of birth where every day of it agrees",
    ),
    _number(
        "days_between", "số ngày", 2, "số ngày từ {0} đến {1}",
        takes=(SPAN, SPAN), calculate=_between(_days),
    ),
    _number(
        "months_between", "số tháng", 2, "số tháng tròn từ {0} đến {1}",
        takes=(SPAN, SPAN), calculate=_between(_whole_months),
    ),
    _number(
        "years_between", "số năm", 2, "số năm tròn từ {0} đến {1}", note="below 0 backwards",
        takes=(SPAN, SPAN), calculate=_between(_years),
    ),
    *(
        _day(
            f"{side}_{unit}s", f"{word} {name}", 2, f"{{0}} {word} {{1}} {name}",
            takes=(DAY, WHOLE), calculate=_plus(unit, sign),
        )
        for side, word, sign in _SIDES
        for unit, name in _UNITS
    ),
    _number("year", "năm của ngày", 1, "năm của {0}", takes=(SPAN,), calculate=_part(_year_of)),
    _number("quarter", "quý của ngày", 1, "quý của {0}", takes=(SPAN,), calculate=_part(_quarter)),
    _number(
        "month", "tháng của ngày", 1, "tháng của {0}", takes=(SPAN,), calculate=_part(_month_of)
    ),
    _number(
        "day", "ngày trong tháng", 1, "ngày trong tháng của {0}",
        takes=(SPAN,), calculate=_part(_day_of_month),
    ),
    _number(
        "weekday", "thứ trong tuần (1 là Thứ Hai, 7 là Chủ nhật)", 1,
        "thứ (1 là Thứ Hai, 7 là Chủ nhật) của {0}", takes=(SPAN,), calculate=_part(_weekday),
    ),
    *(
        _day(
            f"{edge}_of_{unit}", f"ngày {word} {name}", 1, f"ngày {word} {name} của {{0}}",
            takes=(DAY,), calculate=_edge(months, edge == "last"),
        )
        for edge, word in (("first", "đầu"), ("last", "cuối"))
        for unit, name, months in _EDGES
    ),
    _day("day_of", "ngày của thời điểm", 1, "ngày của {0}", takes=(INSTANT,), calculate=day_of),
    _number("hour", "giờ của thời điểm", 1, "giờ của {0}", takes=(INSTANT,), calculate=hour_of),
    # What the checker makes of a comparison in which a day may be known in part.
    *(
        Operator(
            f"{code} partly", "function", words, 2, 2, internal=True,
            takes=(SPAN, SPAN), calculate=_compared(code), says=f"{{0}} {words} {{1}}",
        )
        for code, words in (
            ("<", "trước"), ("<=", "không muộn hơn"), (">", "sau"), (">=", "không sớm hơn"),
            ("==", "là"), ("!=", "khác"),
        )
    ),
)  # fmt: skip
