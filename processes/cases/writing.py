"""Writing down what a command did: events, rows, the job that follows, effects."""

from processes import events, pinned
from processes.cases.act import Act
from processes.cases.session import Session
from processes.extensions.effects import EFFECTS, EffectRequest
from processes.models import Deadline, Task
from registry import canonical
from registry.trail import events as trail
from registry.trail import outbox

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


def write(act: Act) -> None:
    """Append what happened, store the rows, note the follow-up and run the effects.

    Does nothing where nothing happened.
    """
    session, case = act.session, act.case
    if not session.facts:
        return
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
    appended = trail.append_many(
        case.stream,
        [(fact.type, fact.data) for fact in session.facts],
        actor=act.actor,
        on_behalf_of=act.giver,
        agency=case.agency_id,
        at=session.at,
        idempotency_key=act.key,
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
        happened = events.find(fact.type)
        if happened and (asked := happened.effect(fact.data)):
            step = session.definition.step(fact.data.get("step", ""))
            request = EffectRequest(
                case, step, fact.data.get("task", ""), asked.value, act.actor, act.giver, act.given
            )
            EFFECTS.get(asked.effect).run(request)


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
    rows = [session.ledger.clocks[key] for key in sorted(session.ledger.changed)]
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
