"""When something is due: working calendars, durations as people write them, counting, and why.

`durations` reads and writes «½ ngày», `arithmetic` counts (`add`, `measure`), `explain` says day by
day how; a calendar is made of a document's body by `from_body`. Pure Python.
"""

from rules.worktime import arithmetic, durations, explain
from rules.worktime.arithmetic import Pause
from rules.worktime.calendar import (
    MOST_YEARS,
    WITHIN_AGENCY,
    Conventions,
    WorkCalendar,
    WorktimeError,
    from_body,
)

__all__ = [
    "MOST_YEARS",
    "WITHIN_AGENCY",
    "Conventions",
    "Pause",
    "WorkCalendar",
    "WorktimeError",
    "arithmetic",
    "durations",
    "explain",
    "from_body",
]
