"""What people do with cases and tasks: the only way to change their state.

Every function is one transaction, asks for the permission itself, appends events to the stream of
the case and projects them. A second call with the same `idempotency_key` changes nothing and
returns what is there. What is refused raises `CommandRefused` or `policy.Forbidden`, in Vietnamese.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from processes import performers, policies
from processes.cases import shown
from processes.cases.beginning import open_case as open_case
from processes.cases.command import carry_out, write
from processes.cases.saving import keep_answers
from processes.cases.session import Session, session_of_case, session_of_task
from processes.engine.definition import FORWARD, RETURN, Step
from processes.engine.machine import CommandRefused
from processes.engine.state import ACTIVE
from processes.extensions import guards
from processes.models import Case, Task
from registry import canonical, policy
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import settle

Json = dict[str, Any]


@transaction.atomic
def start_task(actor: User, task: Task, *, idempotency_key: str = "") -> Task:
    """Nhận việc: the task is the actor's from now on."""
    key = events.keyed("start", events.owned(actor, idempotency_key), task.key)
    session, done = session_of_task(task, key)
    fresh = session.rows.tasks[task.key]
    if done:
        return fresh
    giver = _performer(session, fresh, actor)
    carry_out(session, "start", {"task": task.key}, actor, giver)
    write(session, actor, giver, key)
    return fresh


@transaction.atomic
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
    session, done = session_of_task(task, key)
    if done:
        return session.case
    fresh = session.rows.tasks[task.key]
    giver = _performer(session, fresh, actor, action, warrant)
    step = _step(session, fresh)
    _begin(session, fresh, actor, giver)
    forward = action == FORWARD
    if answers is not None and step.form:
        keep_answers(
            session, fresh.key, step, answers, actor, seen=seen, final=forward, giver=giver
        )
    elif forward and step.form and step.form not in session.state["records"]:
        raise CommandRefused("Biểu mẫu của bước này chưa được điền. Hãy điền rồi chuyển bước.")
    command: Json = {"task": task.key, "action": action, "reason": settle(reason)}
    begun_by = session.state["tasks"][task.key]["by"]
    if (giver and begun_by == str(giver.pk)) or fresh.on_behalf_of_id == actor.pk:
        # Who is away began it and the stand-in finishes it in their place, or the other way round.
        command["by"] = begun_by
    if warrant is not None:
        command |= {"round": warrant.round, "digest": warrant.digest}
    carry_out(session, "complete", command, actor, giver)
    given = warrant.given if warrant is not None else {}
    return write(session, actor, giver, key, {**(data or {}), **given})


def done_before(
    actor: User,
    task: Task,
    idempotency_key: str,
    action: str,
    reason: str,
    data: Json | None = None,
) -> bool:
    """Whether this person finished the task so under this key: a second press of one button.

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


@transaction.atomic
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
    session, _ = session_of_task(task, "")
    fresh = session.rows.tasks[task.key]
    giver = _performer(session, fresh, actor)
    step = _step(session, fresh)
    if not step.form:
        raise CommandRefused("Bước này không có biểu mẫu để lưu.")
    _begin(session, fresh, actor, giver)
    keep_answers(session, fresh.key, step, answers, actor, seen=seen, final=final, giver=giver)
    if session.facts:
        write(session, actor, giver, "")
    return session.case


@transaction.atomic
def urge(actor: User, case: Case, note: str = "", *, idempotency_key: str = "") -> Case:
    """Đôn đốc: who has the case before them is told, and the case file keeps it."""
    return _act(actor, case, "urge", {"message": settle(note)}, idempotency_key)


@transaction.atomic
def suspend(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """Tạm dừng tính thời hạn: nothing is due until it is resumed.

    `seen`, here and in what follows, is what the page of the case showed (`shown.of`).
    """
    return _act(actor, case, "suspend", {"reason": settle(reason)}, idempotency_key, seen)


@transaction.atomic
def resume(
    actor: User, case: Case, reason: str = "", *, seen: str, idempotency_key: str = ""
) -> Case:
    """Go on counting; what was not used up before the pause is left."""
    return _act(actor, case, "resume", {"reason": settle(reason)}, idempotency_key, seen)


@transaction.atomic
def extend(
    actor: User, case: Case, time: Json, reason: str, *, seen: str, idempotency_key: str = ""
) -> Case:
    """Gia hạn: a further DURATION for the case and for the step it is at."""
    data = {"time": time, "reason": settle(reason)}
    return _act(actor, case, "extend", data, idempotency_key, seen)


@transaction.atomic
def stop(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """Dừng giải quyết: the case ends here, open tasks are called off."""
    return _act(actor, case, "stop", {"reason": settle(reason)}, idempotency_key, seen)


def _act(
    actor: User, case: Case, command: str, data: Json, key: str, seen: str | None = None
) -> Case:
    """Do it once under its key; what decides anything about the case names what was `seen`."""
    key = events.keyed(command, events.owned(actor, key), data)
    session, done = session_of_case(case, key)
    if done:
        return session.case
    policy.require(actor, command, session.case)
    against = guards.act_refusal(session.case, command)
    if against:
        raise CommandRefused(against)
    if seen is not None:
        shown.check(session, seen)
    giver = policies.acts_for(standing(actor), command, session.case)
    carry_out(session, command, data, actor, giver)
    if seen is not None:
        session.facts[-1].data["seen"] = canonical.digest(seen)
    return write(session, actor, giver, key)


def _performer(
    session: Session,
    task: Task,
    actor: User,
    action: str = "",
    warrant: guards.Warrant | None = None,
) -> User | None:
    """For whom the actor does the task (None: for themselves). Raises when they may not."""
    may, giver = performers.may(standing(actor), task)
    if not may:
        if not task.is_open:
            raise CommandRefused("Công việc này đã xử lý xong hoặc không còn chờ xử lý.")
        raise policy.Forbidden("Công việc này không giao cho ông/bà.")
    step = _step(session, task)
    reason = guards.refusal(
        guards.Question(session.case, task, step, actor, giver, action, warrant=warrant)
    )
    if reason:
        raise CommandRefused(reason)
    return giver


def _begin(session: Session, task: Task, actor: User, giver: User | None) -> None:
    """Who works on a task has taken it: the case file shows when it was received."""
    if session.state["tasks"][task.key]["status"] == ACTIVE:
        carry_out(session, "start", {"task": task.key}, actor, giver)


def _step(session: Session, task: Task) -> Step:
    step = session.definition.step(task.step_id)
    if step is None:
        raise CommandRefused("Bước của công việc này không còn trong quy trình.")
    return step
