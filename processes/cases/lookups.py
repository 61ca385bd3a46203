"""What is looked up when an event happens and written into it: due dates, titles, who is asked.

So the fold of the events needs neither calendar nor process nor organisation.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from processes.cases.session import Session
from processes.clocks import deadlines
from processes.models import Deadline
from processes.performers.assignment import assign
from processes.policies import unit_of
from registry import canonical
from registry.organisation.models import User
from registry.policy import standing

Json = dict[str, Any]


def completed(session: Session, event: Json, actor: User) -> Json:
    """The data of an event that is about to happen, with what was looked up for it.

    Raises WorktimeError where a due date can't be counted.
    """
    data = dict(event["data"])
    known = _LOOK_UPS.get(event["type"])
    if known:
        data |= known(session, data, actor)
    return data


def _opened(session: Session, data: Json, actor: User) -> Json:
    cutoff = str(session.body.get("cutoff", ""))
    clock = _arm(session, "", data["time"], session.case.received_at, cutoff)
    adoption = session.case.adoption
    return {**_clock_data(clock), **({"adoption": str(adoption.uid)} if adoption else {})}


def _activated(session: Session, data: Json, actor: User) -> Json:
    step = session.definition.step(data["step"])
    assert step is not None  # the engine has just gone there
    started_at, cutoff = session.at, ""
    shared = session.state["tasks"].get(data.get("after", ""))
    if not data.get("after"):
        # The first step begins when the papers come in, after the cut-off hour the next day.
        started_at, cutoff = session.case.received_at, _cutoff(session, data["time"])
    elif shared and shared["time_of"] == data["time_of"] and data["after"] in session.ledger:
        # Rows that share one time share one clock: it goes on running.
        before = session.ledger[data["after"]]
        started_at, cutoff = before.started_at, before.cutoff
    clock = _arm(session, data["task"], data["time"], started_at, cutoff, deadlines.AT_ONCE)
    session.clocked.add(data["task"])
    return {
        "title": step.title,
        **assign(session.case, session.definition.role(step.role), session.state["people"]),
        **_clock_data(clock),
    }


def _cutoff(session: Session, time: Json) -> str:
    """The cut-off hour of the process, else of the calendar."""
    own = str(session.body.get("cutoff", ""))
    if own or not deadlines.is_clear(time):
        return own
    hour = session.calendar().work.conventions.cutoff
    return f"{hour:%H:%M}" if hour else ""


def _arm(
    session: Session,
    key: str,
    time: Json,
    started_at: datetime,
    cutoff: str,
    count_from: str = "",
) -> Deadline | None:
    if not deadlines.is_clear(time):
        return None
    clock = deadlines.arm(
        session.case,
        key,
        time,
        started_at,
        session.calendar(),
        cutoff=cutoff,
        count_from=count_from,
    )
    session.ledger[key] = clock
    session.changed.add(key)
    return clock


def _clock_data(clock: Deadline | None) -> Json:
    if clock is None:
        return {}
    return {"due_at": _iso(clock.due_at), "calendar": clock.calendar_id}


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _started(session: Session, data: Json, actor: User) -> Json:
    task = session.rows.tasks[data["task"]]
    at, agency_id = standing(actor), session.case.agency_id
    return {"unit": unit_of(at, agency_id, task.role) or unit_of(at, agency_id)}


def _ended(session: Session, data: Json, actor: User) -> Json:
    clock = session.ledger.get(data["task"])
    if clock is not None:
        _stop(session, clock)
    task = session.rows.tasks[data["task"]]
    return {**_started(session, data, actor), "due_at": _iso(task.due_at)}


def _stop(session: Session, clock: Deadline) -> None:
    work = session.calendar().work
    if clock.running_since is not None:
        clock.consumed = deadlines.used(clock, work, session.at, deadlines.pauses_of(session.case))
        clock.running_since = None
        session.changed.add(clock.key)


def _variant_chosen(session: Session, data: Json, actor: User) -> Json:
    """Count the case and its open tasks again, from the original start, with the new budgets."""
    session.load_ledger()
    session.load_tasks()
    _rearm(session, "", data.get("time", {}), session.case.received_at)
    for key, time in data.get("task_times", {}).items():
        _rearm(session, key, time, session.rows.tasks[key].activated_at)
    return _dues(session)


def _rearm(session: Session, key: str, time: Json, otherwise: datetime) -> None:
    clock = session.ledger.get(key)
    if clock is None:
        count_from = deadlines.AT_ONCE if key else ""
        cutoff = "" if key else str(session.body.get("cutoff", ""))
        _arm(session, key, time, otherwise, cutoff, count_from)
        return
    if deadlines.is_clear(time):
        clock.amount, clock.unit = time["amount"], time["unit"]
        _recount(session, clock)
    else:
        clock.running_since = clock.due_at = None
        session.changed.add(key)


def _recount(session: Session, clock: Deadline) -> None:
    """The due date afresh, by the calendar of today; none while the clock stands still."""
    calendar = session.calendar()
    clock.calendar_id = calendar.version_id
    clock.due_at = (
        None
        if session.state["suspended"]
        else deadlines.due(clock, calendar.work, deadlines.pauses_of(session.case))
    )
    session.changed.add(clock.key)


def _running(session: Session) -> list[Deadline]:
    """The clocks of the case and of its open tasks."""
    session.load_ledger()
    session.load_tasks()
    keys = ["", *session.state["active"]]
    return [session.ledger[key] for key in keys if key in session.ledger]


def _dues(session: Session) -> Json:
    session.load_tasks()
    active = session.state["active"]
    case_clock = session.ledger.get("")
    return {
        "due_at": _iso(case_clock.due_at) if case_clock else "",
        "task_dues": {
            key: _iso(session.ledger[key].due_at) for key in active if key in session.ledger
        },
        "calendar": session.calendar().version_id if case_clock else 0,
    }


def _suspended(session: Session, data: Json, actor: User) -> Json:
    for clock in _running(session):
        _stop(session, clock)
        clock.due_at = None
    return {}


def _resumed(session: Session, data: Json, actor: User) -> Json:
    pauses = deadlines.pauses_of(session.case)
    begun = canonical.loads(session.case.pauses)["rows"][-1]["from"]
    pauses.append((datetime.fromisoformat(begun), session.at))
    for clock in _running(session):
        clock.running_since = session.at
        clock.calendar_id = session.calendar().version_id
        clock.due_at = deadlines.due(clock, session.calendar().work, pauses)
        session.changed.add(clock.key)
    return _dues(session)


def _extended(session: Session, data: Json, actor: User) -> Json:
    for clock in _running(session):
        deadlines.extended(clock, data["time"])
        _recount(session, clock)
    return _dues(session)


def _urged(session: Session, data: Json, actor: User) -> Json:
    session.load_tasks()
    return {}


def _taken_from(session: Session, data: Json, actor: User) -> Json:
    session.load_tasks()
    task = session.rows.tasks[data["task"]]
    return {"before": str(task.assignee_id or "")}


def _cancelled(session: Session, data: Json, actor: User) -> Json:
    session.load_ledger()
    session.load_tasks()
    clock = session.ledger.get(data["task"])
    if clock is not None:
        _stop(session, clock)
    return {}


def _closed(session: Session, data: Json, actor: User) -> Json:
    session.load_ledger()
    clock = session.ledger.get("")
    if clock is not None:
        _stop(session, clock)
    return {"due_at": _iso(session.case.due_at)}


_LOOK_UPS: dict[str, Callable[[Session, Json, User], Json]] = {
    "case.opened": _opened,
    "task.activated": _activated,
    "task.started": _started,
    "task.completed": _ended,
    "task.returned": _ended,
    "task.cancelled": _cancelled,
    "case.variant_chosen": _variant_chosen,
    "case.suspended": _suspended,
    "case.resumed": _resumed,
    "case.extended": _extended,
    "case.urged": _urged,
    "case.closed": _closed,
    "task.assigned": _taken_from,
}
