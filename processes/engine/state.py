"""The state of a case as the fold of its events.

Events and state are plain JSON. `evolve` only copies outcomes that the event carries: it asks no
rule and no definition, so a log written today replays to the same state after rules, processes and
laws have changed. Events of other subjects in the same stream are ignored. Stored canonically, both
lose their empty values: here absent is read as empty (`whole` puts the empty values back).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]

NEW, OPEN, CLOSED = "new", "open", "closed"
ACTIVE, STARTED, COMPLETED, RETURNED, CANCELLED = (
    "active",
    "started",
    "completed",
    "returned",
    "cancelled",
)

# What happened to a case, with the words of the case file.
EVENT_LABELS: dict[str, str] = {
    "case.opened": "Mở hồ sơ",
    "case.variant_chosen": "Chọn trường hợp giải quyết",
    "case.suspended": "Tạm dừng tính thời hạn",
    "case.resumed": "Tiếp tục tính thời hạn",
    "case.extended": "Gia hạn",
    "case.urged": "Đôn đốc",
    "case.closed": "Kết thúc hồ sơ",
    "task.activated": "Chuyển đến bước",
    "task.started": "Bắt đầu thực hiện",
    "task.completed": "Hoàn thành bước",
    "task.returned": "Trả lại",
    "task.cancelled": "Thôi thực hiện bước",
    "task.assigned": "Giao việc cho người khác",
    "case.handed_over": "Bàn giao hồ sơ",
    "decision.taken": "Rẽ nhánh",
    "case.record_saved": "Ghi biểu mẫu",
    "case.file_added": "Thêm tệp vào hồ sơ",
    "case.file_removed": "Bỏ tệp khỏi hồ sơ",
    "effect.requested": "Việc hệ thống tự làm",
}


def initial_state() -> Json:
    """State of a case before its first event."""
    return {
        "status": NEW,
        "subject": "",
        "author": "",
        "people": {},  # role id -> who was chosen for it when the case was opened
        "past_authors": [],  # who had the case before it was handed over
        "received_at": "",
        "pin": {},
        "variant": "",
        "time": {},
        "result": "",
        "suspended": False,
        "extensions": [],
        "urges": 0,
        "iterations": {},  # step id -> how often it was activated
        "tasks": {},  # task id -> task
        "active": [],  # ids of tasks that wait for somebody, in order of activation
        "history": [],  # ids of all tasks in order of activation
        "records": {},  # form uid -> {"record", "digest"}
        "files": {},  # id of a stored file -> {"digest", "paper", "by"}
        "decisions": [],  # {"step", "branch", "to"}
    }


def whole(state: Json) -> Json:
    """A stored state with its empty values put back."""
    complete = {**initial_state(), **state}
    complete["tasks"] = {
        task_id: {**_NEW_TASK, **task} for task_id, task in complete["tasks"].items()
    }
    return complete


def evolve(state: Json, event: Json) -> Json:
    """The state after one event `{"type", "data"}`. Pure: `state` is left as it was."""
    change = _CHANGES.get(event["type"])
    return change({**initial_state(), **state}, event.get("data", {})) if change else state


def replay(events: Iterable[Json], state: Json | None = None) -> Json:
    """Fold of `evolve` over events, from the beginning unless a state is given."""
    current = initial_state() if state is None else state
    for event in events:
        current = evolve(current, event)
    return current


_NEW_TASK: Json = {
    "step": "",
    "iteration": 1,
    "role": "",
    "time": {},  # DURATION allowed
    "time_of": "",  # step whose time it is: another one where rows share a cell
    "after": "",  # the task that led here
    "status": ACTIVE,
    "by": "",
    "action": "",
}


def _opened(state: Json, data: Json) -> Json:
    kept = ("subject", "author", "people", "received_at", "pin", "variant", "time")
    return {**state, "status": OPEN, **{name: data[name] for name in kept if name in data}}


def _activated(state: Json, data: Json) -> Json:
    task_id, step_id = data["task"], data["step"]
    task = {**_NEW_TASK, **{name: data[name] for name in _NEW_TASK if name in data}}
    return {
        **state,
        "iterations": {**state["iterations"], step_id: task["iteration"]},
        "tasks": {**state["tasks"], task_id: task},
        "active": [*state["active"], task_id],
        "history": [*state["history"], task_id],
    }


def _started(state: Json, data: Json) -> Json:
    return _with_task(state, data["task"], status=STARTED, by=data.get("by", ""))


def _finished(status: str) -> Callable[[Json, Json], Json]:
    def change(state: Json, data: Json) -> Json:
        action, by = data.get("action", ""), data.get("by", "")
        state = _with_task(state, data["task"], status=status, by=by, action=action)
        return {**state, "active": [task for task in state["active"] if task != data["task"]]}

    return change


def _assigned(state: Json, data: Json) -> Json:
    """Whoever is given a task begins it afresh."""
    return _with_task(state, data["task"], status=ACTIVE, by="")


def _handed_over(state: Json, data: Json) -> Json:
    past = [*state["past_authors"], state["author"]]
    return {**state, "author": data["to"], "past_authors": past}


def _variant_chosen(state: Json, data: Json) -> Json:
    state = {**state, "variant": data.get("to", ""), "time": data.get("time", {})}
    times = data.get("task_times", {})
    for task_id in state["active"]:
        state = _with_task(state, task_id, time=times.get(task_id, {}))
    return state


def _extended(state: Json, data: Json) -> Json:
    return {**state, "extensions": [*state["extensions"], data["time"]]}


def _record_saved(state: Json, data: Json) -> Json:
    saved = {"record": data.get("record", ""), "digest": data.get("digest", "")}
    return {**state, "records": {**state["records"], data["form"]: saved}}


def _file_added(state: Json, data: Json) -> Json:
    kept = {name: data.get(name, "") for name in ("digest", "paper", "by")}
    return {**state, "files": {**state["files"], data["file"]: kept}}


def _file_removed(state: Json, data: Json) -> Json:
    files = {file: kept for file, kept in state["files"].items() if file != data["file"]}
    return {**state, "files": files}


def _decided(state: Json, data: Json) -> Json:
    taken = {"step": data["step"], "branch": data["branch"], "to": data.get("to", "")}
    return {**state, "decisions": [*state["decisions"], taken]}


def _with_task(state: Json, task_id: str, **changes: Any) -> Json:
    task = {**_NEW_TASK, **state["tasks"][task_id], **changes}
    return {**state, "tasks": {**state["tasks"], task_id: task}}


_CHANGES: dict[str, Callable[[Json, Json], Json]] = {
    "case.opened": _opened,
    "case.variant_chosen": _variant_chosen,
    "case.suspended": lambda state, data: {**state, "suspended": True},
    "case.resumed": lambda state, data: {**state, "suspended": False},
    "case.extended": _extended,
    "case.urged": lambda state, data: {**state, "urges": state["urges"] + 1},
    "case.closed": lambda state, data: {
        **state,
        "status": CLOSED,
        "result": data["result"],
        "suspended": False,
    },
    "task.activated": _activated,
    "task.started": _started,
    "task.completed": _finished(COMPLETED),
    "task.returned": _finished(RETURNED),
    "task.cancelled": _finished(CANCELLED),
    "task.assigned": _assigned,
    "case.handed_over": _handed_over,
    "decision.taken": _decided,
    "case.record_saved": _record_saved,
    "case.file_added": _file_added,
    "case.file_removed": _file_removed,
}
