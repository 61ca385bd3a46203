"""When cases and tasks are due: budgets counted on the agency's calendar, paused and extended.

The time of a case counts from the receipt of the papers, by the conventions of the calendar and
the cut-off hour of the process. The time of a step counts from the very handing over. A changed
budget is always counted again from the original start.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from processes import pinned
from processes.models import Case, Deadline
from registry import canonical
from registry.documents.models import Validity
from registry.organisation.models import Agency
from rules.worktime import (
    WITHIN_AGENCY,
    Conventions,
    Pause,
    WorkCalendar,
    WorktimeError,
    arithmetic,
    durations,
    explain,
)

Json = dict[str, Any]
AT_ONCE = "at_once"
_NUMBER = re.compile(r"[0-9][0-9.,]*")


class NoCalendar(WorktimeError):
    """The agency has no calendar in force; nothing can be due."""


@dataclass(frozen=True)
class AgencyCalendar:
    """The calendar that holds for an agency at an instant."""

    version_id: int
    work: WorkCalendar


def calendar_of(agency: Agency, at: datetime, uid: str = "") -> AgencyCalendar:
    """Return the calendar that a process names, else the nearest in force.

    The agency's own, or one shared from above. Raises NoCalendar (Vietnamese) where there is none;
    never «weekdays only».
    """
    order = [agency.pk, *(ancestor.pk for ancestor in agency.ancestors())]
    periods = Validity.unscoped.filter(
        Validity.at(at), document__kind="calendar", document__agency_id__in=order
    )
    if uid:
        periods = periods.filter(document__uid=uid)
    found = [
        row
        for row in periods.values_list(
            "document__agency_id", "document__shared", "version_id", "version__sha256"
        )
        if row[0] == agency.pk or row[1]
    ]
    if not found:
        raise NoCalendar(
            "Cơ quan chưa có lịch làm việc đang có hiệu lực nên không tính được thời hạn. "
            "Hãy ban hành lịch làm việc trước."
        )
    nearest = min(found, key=lambda row: (order.index(row[0]), row[2]))
    return AgencyCalendar(nearest[2], pinned.work_calendar(nearest[2], nearest[3]))


def arm(
    case: Case,
    key: str,
    time: Json,
    started_at: datetime,
    calendar: AgencyCalendar,
    *,
    cutoff: str = "",
    count_from: str = "",
) -> Deadline:
    """Make a running clock, not saved yet; `time` is clear (see `durations.is_clear`)."""
    deadline = Deadline(
        agency_id=case.agency_id,
        case=case,
        key=key,
        amount=time["amount"],
        unit=time["unit"],
        count_from=count_from,
        cutoff=cutoff,
        calendar_id=calendar.version_id,
        started_at=started_at,
        running_since=started_at,
    )
    deadline.due_at = due(deadline, calendar.work, pauses_of(case))
    return deadline


def promise(
    agency: Agency, time: Json, started_at: datetime, calendar: AgencyCalendar, cutoff: str
) -> Deadline:
    """Return the clock that a case opened now would have, never saved: what is told before."""
    deadline = Deadline(
        agency_id=agency.pk,
        amount=time["amount"],
        unit=time["unit"],
        cutoff=cutoff,
        calendar_id=calendar.version_id,
        started_at=started_at,
    )
    deadline.due_at = due(deadline, calendar.work, ())
    return deadline


def due(deadline: Deadline, work: WorkCalendar, pauses: Sequence[Pause]) -> datetime:
    """Return when the budget with its extensions is over.

    Raises WorktimeError outside the calendar.
    """
    amount, further = _budget(deadline)
    conventions = conventions_of(deadline, work)
    instant = arithmetic.add(
        work, deadline.started_at, amount, deadline.unit, conventions, pauses=pauses
    )
    for time in further:
        instant = arithmetic.add(
            work, instant, Decimal(time["amount"]), time["unit"], WITHIN_AGENCY, pauses=pauses
        )
    return instant


def used(deadline: Deadline, work: WorkCalendar, at: datetime, pauses: Sequence[Pause]) -> str:
    """Return how much of the budget is used up at an instant, as a decimal string."""
    conventions = conventions_of(deadline, work)
    return str(
        arithmetic.measure(work, deadline.started_at, at, deadline.unit, conventions, pauses=pauses)
    )


def explanation(
    deadline: Deadline, work: WorkCalendar, pauses: Sequence[Pause]
) -> list[explain.ExplanationLine]:
    """Explain day by day why it is due then; extensions in another unit have lines of their own."""
    amount, further = _budget(deadline)
    told = explain.explain(
        work,
        deadline.started_at,
        amount,
        deadline.unit,
        conventions_of(deadline, work),
        pauses=pauses,
    )
    lines, instant = list(told.lines), told.due
    for time in further:
        more = explain.explain(
            work, instant, Decimal(time["amount"]), time["unit"], WITHIN_AGENCY, pauses=pauses
        )
        lines, instant = lines + more.lines, more.due
    return lines


def extended(deadline: Deadline, time: Json) -> None:
    """Add a granted extension to the budget."""
    rows = [*canonical.loads(deadline.extensions).get("rows", []), time]
    deadline.extensions = canonical.dumps({"rows": rows})


def extension(typed: str) -> Json:
    """Read the DURATION that somebody typed as an extension.

    Raises WorktimeError (Vietnamese) that says what is wrong with it: no number, too large a one,
    none at all, or the kind of day.
    """
    time, number = durations.parse(typed), _NUMBER.search(typed)
    amount = Decimal(time["amount"]) if time.get("amount") else None
    if amount and durations.is_clear(time):
        return time
    # With another number it would be a time: then it is the number that is wrong.
    wrong = number and durations.parse(_NUMBER.sub("1", typed, count=1)).get("unit")
    digits = int(re.sub("[.,]", "", number[0])[:20]) if number and wrong else None
    if amount == 0 or digits == 0:
        raise WorktimeError(
            f"Gia hạn «{typed.strip()}» không kéo dài thời hạn. Hãy ghi thời gian lớn hơn 0, ví dụ:"
            " 2 ngày làm việc."
        )
    if number and digits and "," not in number[0] and digits >= arithmetic.LIMIT:
        limit = f"{arithmetic.LIMIT:,}".replace(",", ".")
        raise WorktimeError(
            f"Thời gian gia hạn quá dài: thời hạn với phần gia hạn phải dưới {limit} (giờ, ngày"
            " hoặc tháng) và không quá ngày cuối của lịch làm việc."
        )
    if number and digits and amount is None:
        raise WorktimeError(
            f"Chưa rõ số «{number[0]}» trong thời gian gia hạn. Hãy ghi lại bằng chữ số, ví dụ:"
            " 2 ngày làm việc."
        )
    raise WorktimeError("Chưa rõ thời gian gia hạn. Hãy ghi rõ loại ngày, ví dụ: 2 ngày làm việc.")


def calendar_for(deadline: Deadline) -> WorkCalendar:
    """Return the calendar by which the deadline was counted; `calendar` is loaded with it."""
    return pinned.work_calendar(deadline.calendar_id, deadline.calendar.sha256)


def conventions_of(deadline: Deadline, work: WorkCalendar) -> Conventions:
    """Return how this deadline counts days."""
    base = WITHIN_AGENCY if deadline.count_from == AT_ONCE else work.conventions
    return replace(base).with_cutoff(deadline.cutoff)


def pauses_of(case: Case) -> list[Pause]:
    """Return when the clock of the case stood still; a pause that lasts is not among them."""
    rows = canonical.loads(case.pauses).get("rows", [])
    return [
        (datetime.fromisoformat(row["from"]), datetime.fromisoformat(row["to"]))
        for row in rows
        if row.get("to")
    ]


def words(deadline: Deadline) -> str:
    """Write «5 ngày làm việc, gia hạn 2 ngày làm việc»: the budget with its extensions."""
    said = durations.format({"amount": deadline.amount, "unit": deadline.unit})
    for time in canonical.loads(deadline.extensions).get("rows", []):
        said += f", gia hạn {durations.format(time)}"
    return said


def is_clear(time: Json) -> bool:
    """Tell whether a deadline can be computed with this DURATION."""
    return durations.is_clear(time)


def _budget(deadline: Deadline) -> tuple[Decimal, list[Json]]:
    """The amount with extensions of the same unit, and extensions of other units in order."""
    rows = canonical.loads(deadline.extensions).get("rows", [])
    same = [Decimal(row["amount"]) for row in rows if row["unit"] == deadline.unit]
    further = [row for row in rows if row["unit"] != deadline.unit]
    return sum(same, Decimal(deadline.amount)), further
