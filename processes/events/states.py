"""The state that the events of a case fold into: its shape before the first, and small steps.

Plain JSON. Stored canonically it loses its empty values: here absent is read as empty.
"""

from collections.abc import Iterable, Mapping
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


def initial_state() -> Json:
    """Return the state of a case before its first event."""
    return {
        "status": NEW,
        "subject": "",
        "author": "",
        "people": {},  # role id -> who was chosen for it when the case was opened
        "past_authors": [],  # who had the case before it was handed over
        "received_at": "",
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


NEW_TASK: Json = {
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


def with_task(state: Json, task_id: str, **changes: Any) -> Json:
    """Return the state with one task changed."""
    task = {**NEW_TASK, **state["tasks"][task_id], **changes}
    return {**state, "tasks": {**state["tasks"], task_id: task}}


def picked(data: Mapping[str, Any], names: Iterable[str]) -> Json:
    """Return what an event says under these names; what it does not say is left out."""
    return {name: data[name] for name in names if name in data}
