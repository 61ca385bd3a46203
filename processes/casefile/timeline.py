"""What happened to a case, told in Vietnamese from its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from processes import pinned
from processes.cases.projection import instant
from processes.engine.definition import Definition
from processes.models import RESULTS, Case, Task
from registry.files.models import StoredFile
from registry.now import local
from registry.organisation.models import User
from registry.trail import events
from registry.trail.models import Event
from rules.worktime import durations

Json = dict[str, Any]
FILE_EVENTS = ("case.file_added", "case.file_removed")


@dataclass(frozen=True)
class Happening:
    """One line of the history: when, who, what, and the words that were written with it."""

    at: datetime
    who: str
    what: str
    note: str = ""
    # The thing of the case that it was done to, as it is known there; "" for the case itself.
    task: str = ""
    form: str = ""
    file: str = ""


@dataclass(frozen=True)
class Appointment:
    """When the result was promised, and why from then on."""

    told_at: datetime
    due_at: datetime
    why: str


def newest(case: Case, most: int | None) -> tuple[list[Event], int]:
    """The last events that people want to read, oldest first, and how many are left out before
    them; without `most` all of them. Two queries."""
    told = events.read(case.stream).filter(type__in=_SENTENCES)
    total = told.count()
    latest = told.order_by("-seq") if most is None else told.order_by("-seq")[:most]
    found = list(latest)[::-1]
    return found, total - len(found)


def lasting(case: Case, current: Sequence[Task]) -> list[Event]:
    """The events by which a page says who opened the case, what was promised, which files came,
    when it was last moved, and since when its `current` tasks are held; however many others there
    are. One query."""
    wanted = Q(type__in=[*_PROMISES, *FILE_EVENTS])
    last = events.read(case.stream).order_by().values("stream").annotate(last=Max("seq"))
    wanted |= Q(seq__in=last.values("last"))
    if current:
        since = min(task.activated_at for task in current)
        wanted |= Q(type__in=_HOLDING, at__gte=since)
    return list(events.read(case.stream).filter(wanted).order_by("seq"))


def history(case: Case, definition: Definition, facts: list[Event]) -> list[Happening]:
    """The events that people want to read, oldest first."""
    told = []
    names, files = _names(facts), _file_names(case, facts)
    for event in facts:
        data = events.data_of(event)
        teller = _SENTENCES.get(event.type)
        if teller is None:
            continue
        data = {**data, **{key: names[data[key]] for key in _PEOPLE if data.get(key) in names}}
        if "people" in data:
            data["people"] = {key: names.get(pk, pk) for key, pk in data["people"].items()}
        note = str(data.get("reason") or data.get("message") or "")
        if event.type in FILE_EVENTS:
            # The event knows the file by its number: names of files may name citizens.
            note = ". ".join(filter(None, (files.get(data["file"], ""), note)))
        if event.type == "case.record_saved":
            version = pinned.version_in(case, data.get("form", ""))
            data["title"] = version.title if version else ""
        told.append(
            Happening(
                event.at,
                who(event),
                teller(data, definition),
                note,
                task=data.get("task", "") if event.type.startswith("task.") else "",
                form=data["form"] if event.type == "case.record_saved" else "",
                file=data["file"] if event.type in FILE_EVENTS else "",
            )
        )
    return told


_PEOPLE = ("to", "before", "absent")
_NAMING = ("case.opened", "task.activated", "task.assigned", "case.handed_over")


def _names(facts: list[Event]) -> dict[str, str]:
    """Names by the ids that choices at opening and hand-overs carry; asked for only where there
    is one."""
    named = [events.data_of(event) for event in facts if event.type in _NAMING]
    ids = {data.get(key, "") for data in named for key in _PEOPLE}
    ids |= {person for data in named for person in data.get("people", {}).values()}
    ids -= {""}
    if not ids:
        return {}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


def _from(data: Json) -> str:
    return f", trước do {data['before']} giữ" if data.get("before") else ""


def appointments(definition: Definition, facts: list[Event]) -> list[Appointment]:
    """Every date that was promised, oldest first: one for each real change.

    What is counted again in the same act (the answers that came in with the papers choose another
    variant) or comes out the same was never promised otherwise, so no paper says it was.
    """
    found: list[Appointment] = []
    for event in facts:
        data = events.data_of(event)
        if event.type not in _PROMISES:
            continue
        why = _PROMISES[event.type]
        if event.type == "case.variant_chosen":
            why = f"Chuyển sang trường hợp «{_variant(definition, data.get('to', ''))}»"
        if event.type == "case.extended":
            why = f"Gia hạn {durations.format(data['time'])}"
        due = instant(data.get("due_at"))
        if due is None or (found and found[-1].due_at == due):
            continue
        if found and found[-1].told_at == event.at:
            found[-1] = Appointment(event.at, due, found[-1].why)
        else:
            found.append(Appointment(event.at, due, why))
    return found


def held(facts: list[Event]) -> dict[str, datetime]:
    """Since when each task is with whoever has it, by its key; none that only waits.

    Who takes what was theirs already has it since before.
    """
    found: dict[str, tuple[str, datetime]] = {}
    for event in facts:
        if event.type not in _HOLDING:
            continue
        data = events.data_of(event)
        holder = event.actor_id if event.type == "task.started" else data.get(_HOLDING[event.type])
        if holder and found.get(data["task"], ("",))[0] != str(holder):
            found[data["task"]] = (str(holder), event.at)
    return {task: at for task, (_, at) in found.items()}


# By which event a task comes to somebody, and where the event names them.
_HOLDING = {"task.activated": "assignee", "task.assigned": "to", "task.started": ""}


def opener(case: Case, facts: list[Event]) -> User:
    """Who opened the case; a hand-over later makes somebody else answer for it."""
    first = facts[0].actor if facts else None
    return first or case.opened_by


def who(event: Event) -> str:
    """Who did it; both names where somebody acted for somebody."""
    if event.actor is None:
        return "Hệ thống"
    if event.on_behalf_of is not None:
        return f"{event.actor} (thay {event.on_behalf_of})"
    return str(event.actor)


def moment(at: datetime | None) -> str:
    """«15:10 ngày 24/04/2026» on a Vietnamese wall clock."""
    return f"{local(at):%H:%M} ngày {local(at):%d/%m/%Y}" if at else ""


def _file_names(case: Case, facts: list[Event]) -> dict[str, str]:
    """What the senders called the files that came into the case, by the id in the events."""
    wanted = {events.data_of(event)["file"] for event in facts if event.type in FILE_EVENTS}
    if not wanted:
        return {}
    rows = StoredFile.objects.of(case.agency_id).filter(pk__in=wanted)
    return {str(key): name for key, name in rows.values_list("pk", "name")}


_PROMISES = {
    "case.opened": "Khi tiếp nhận hồ sơ",
    "case.variant_chosen": "",
    "case.extended": "",
    "case.resumed": "Tính tiếp thời hạn sau khi tạm dừng",
}


def _variant(definition: Definition, variant_id: str) -> str:
    variant = definition.variant(variant_id)
    return variant.label if variant else variant_id


def _step(definition: Definition, data: Json) -> str:
    step = definition.step(data.get("step", ""))
    return f"«{step.title}»" if step and step.title else ""


def _with_due(text: str, data: Json) -> str:
    due = instant(data.get("due_at"))
    return f"{text}, hạn {moment(due)}" if due else text


def _opened(data: Json, definition: Definition) -> str:
    said = _with_due("Mở hồ sơ", data).replace("hạn", "hẹn trả")
    people = data.get("people", {})
    return said + "".join(
        f". «{role.label}»: chọn {people[role.id]}"
        for role in definition.roles
        if role.id in people
    )


def _activated(data: Json, definition: Definition) -> str:
    said = _with_due(f"Chuyển đến bước {_step(definition, data)}", data)
    if not data.get("absent"):
        return said
    instead = "người lập hồ sơ làm thay" if data.get("assignee") else "chờ người cùng vai trò nhận"
    return f"{said}. {data['absent']}, người được chọn, không còn giữ việc này: {instead}"


_SENTENCES = {
    "case.opened": _opened,
    "task.activated": _activated,
    "task.started": lambda data, d: f"Nhận việc {_step(d, data)}",
    "task.completed": lambda data, d: f"{_step(d, data)}: {data.get('label', 'Hoàn thành')}",
    "task.returned": lambda data, d: f"{_step(d, data)}: {data.get('label', 'Trả lại')}",
    "task.cancelled": lambda data, d: f"Thôi thực hiện {_step(d, data)}",
    "task.assigned": lambda data, d: f"Giao việc {_step(d, data)} cho {data['to']}{_from(data)}",
    "case.handed_over": lambda data, d: f"Bàn giao hồ sơ cho {data['to']}{_from(data)}",
    "decision.taken": lambda data, d: f"Rẽ nhánh tại {_step(d, data)}",
    "case.record_saved": lambda data, d: (
        f"Ghi biểu mẫu «{data['title']}»" if data.get("title") else "Ghi biểu mẫu"
    ),
    "case.file_added": lambda data, d: "Thêm tệp vào hồ sơ",
    "case.file_removed": lambda data, d: "Bỏ tệp khỏi hồ sơ",
    "case.variant_chosen": lambda data, d: (
        f"Chuyển sang trường hợp «{_variant(d, data.get('to', ''))}»,"
        f" hẹn trả mới {moment(instant(data.get('due_at'))) or 'chưa xác định'}"
    ),
    "case.suspended": lambda data, d: "Tạm dừng tính thời hạn",
    "case.resumed": lambda data, d: (
        f"Tiếp tục tính thời hạn, hẹn trả mới {moment(instant(data.get('due_at')))}"
    ),
    "case.extended": lambda data, d: (
        f"Gia hạn {durations.format(data.get('time', {}))},"
        f" hẹn trả mới {moment(instant(data.get('due_at')))}"
    ),
    "case.urged": lambda data, d: "Đôn đốc",
    "case.closed": lambda data, d: (
        f"Kết thúc hồ sơ: {RESULTS.get(data.get('result', ''), data.get('result', ''))}"
    ),
}
