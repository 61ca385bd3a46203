"""What functions take: which types fit, and what an answer becomes before it is reckoned with."""

from decimal import Decimal
from typing import Any

from rules.engine.functions import moments
from rules.engine.functions.known import Catalogue
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Parameter
from rules.engine.values import number
from rules.worktime import WorkCalendar


def _number(value: Any) -> int | Decimal:
    if value is None or isinstance(value, bool) or value == "":
        raise Incalculable("Giá trị không phải là số")
    exact = number(value, True)
    return exact if isinstance(exact, int | Decimal) else Decimal(exact)


def _whole(value: Any) -> int:
    exact = _number(value)
    if not isinstance(exact, int) or abs(exact) > _LARGEST_SPAN:
        raise Incalculable("Cần một số nguyên, không quá lớn")
    return exact


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Incalculable("Giá trị không phải là văn bản")
    return value


def _calendar(value: Any) -> WorkCalendar:
    if not isinstance(value, WorkCalendar):
        raise Incalculable("Chưa có lịch làm việc")
    return value


def _catalogue(value: Any) -> Catalogue:
    if not isinstance(value, Catalogue):
        raise Incalculable("Chưa có danh mục")
    return value


def _list(value: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise Incalculable("Giá trị không phải là danh sách")
    return value


# No count of days reaches it: all days that there are number 3.65 million.
_LARGEST_SPAN = 4_000_000

NUMBER = Parameter(frozenset({"number"}), "number", _number, "số")
WHOLE = Parameter(frozenset({"number"}), "number", _whole, "số nguyên")
TEXT = Parameter(frozenset({"text"}), "text", _text, "văn bản")
DAY = Parameter(frozenset({"date", "instant"}), "date", moments.day, "ngày")
INSTANT = Parameter(frozenset({"instant"}), "instant", moments.moment, "thời điểm")
MOMENT = Parameter(frozenset({"date", "instant"}), "date", moments.known, "ngày hoặc thời điểm")
SPAN = Parameter(
    frozenset({"date", "partial_date", "instant"}), "partial_date", moments.span, "ngày"
)
CODE = Parameter(frozenset({"text", "one_of"}), "text", _text, "mã hoặc văn bản")
CALENDAR = Parameter(frozenset({"calendar"}), "calendar", _calendar, "lịch làm việc")
CATALOGUE = Parameter(frozenset({"catalogue"}), "catalogue", _catalogue, "danh mục")
ROWS = Parameter(frozenset({"table", "many_of", "list"}), "list", _list, "bảng hay danh sách")
