"""The control slip and the receipt of a case, made from its events alone, never typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from processes import pinned
from processes.casefile.timeline import who
from processes.cases.projection import instant
from processes.clocks import deadlines
from processes.engine.definition import Definition
from processes.kinds.process.render import HOW
from processes.models import Case
from registry import canonical
from registry.now import local
from registry.organisation.models import Unit
from registry.trail import events
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


@dataclass(frozen=True)
class PaperRow:
    """One paper of the receipt."""

    name: str
    how: str
    amount: str
    state: str


def control_slip(case: Case, definition: Definition, facts: list[Event]) -> list[SlipRow]:
    """The rows of Phiếu kiểm soát quá trình giải quyết hồ sơ, in the order of handing over."""
    keys: list[str] = []
    handed: dict[str, Event] = {}
    received: dict[str, Event] = {}
    ended: dict[str, Event] = {}
    notes: dict[str, list[str]] = {}
    dues: dict[str, str] = {}
    for event in facts:
        data = events.data_of(event)
        key = data.get("task", "")
        dues |= data.get("task_dues", {})
        if event.type == "case.suspended":
            dues |= dict.fromkeys(dues.keys() - ended.keys(), "")
        if event.type == "task.activated":
            keys.append(key)
            handed[key] = event
            dues[key] = data.get("due_at", "")
        elif event.type == "task.started":
            received[key] = event
        elif event.type in ("task.completed", "task.returned", "task.cancelled"):
            ended[key] = event
            dues[key] = data.get("due_at", "")
        elif event.type == "case.urged":
            for urged in data.get("tasks", []):
                notes.setdefault(urged, []).append(f"Đôn đốc lúc {_short(event.at)}")
    units = _unit_names(case, [*received.values(), *ended.values()])
    return [
        _row(
            number,
            handed[key],
            received.get(key),
            ended.get(key),
            instant(dues[key]),
            notes.get(key, []),
            units,
        )
        for number, key in enumerate(keys, start=1)
    ]


def _row(
    number: int,
    handed: Event,
    received: Event | None,
    ended: Event | None,
    due: datetime | None,
    notes: list[str],
    units: dict[int, str],
) -> SlipRow:
    data = events.data_of(handed)
    end = events.data_of(ended) if ended else {}
    taken = received or ended
    unit = events.data_of(taken).get("unit", 0) if taken else 0
    remarks = list(notes)
    if ended and ended.type == "task.returned":
        remarks.append(end.get("label", "Trả lại"))
    if ended and ended.type == "task.cancelled":
        remarks.append("Thôi thực hiện")
    if end.get("reason"):
        remarks.append(end["reason"])
    finished = ended.at if ended and ended.type != "task.cancelled" else None
    return SlipRow(
        number=number,
        title=data.get("title", ""),
        giver=who(handed),
        handed_at=handed.at,
        receiver=who(taken) if taken else "",
        unit=units.get(unit, ""),
        received_at=taken.at if taken else None,
        finished_at=finished,
        due_at=due,
        verdict=verdict(finished, due),
        note="; ".join(remarks),
        open=ended is None,
    )


def verdict(finished: datetime | None, due: datetime | None) -> str:
    """«Sớm 1 ngày 2 giờ», «Đúng hạn», «Quá hạn 3 giờ»: on the due day itself is in time."""
    if finished is None or due is None:
        return ""
    if finished > due:
        return f"Quá hạn {span(finished - due)}"
    if local(finished).date() == local(due).date():
        return "Đúng hạn"
    return f"Sớm {span(due - finished)}"


def span(length: timedelta) -> str:
    """A length of time by the clock, in its two largest parts."""
    minutes = max(1, int(length.total_seconds() // 60))
    parts = [
        (minutes // 1440, "ngày"),
        (minutes % 1440 // 60, "giờ"),
        (minutes % 60, "phút"),
    ]
    shown = [f"{count} {word}" for count, word in parts if count]
    return " ".join(shown[:2])


def papers(case: Case) -> list[PaperRow]:
    """The papers as they were checked when the case was opened."""
    checked = {row["id"]: row["enough"] for row in canonical.loads(case.papers).get("rows", [])}
    body = pinned.process_of(case)[0]
    return [
        PaperRow(
            name=paper.get("name", ""),
            how=HOW.get(paper.get("how", ""), ""),
            amount=_amount(paper),
            state=_state(paper, checked.get(paper["id"], False)),
        )
        for paper in body.get("papers", [])
    ]


def explanation_lines(case: Case) -> list[str]:
    """Day by day why the case is due when it is; empty without a deadline."""
    clock = case.deadlines.filter(key="").select_related("calendar").first()
    if clock is None:
        return []
    work = deadlines.calendar_for(clock)
    return [line.text for line in deadlines.explanation(clock, work, deadlines.pauses_of(case))]


def _state(paper: Json, enough: bool) -> str:
    if enough:
        return "Đủ"
    if paper.get("how") == "lookup":
        return "Cơ quan tra cứu"
    return "Không có" if paper.get("optional") else "Còn thiếu"


def _amount(paper: Json) -> str:
    parts = []
    if paper.get("original"):
        parts.append(f"{paper['original']:02d} bản chính")
    if paper.get("copies"):
        parts.append(f"{paper['copies']:02d} bản sao")
    return ", ".join(parts)


def _unit_names(case: Case, facts: list[Event]) -> dict[int, str]:
    wanted = {events.data_of(event).get("unit", 0) for event in facts} - {0}
    rows = Unit.objects.of(case.agency_id).filter(pk__in=wanted)
    return dict(rows.values_list("pk", "name"))


def _short(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"
