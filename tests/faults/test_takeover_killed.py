"""kill -9 while papers are taken over: whole lines stay, and going on makes no doubles."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections

from registry import now as clock
from registry.documents.models import Document, Version
from registry.documents.texts.models import DocumentFile
from registry.takeover import services
from registry.takeover.models import LineOutcome, TakeoverState
from registry.trail import events, outbox
from registry.trail.models import Job
from tests.faults.killed import Borders
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.registry.takeover.office import folder, line, lines, sent

pytestmark = pytest.mark.django_db(transaction=True)
# So many borders lie between two deaths: so few that they fall everywhere in a line.
APART = 5


def killed_at(border: int) -> bool:
    """Let a worker begin in a process of its own and kill it at a border; whether it was."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        borders = Borders(border, lambda name: os.kill(os.getpid(), signal.SIGKILL), connection)
        connection.ensure_connection()
        connection.execute_wrappers.append(borders.statement)
        connection._commit = borders.commit(connection._commit)
        outbox.work(50)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.set_clock(None)


def test_whole_lines_stay_and_nothing_comes_twice(office: Office) -> None:  # noqa: F811
    content = folder(
        line(), line(issue="02", issued="05/03/2025", effective="", file="b.pdf"),
        line(code="HD-06", file="c.pdf"),
    )  # fmt: skip
    made = sent(office.secretary, office.agency, content)
    services.decide(office.secretary, made, seen=made.digest)
    before, deaths = clock.now(), 0
    while killed_at(deaths * APART):
        deaths += 1
        taken = [row for row in lines(made) if row.outcome]
        assert all(row.outcome == LineOutcome.TAKEN and row.version for row in taken)
        past = Version.objects.of(office.agency).filter(taken_over_at__isnull=False)
        assert past.count() == len(taken)
        assert list(events.verify()) == []
        # What a dead worker held is taken once its time is over, and the death is not the job's.
        instant = before + timedelta(hours=deaths)
        clock.set_clock(lambda instant=instant: instant)
        Job.objects.filter(attempts__gt=1).update(attempts=1)
    clock.set_clock(None)
    assert deaths >= 6
    made.refresh_from_db()
    assert made.state == TakeoverState.DONE
    assert [row.outcome for row in lines(made)] == [LineOutcome.TAKEN] * 3
    assert Document.objects.of(office.agency).filter(kind="instruction").count() == 2
    assert DocumentFile.objects.of(office.agency).count() == 3
    again = sent(office.secretary, office.agency, content)
    assert {row.verdict for row in lines(again)} == {"same"}
