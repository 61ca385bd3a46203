"""What people do with cases and tasks: the only way to change their state.

Every function is one transaction, asks for the permission itself, appends events to the stream of
the case and projects them. A second call with the same `idempotency_key` changes nothing and
returns what is there. What is refused raises `CommandRefused` or `policy.Forbidden`, in Vietnamese.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from processes import performers, policies
from processes.acts import BY_COMMAND
from processes.cases import beginning, shown
from processes.cases.act import Act
from processes.cases.beginning import Opening as Opening
from processes.cases.command import Allowed, command
from processes.cases.saving import keep_answers
from processes.engine.definition import FORWARD, RETURN, Step
from processes.engine.machine import CommandRefused
from processes.events.states import ACTIVE
from processes.extensions import guards
from processes.models import Case, Task
from registry import policy
from registry.organisation.models import Agency, User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import settle

Json = dict[str, Any]


def open_case(
    actor: User,
    agency: Agency,
    process_uid: str,
    opening: Opening | None = None,
    *,
    idempotency_key: str = "",
    **told: Any,
) -> Case:
    """Open a case of the process in force: see `processes.cases.beginning.open_case`.

    What is told about it is an `Opening`, or its fields by name.
    """
    given = replace(opening, **told) if opening else Opening(**told)
    return beginning.open_case(actor, agency, process_uid, given, idempotency_key=idempotency_key)


def start_task(actor: User, task: Task, *, idempotency_key: str = "") -> Task:
    """Start a task (nhận việc): it is the actor's from now on."""
    key = events.keyed("start", events.owned(actor, idempotency_key), task.key)
    with command(actor, task, key, _performs(task)) as act:
        if not act.done:
            act.carry_out("start", {"task": task.key})
    return act.task(task.key)


def complete_task(
    actor: User,
    task: Task,
    action: str = FORWARD,
    *,
    reason: str = "",
    answers: Mapping[str, Any] | None = None,
    seen: str = "",
    data: Json | None = None,
    warrant: guards.Warrant | None = None,
    idempotency_key: str = "",
) -> Case:
    """Finish a task by one of the actions of its step; `data` goes to the effects it asks for.

    A case that a package works on at a page of its own takes the package's `warrant` alone.

    With `answers` the step's form is saved in the same transaction (final when going forward,
    as it stands otherwise); `seen` as for `save_answers`. Raises FillingRefused with the problems
    of the form, FillingChanged.
    """
    key = _completion(actor, task, idempotency_key, action, reason, answers, data)
    with command(actor, task, key, _performs(task, action, warrant)) as act:
        if act.done:
            return act.case
        session, fresh = act.session, act.task(task.key)
        step, forward = _step(act, fresh), action == FORWARD
        _begin(act, fresh)
        if answers is not None and step.form:
            keep_answers(act, fresh.key, step, answers, seen=seen, final=forward)
        elif forward and step.form and step.form not in session.state["records"]:
            raise CommandRefused("Biểu mẫu của bước này chưa được điền. Hãy điền rồi chuyển bước.")
        asked: Json = {"task": task.key, "action": action, "reason": settle(reason)}
        begun_by = session.state["tasks"][task.key]["by"]
        if (act.giver and begun_by == str(act.giver.pk)) or fresh.on_behalf_of_id == actor.pk:
            # Who is away began it and the stand-in finishes it in their place, or the other way
            # round.
            asked["by"] = begun_by
        act.given = data or {}
        if warrant is not None:
            asked |= {"round": warrant.round, "digest": warrant.digest}
            act.given = {**act.given, **warrant.given}
        act.carry_out("complete", asked)
    return act.case


def done_before(
    actor: User,
    task: Task,
    idempotency_key: str,
    action: str,
    reason: str,
    data: Json | None = None,
) -> bool:
    """Tell whether this person finished the task so under this key: a second press of one button.

    Raises CommandRefused where something else was asked under the key.
    """
    key = _completion(actor, task, idempotency_key, action, reason, None, data)
    return events.already_done(task.case.stream, key, CommandRefused) is not None


def _completion(
    actor: User,
    task: Task,
    idempotency_key: str,
    action: str,
    reason: str,
    answers: Mapping[str, Any] | None,
    data: Json | None,
) -> str:
    own = events.owned(actor, idempotency_key and f"{idempotency_key}/{task.key}")
    return events.keyed("complete", own, action, reason, answers, data)


