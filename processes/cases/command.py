"""Carrying out commands on a locked case: decide, let it happen, write it down, follow up."""

from typing import Any

from processes import pinned
from processes.cases.lookups import completed
from processes.cases.projection import Fact
from processes.cases.session import Session
from processes.engine.advance import Environment
from processes.engine.machine import CommandRefused, decide
from processes.extensions import effects
from processes.models import Case, Deadline, Task
from registry import canonical
from registry.organisation.models import User
from registry.trail import events, outbox
from rules.worktime import WorktimeError

Json = dict[str, Any]
FOLLOW_UP = "processes.follow_up"

_TASK_FIELDS = [
    "status",
    "unit",
    "assignee",
    "started_at",
    "finished_at",
    "due_at",
    "final_due_at",
    "final_case_due_at",
    "finished_by",
    "on_behalf_of",
    "outcome",
    "reason",
    "urged_at",
]
_DEADLINE_FIELDS = [
    "amount",
    "unit",
    "extensions",
    "calendar",
    "consumed",
    "running_since",
    "due_at",
    "task",
]


def carry_out(session: Session, command: str, data: Json, actor: User, giver: User | None) -> None:
    """Decide one command and let its events happen to the rows in memory.

    Raises CommandRefused (Vietnamese); the caller's transaction then rolls back.
    """
    environment = Environment(
        evaluate=session.answers.evaluate,
        branch=session.answers.branch,
        effect_allowed=effects.known,
    )
    decided = decide(
        session.definition,
        session.state,
        {"type": command, "data": {"by": str(actor.pk), **data}},
        environment,
    )
    try:
        for event in decided:
            note(session, event["type"], completed(session, event, actor), actor, giver)
    except WorktimeError as error:
        raise CommandRefused(str(error)) from error


def note(session: Session, type: str, data: Json, actor: User, giver: User | None) -> None:
    """Let one event happen to the rows in memory; `write` appends it in its turn."""
    happened = canonical.canonical(data)
    fact = Fact(type, happened, session.at, actor.pk, giver.pk if giver else None)
    session.rows.apply(fact)
    session.facts.append(fact)


def write(
    session: Session,
    actor: User,
    giver: User | None,
    key: str,
    data: Json | None = None,
) -> Case:
    """Append what happened, store the rows, note the follow-up and run the effects."""
    case = session.case
    case.state = canonical.dumps(session.state)
    if case._state.adding:
        case.save(force_insert=True)
    else:
        case.save(
            update_fields=[
                "state",
                "status",
                "result",
                "variant",
                "due_at",
                "closed_at",
                "pauses",
                "opened_by",
                "past_authors",
            ]
        )
    appended = events.append_many(
        case.stream,
        [(fact.type, fact.data) for fact in session.facts],
        actor=actor,
        on_behalf_of=giver,
        agency=case.agency_id,
        at=session.at,
        idempotency_key=key,
        head=session.head,
    )
    _write_tasks(session)
    _write_clocks(session)
    outbox.enqueue(
        FOLLOW_UP,
        {"case": case.pk, "from": appended[0].seq, "to": appended[-1].seq},
        agency=case.agency_id,
    )
    for fact in session.facts:
        if fact.type == "effect.requested":
            request = effects.EffectRequest(
                case,
                session.definition.step(fact.data.get("step", "")),
                fact.data.get("task", ""),
                fact.data.get("value", ""),
                actor,
                giver,
                data or {},
            )
            effects.EFFECTS.get(fact.data["effect"]).run(request)
    return case


def _write_tasks(session: Session) -> None:
    """New and changed tasks in one statement: rows are known by (case, key), not by number."""
    rows = [session.rows.tasks[key] for key in sorted(session.rows.touched)]
    for task in rows:
        task.case, task.pk = session.case, None
        task.not_author = pinned.bars_author(session.definition, task.step_id)
    Task.objects.of(session.case.agency_id).bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "key"],
        update_fields=_TASK_FIELDS,
    )


def _write_clocks(session: Session) -> None:
    rows = [session.ledger[key] for key in sorted(session.changed)]
    for clock in rows:
        clock.case, clock.pk = session.case, None
        if clock.key:
            clock.task = session.rows.tasks[clock.key]
    Deadline.objects.of(session.case.agency_id).bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "key"],
        update_fields=_DEADLINE_FIELDS,
    )
