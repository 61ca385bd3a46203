"""The job behind a takeover: it checks, or takes line after line over, until nothing is left.

It works outside of any transaction of its own, for every line has one. Killed anywhere it is
claimed again, and goes on with the next line.
"""

import time
from typing import Any

from django.db import transaction

from registry.administration import services as organisation
from registry.now import now
from registry.takeover import checking, taking
from registry.takeover.models import LineOutcome, LineVerdict, Takeover, TakeoverLine, TakeoverState
from registry.trail import events, outbox

JOB = "takeover.work"
# After so many seconds the other jobs have their turn: five hundred papers are done before.
SECONDS = 120


def note(takeover: Takeover) -> None:
    """Note in this transaction that there is something to do.

    What is half done comes before the jobs that its own lines have noted: reading the words of five
    hundred files may wait, whoever looks at the page should not.
    """
    outbox.enqueue(
        JOB,
        {"takeover": takeover.pk},
        key=str(takeover.uid),
        agency=takeover.agency_id,
        run_at=takeover.decided_at,
    )


def work(payloads: list[dict[str, Any]]) -> None:
    """Do what a takeover waits for; run twice it does nothing twice."""
    for payload in payloads:
        found = (
            Takeover.unscoped.filter(pk=payload["takeover"])
            .select_related("agency__parent__parent")
            .first()
        )
        if found is not None and found.state == TakeoverState.CHECKING:
            checking.check(found)
        elif found is not None and found.state == TakeoverState.TAKING:
            _take_some(found)


def waiting(takeover: Takeover) -> Any:
    """Return the lines that are still to be taken over, in their order."""
    rows = TakeoverLine.objects.of(takeover.agency_id).filter(
        takeover=takeover, verdict=LineVerdict.NEW, outcome=LineOutcome.NOTHING
    )
    return rows.select_related("file").order_by("place", "number")


def counted(takeover: Takeover) -> tuple[int, int]:
    """Return how many lines were decided on, and how many of them are left."""
    rows = TakeoverLine.objects.of(takeover.agency_id).filter(
        takeover=takeover, verdict=LineVerdict.NEW
    )
    return rows.count(), rows.filter(outcome=LineOutcome.NOTHING).count()


def _take_some(takeover: Takeover) -> None:
    until = time.monotonic() + SECONDS
    for line in list(waiting(takeover)):
        if time.monotonic() > until:
            with transaction.atomic():
                note(takeover)
            return
        if not taking.take(takeover, line):
            break
        outbox.keep()
    finish(takeover)


@transaction.atomic
def finish(takeover: Takeover) -> None:
    """Say in the trail how it ended: all done, or stopped by somebody."""
    fresh = Takeover.unscoped.select_for_update(of=("self",)).select_related("agency").get(
        pk=takeover.pk
    )  # fmt: skip
    if fresh.state != TakeoverState.TAKING:
        return
    stopped = waiting(fresh).exists()
    fresh.state = TakeoverState.STOPPED if stopped else TakeoverState.DONE
    fresh.finished_at, fresh.stop_asked = now(), False
    fresh.save(update_fields=["state", "finished_at", "stop_asked"])
    rows = TakeoverLine.objects.of(fresh.agency_id).filter(takeover=fresh)
    events.append(
        organisation.stream_of(fresh.agency),
        "agency.takeover_ended",
        {
            "takeover": str(fresh.uid),
            "taken": rows.filter(outcome=LineOutcome.TAKEN).count(),
            "same": rows.filter(outcome=LineOutcome.SAME).count(),
            "failed": rows.filter(outcome=LineOutcome.FAILED).count(),
            "stopped": stopped,
        },
        actor=fresh.decided_by,
        agency=fresh.agency,
    )


def declare() -> None:
    """Register the job."""
    outbox.HANDLERS.add(JOB, outbox.Handler(work, "Kiểm tra, nhập tài liệu sẵn có", many=1))
