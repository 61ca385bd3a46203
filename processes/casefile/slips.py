"""The control slip of a case, made from its events alone, never typed.

Which event fills in what, its class says (`processes.events`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from processes import events
from processes.casefile.timeline import who
from processes.cases.projection import fact_of
from processes.events import instant
from processes.models import Case
from registry.now import local
from registry.organisation.models import Unit
from registry.trail.models import Event

Json = dict[str, Any]


@dataclass(frozen=True)
class SlipRow:
    """One handing over: from whom to whom, when received and done, and whether in time."""

    number: int
    title: str
    giver: str
    handed_at: datetime
    receiver: str
    unit: str
    received_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    verdict: str
    note: str
    # Whether somebody still has to do it.
    open: bool


def control_slip(case: Case, facts: list[Event]) -> list[SlipRow]:
    """Return the rows of Phiếu kiểm soát quá trình giải quyết hồ sơ, in order of handing over."""
    lines: dict[str, _Line] = {}
    for event in facts:
        if happened := events.find(event.type):
            happened.fill_in(_Entry(lines, event), fact_of(event))
    numbers = {line.unit for line in lines.values()} - {0}
    rows = Unit.objects.of(case.agency_id).filter(pk__in=numbers)
    units = dict(rows.values_list("pk", "name"))
    return [_row(number, line, units) for number, line in enumerate(lines.values(), start=1)]


@dataclass
class _Line:
    title: str
    handed: Event
    due_at: str
    taken: Event | None = None
    unit: int = 0
    ended: Event | None = None
    done: bool = False
    marks: list[str] = field(default_factory=list)
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class _Entry:
    """What one event enters on the slip (`processes.events.sides.Slip`), a line a task."""

    lines: dict[str, _Line]
    event: Event

    def hand(self, task: str, title: str, due_at: str) -> None:
        self.lines[task] = _Line(title, self.event, due_at)

    def receive(self, task: str, unit: int) -> None:
        line = self.lines[task]
        line.taken, line.unit = self.event, unit

    def end(self, task: str, unit: int, due_at: str, remarks: Sequence[str], *, done: bool) -> None:
        line = self.lines[task]
        if line.taken is None:
            line.taken, line.unit = self.event, unit
        line.ended, line.done, line.due_at, line.remarks = self.event, done, due_at, remarks

    def mark(self, task: str, remark: str) -> None:
        self.lines[task].marks.append(remark)

    def move_dues(self, task_dues: Mapping[str, str]) -> None:
        for task, due_at in task_dues.items():
            # A log that names a task it never handed to anybody leaves the slip as it is.
            if task in self.lines:
                self.lines[task].due_at = due_at

    def no_dues(self) -> None:
        for line in self.lines.values():
            if line.ended is None:
                line.due_at = ""


def _row(number: int, line: _Line, units: Mapping[int, str]) -> SlipRow:
    finished = line.ended.at if line.ended and line.done else None
    due = instant(line.due_at)
    return SlipRow(
        number=number,
        title=line.title,
        giver=who(line.handed),
        handed_at=line.handed.at,
        receiver=who(line.taken) if line.taken else "",
        unit=units.get(line.unit, ""),
        received_at=line.taken.at if line.taken else None,
        finished_at=finished,
        due_at=due,
        verdict=verdict(finished, due),
        note="; ".join([*line.marks, *line.remarks]),
        open=line.ended is None,
    )


def verdict(finished: datetime | None, due: datetime | None) -> str:
    """Say «Sớm 1 ngày 2 giờ», «Đúng hạn» or «Quá hạn 3 giờ»; "" where an instant is unknown.

    What is finished on the due day, not after the due time, is in time.
    """
    if finished is None or due is None:
        return ""
    if finished > due:
        return f"Quá hạn {span(finished - due)}"
    if local(finished).date() == local(due).date():
        return "Đúng hạn"
    return f"Sớm {span(due - finished)}"


def span(length: timedelta) -> str:
    """Write a length of time by the clock, in its two largest parts."""
    minutes = max(1, int(length.total_seconds() // 60))
    parts = [
        (minutes // 1440, "ngày"),
        (minutes % 1440 // 60, "giờ"),
        (minutes % 60, "phút"),
    ]
    shown = [f"{count} {word}" for count, word in parts if count]
    return " ".join(shown[:2])