def return_task(actor: User, task: Task, *, reason: str, idempotency_key: str = "") -> Case:
    """Send the case back to where the step says; the reason is told."""
    return complete_task(actor, task, RETURN, reason=reason, idempotency_key=idempotency_key)


def save_answers(
    actor: User,
    task: Task,
    answers: Mapping[str, Any],
    *,
    seen: str = "",
    final: bool = False,
) -> Case:
    """Keep what was filled in so far; rules that now can be answered choose the variant.

    `seen` is the digest of the answers with which the page was opened (`Answers.digest_of`), ""
    where the form was never saved: what somebody saved since is not undone unread.
    Needs no key: saving the same answers twice is saving them once. Raises FillingChanged.
    """
    with command(actor, task, "", _performs(task)) as act:
        fresh = act.task(task.key)
        step = _step(act, fresh)
        if not step.form:
            raise CommandRefused("Bước này không có biểu mẫu để lưu.")
        _begin(act, fresh)
        keep_answers(act, fresh.key, step, answers, seen=seen, final=final)
    return act.case


def urge(actor: User, case: Case, note: str = "", *, idempotency_key: str = "") -> Case:
    """Urge who has the case before them (đôn đốc): they are told, and the case file keeps it."""
    return lead(actor, case, "urge", note, idempotency_key=idempotency_key)


def suspend(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """Suspend the counting of time (tạm dừng tính thời hạn): nothing is due until it is resumed.

    `seen`, here and in what follows, is what the page of the case showed (`shown.of`).
    """
    return lead(actor, case, "suspend", reason, seen=seen, idempotency_key=idempotency_key)


def resume(
    actor: User, case: Case, reason: str = "", *, seen: str, idempotency_key: str = ""
) -> Case:
    """Go on counting; what was not used up before the pause is left."""
    return lead(actor, case, "resume", reason, seen=seen, idempotency_key=idempotency_key)


def extend(
    actor: User, case: Case, time: Json, reason: str, *, seen: str, idempotency_key: str = ""
) -> Case:
    """Give the case, and the step it is at, a further DURATION (gia hạn)."""
    return lead(actor, case, "extend", reason, time, seen=seen, idempotency_key=idempotency_key)


def stop(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """End the case here (dừng giải quyết); open tasks are called off."""
    return lead(actor, case, "stop", reason, seen=seen, idempotency_key=idempotency_key)


def lead(
    actor: User,
    case: Case,
    name: str,
    note: str = "",
    time: Json | None = None,
    *,
    seen: str | None = None,
    idempotency_key: str = "",
) -> Case:
    """Do one act of a leader (`processes.acts`) once under its key; what decides anything about the
    case names what was `seen`. Raises Forbidden, CommandRefused, KeyError for no such act."""
    data = {**({"time": time} if time else {}), BY_COMMAND[name].note: settle(note)}
    key = events.keyed(name, events.owned(actor, idempotency_key), data)

    def leads(act: Act) -> User | None:
        policy.require(actor, name, act.case)
        if against := guards.act_refusal(act.case, name):
            raise CommandRefused(against)
        if seen is not None:
            shown.check(act.session, seen)
        return policies.acts_for(standing(actor), name, act.case)

    with command(actor, case, key, leads) as act:
        if not act.done:
            act.carry_out(name, data)
            if seen is not None:
                act.shown(seen)
    return act.case


def _performs(task: Task, action: str = "", warrant: guards.Warrant | None = None) -> Allowed:
    """Whoever may do the task, as it is when the case is locked."""

    def allowed(act: Act) -> User | None:
        fresh = act.task(task.key)
        may, giver = performers.may(standing(act.actor), fresh)
        if not may:
            if not fresh.is_open:
                raise CommandRefused("Công việc này đã xử lý xong hoặc không còn chờ xử lý.")
            raise policy.Forbidden("Công việc này không giao cho ông/bà.")
        step = _step(act, fresh)
        reason = guards.refusal(
            guards.Question(act.case, fresh, step, act.actor, giver, action, warrant=warrant)
        )
        if reason:
            raise CommandRefused(reason)
        return giver

    return allowed


def _begin(act: Act, task: Task) -> None:
    """Who works on a task has taken it: the case file shows when it was received."""
    if act.session.state["tasks"][task.key]["status"] == ACTIVE:
        act.carry_out("start", {"task": task.key})


def _step(act: Act, task: Task) -> Step:
    step = act.session.definition.step(task.step_id)
    if step is None:
        raise CommandRefused("Bước của công việc này không còn trong quy trình.")
    return step
