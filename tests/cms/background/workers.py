"""Real Celery workers for tests, as forks of the test process: they are there at once."""

import contextlib
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from cms.celery import app
from cms.settings.background import transport_options
from registry.trail import outbox

TABLE = "iso_test_done"


def _add(payload: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (name) VALUES (%s)", [payload["name"]])


def _slow(payload: dict[str, Any]) -> None:
    _add(payload)
    Path(payload["entered"]).touch()
    until(Path(payload["go"]).exists, 30)


def _kill(payload: dict[str, Any]) -> None:
    _add(payload)
    os.kill(os.getpid(), signal.SIGKILL)


outbox.HANDLERS.add("contract.add", outbox.Handler(_add, "Ca thử: ghi một dòng"))
outbox.HANDLERS.add("contract.slow", outbox.Handler(_slow, "Ca thử: ghi một dòng rồi chờ"))
outbox.HANDLERS.add("contract.kill", outbox.Handler(_kill, "Ca thử: giết tiến trình"))


def done() -> list[str]:
    """What jobs have written, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {TABLE} ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


@contextlib.contextmanager
def table() -> Iterator[None]:
    """The table that the jobs write to."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (name varchar(100))")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}")


def note(*names: str, handler: str = "contract.add", **payload: str) -> None:
    """Note one job a name, in one transaction."""
    with transaction.atomic():
        for name in names:
            outbox.enqueue(handler, {"name": name, **payload})


def until(holds: Callable[[], Any], seconds: float = 20) -> None:
    """Wait for something to hold; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def forked(work: Callable[[], object], log: Path) -> int:
    """Run a function in a process of its own and return its id."""
    # A connection belongs to one process.
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        with log.open("a") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            sys.stdout = sys.__stdout__ = sys.stderr = sys.__stderr__ = output
            work()
    finally:
        os._exit(0)


@dataclass
class Broker:
    """A broker at an address, with a queue of this test alone."""

    url: str
    folder: Path
    workers: list[int] = field(default_factory=list)

    def start_worker(self, *, beat: bool = False) -> int:
        """Start a worker and return its process id."""
        arguments = ["worker", "-P", "solo", "-l", "INFO", "--without-gossip", "--without-mingle"]
        arguments += ["--without-heartbeat", *(["-B", "-s", "none"] if beat else [])]
        log = self.folder / "worker.log"
        pid = forked(lambda: app.worker_main(arguments), log)
        self.workers.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        """End a worker as a power cut would, with everything it started."""
        self.workers.remove(pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@contextlib.contextmanager
def using(url: str, folder: Path) -> Iterator[Broker]:
    """Have Celery use this broker; its workers are ended at the end."""
    names = ("broker_url", "broker_transport_options", "task_default_queue")
    before = {name: getattr(app.conf, name) for name in names}
    _configure(url, transport_options(url, folder), f"iso-{uuid.uuid4().hex[:8]}")
    broker = Broker(url, folder)
    try:
        yield broker
    finally:
        for pid in list(broker.workers):
            broker.kill(pid)
        _configure(*(before[name] for name in names))


def _configure(url: str, options: dict[str, Any], queue: str) -> None:
    app.conf.broker_url = url
    app.conf.broker_transport_options = options
    app.conf.task_default_queue = queue
    app.conf.beat_max_loop_interval = 0.5
    app.__dict__.pop("amqp", None)
    app._pool = None
