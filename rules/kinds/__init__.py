"""The kinds of document that rules bring: điều kiện áp dụng and lịch làm việc."""

from rules.kinds.calendar import KIND as CALENDAR
from rules.kinds.rule import KIND as RULE

__all__ = ["CALENDAR", "RULE"]
