"""The kinds of document that rules bring: điều kiện áp dụng, lịch làm việc and bảng quyết định."""

from rules.kinds.calendar import KIND as CALENDAR
from rules.kinds.rule import KIND as RULE
from rules.kinds.table import KIND as TABLE
from rules.kinds.table import body_in

__all__ = ["CALENDAR", "RULE", "TABLE", "body_in"]
