"""What every broker must keep: nothing lost, nothing twice, whoever dies; requests never wait."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from cms.background import schedule, waking
from cms.celery import app, send_wake
from registry.now import frozen, now
from registry.trail import outbox, upkeep
from registry.trail.models import Job, RegularRun
from tests.cms.background import workers
from tests.cms.background.workers import Broker, done, note, until
from tools import redis as redis_server
from tools.children import stop
from tools.postgresql import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["files", "redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Each of the brokers, empty."""
    url = "files://"
    if request.param != "files":
        url = request.getfixturevalue(f"{request.param}_url")
    with workers.table(), workers.using(url, tmp_path) as found:
        yield found


@pytest.fixture
def waking_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commits wake workers, as in the product."""
    monkeypatch.setattr(waking, "AWAY", 0.5)
    with outbox.NOTED.added("cms.waking", waking.wake):
        yield


def sweep() -> None:
    """What beat does every half minute."""
    app.send_task(schedule.TASK, kwargs={"name": upkeep.SWEEP, "asked_by": None})


def test_the_contract(broker: Broker, waking_up: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0))
    first = broker.start_worker()
    # A commit wakes the worker; a change that is rolled back leaves neither job nor effect.
    note("một", "hai")
    until(lambda: done() == ["hai", "một"])
    with transaction.atomic():
        outbox.enqueue("contract.add", {"name": "không có"})
        transaction.set_rollback(True)

    # The power goes in the middle of a job: its half is undone, and it is done once by the next.
    entered, go = broker.folder / "entered", broker.folder / "go"
    note("nửa chừng", handler="contract.slow", entered=str(entered), go=str(go))
    until(entered.exists)
    broker.kill(first)
    assert "nửa chừng" not in done()
    go.touch()
    broker.start_worker()
    note("sau")
    sweep()
    until(lambda: done() == ["hai", "một", "nửa chừng", "sau"])
    # Everything twice: further messages find nothing to do.
    for _ in range(3):
        send_wake()
    sweep()
    time.sleep(0.5)
    assert done() == ["hai", "một", "nửa chừng", "sau"]
    assert not Job.objects.exclude(state=Job.DONE).exists()


def test_redis_is_killed_for_an_hour_and_nothing_is_lost(tmp_path: Path, waking_up: None) -> None:
    """Requests go on quickly; worker and clock come back by themselves and make up for it."""
    schedule.sync()
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="seconds")
    task = PeriodicTask.objects.get(name=f"regular:{upkeep.SWEEP}")
    task.interval = every
    task.save()
    port, program = free_port(), redis_server.program()
    server = redis_server.begin(program, port, tmp_path)
    try:
        with (
            workers.table(),
            workers.using(f"redis://127.0.0.1:{port}/0", tmp_path) as broker,
        ):
            broker.start_worker(beat=True)
            note("trước")
            until(lambda: done() == ["trước"])
            # By the clock alone as well: no wake-up was sent for this one.
            with transaction.atomic():
                Job.objects.create(
                    handler="contract.add", payload='{"name":"quét"}', run_at=now(),
                    created_at=now(),
                )  # fmt: skip
            until(lambda: "quét" in done())

            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            with frozen(now() - timedelta(hours=1)):
                began = time.monotonic()
                for number in range(5):
                    note(f"giữa {number}")
                assert time.monotonic() - began < 1
            time.sleep(1)
            server = redis_server.begin(program, port, tmp_path)
            until(lambda: len(done()) == 7, 40)
            time.sleep(1.5)
            assert len(done()) == len(set(done())) == 7
    finally:
        stop(server)
    assert PeriodicTask.objects.get(pk=task.pk).interval == every
    assert RegularRun.objects.filter(name=upkeep.SWEEP, outcome=RegularRun.GOOD).exists()


def test_a_job_that_kills_its_worker_is_given_up_and_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0))
    with workers.table():
        note("a", "b")
        note("độc", handler="contract.kill")
        note("c", "d")
        deaths = 0
        for _ in range(outbox.MAX_ATTEMPTS + 2):
            pid = workers.forked(lambda: outbox.work(50), tmp_path / "log")
            deaths += os.waitpid(pid, 0)[1] == signal.SIGKILL
        assert done() == ["a", "b", "c", "d"]
        assert deaths == outbox.MAX_ATTEMPTS
    job = Job.objects.get(state=Job.FAILED)
    assert job.handler == "contract.kill" and job.error.startswith("WorkerLost")


def test_workers_side_by_side_do_each_job_once(tmp_path: Path) -> None:
    names = [f"{number:03d}" for number in range(120)]
    with workers.table():
        note(*names)
        pids = [workers.forked(lambda: outbox.work(500), tmp_path / "log") for _ in range(3)]
        for pid in pids:
            os.waitpid(pid, 0)
        outbox.work(500)
        assert done() == names
