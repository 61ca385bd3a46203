"""Redis is killed at the borders of an issue and of a case step: both go on as if it were there.

Redis wakes the workers and keeps ready pages. It dies between two statements, before the commit and
after it; the answer comes at once, and when Redis is back all follow-up work is done, once.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.background import waking
from cms.background.caches import SharedCache
from cms.celery import app
from registry.documents.models import Version
from registry.now import frozen, now
from registry.organisation.models import User
from registry.trail import outbox
from tests import factories
from tests.cms.background import workers
from tests.faults.killed import Borders, state
from tests.processes.control.conftest import Office
from tests.processes.world import FRIDAY, World
from tools import redis
from tools.children import stop
from tools.postgresql import free_port

pytestmark = pytest.mark.django_db(transaction=True)

BORDERS = ("before INSERT", "before the commit", "after the commit")
# A person waits no longer, whatever is dead; a busy machine takes most of it.
SECONDS = 6
LATER = factories.at("2026-04-29 09:00")


class Server:
    """A Redis that may be killed and started again, empty, at the same address."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.begin()

    def begin(self) -> None:
        """Start it."""
        self.process = redis.begin(redis.program(), self.port, self.home)

    def kill(self) -> None:
        """End it with no chance to write a last word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Broker and shared cache of this test, as in an office with several web machines."""
    made = Server(tmp_path)
    shared = {
        "BACKEND": "cms.background.caches.SharedCache",
        "LOCATION": f"{made.url}/1",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    settings.CACHES = {
        "default": {**shared, "KEY_PREFIX": "a"},
        "pages": {**shared, "KEY_PREFIX": "b"},
    }
    monkeypatch.setattr(SharedCache, "_quiet_until", 0.0)
    monkeypatch.setattr("cms.background.caches.AWAY", 0.2)
    monkeypatch.setattr(waking, "AWAY", 0.2)
    try:
        with (
            outbox.NOTED.added("cms.waking", waking.wake),
            workers.using(f"{made.url}/0", tmp_path),
        ):
            yield made
            assert waking._at_rest.wait(10)
    finally:
        stop(made.process)


class Named(Borders):
    """Strikes at the first border of this name."""

    def __init__(self, name: str, strike: Callable[[], None]) -> None:
        super().__init__(-1, lambda _name: strike(), connection)
        self.name, self.struck = name, False

    def reach(self, name: str) -> None:
        """One border further."""
        if not self.struck and name.startswith(self.name):
            self.struck = True
            self.strike(name)


@contextmanager
def killed_at(border: str, server: Server) -> Iterator[None]:
    """Kill Redis when what is done in this block comes to the border."""
    borders = Named(border, server.kill)
    original = connection._commit
    connection._commit = borders.commit(original)
    try:
        with connection.execute_wrapper(borders.statement):
            yield
    finally:
        connection._commit = original
    assert borders.struck


def press(client: Client, url: str, data: dict[str, str]) -> None:
    """Send a form; the answer comes in good time and says that it is done."""
    began = time.monotonic()
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    assert time.monotonic() - began < SECONDS


def everything_follows(server: Server, before: dict[str, Any]) -> None:
    """Redis is back: the workers are told, do all that waits, and nobody is told twice."""
    server.begin()
    queue = redis_client.Redis.from_url(f"{server.url}/0")
    workers.until(lambda: queue.llen(app.conf.task_default_queue))
    with frozen(now() + timedelta(hours=1)):
        while outbox.work(50):
            pass
    after = state()
    assert after["faults"] == [] and after["twins"] == before["twins"] == 0
    assert after["waiting"] == after["failed"] == 0
    with frozen(now() + timedelta(hours=2)):
        assert outbox.work(50) == 0
    assert state() == after
    assert Client().get("/thu-tuc/").status_code == 200


def test_a_case_step(commune: World, at: Callable[[User], Client], server: Server) -> None:
    desk = at(commune.desk)
    for number, border in enumerate(BORDERS):
        case = commune.open(FRIDAY)
        url = reverse("task_detail", args=[commune.task(case).pk])
        before = state()
        with frozen(LATER), killed_at(border, server):
            press(desk, url, {"key": f"b{number}", "do": "forward", "a.hoten": "Lê Văn Thử",
                              "a.ngay": "03/02/1990"})  # fmt: skip
        case.refresh_from_db()
        assert commune.task(case).step_id != "tiep" and case.status == "open"
        everything_follows(server, before)


def test_an_issue(office: Office, at: Callable[[User], Client], server: Server) -> None:
    top = at(office.top)
    for number, border in enumerate(BORDERS):
        dossier = office.submit(office.draft(f"Sổ tay {number}"))
        office.approve(dossier, office.head, office.stand_in, office.quality)
        before, versions = state(), Version.objects.of(office.agency).count()
        with killed_at(border, server):
            press(top, reverse("control:dossier", args=[dossier.uid]),
                  {**factories.named(office.task(dossier)),
                   "key": f"v{number}", "action": "forward", "reason": "",
                   "decision_no": "07/QĐ-UBND", "password": factories.PASSWORD})  # fmt: skip
        dossier.refresh_from_db()
        assert dossier.state == "issued"
        assert Version.objects.of(office.agency).count() == versions + 1
        everything_follows(server, before)
