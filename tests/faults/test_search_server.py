"""Elasticsearch is killed in the middle of its work: nothing is lost, and searching goes on.

It dies in the follow-up job of an issue and of a case step, stays away for another of each, and
dies once more with a question in hand.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import searchable
from registry.now import frozen, now
from registry.organisation.models import User
from registry.policy import standing
from registry.searchable import Entry, Source
from registry.trail import outbox
from registry.trail.models import Job
from search import indexing, service
from search.engines import elasticsearch, remote
from tests import factories
from tests.faults.killed import state
from tests.processes.control.conftest import Office
from tests.processes.world import World
from tools.elasticsearch import Node, node

THINGS = 120


@pytest.fixture
def titles(added: Callable[..., Any]) -> dict[str, str]:
    """What is to be found: title by id."""
    made = {str(number): f"Quy chế số {number} bản cũ" for number in range(THINGS)}

    def entries(id: str) -> list[Entry]:
        return [Entry(id, "shelf", 1, made[id], "", f"/{id}/", kind="manual", public=True)]

    added(searchable.SOURCES, Source("shelf", entries, lambda: list(made)))
    return made


@pytest.fixture
def own_node(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    with node() as made:
        settings.SEARCH_SERVERS, settings.SEARCH_PREFIX = [made.address], "own"
        # A machine that is busy with other tests is not a server that is away.
        settings.SEARCH_SECONDS = 20.0
        settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
        yield made


def test_killed_while_it_indexes_and_while_it_searches(
    own_node: Node,
    titles: dict[str, str],
    office: Office,
    commune: World,
    at: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    indexing.rebuild()
    assert found("cũ") == ("elasticsearch", THINGS)

    issue(office, at, "Cẩm nang một")
    forward(commune, at)
    for id in titles:
        titles[id] = titles[id].replace("cũ", "mới")
        searchable.changed("shelf", id)
    with monkeypatch.context() as patch:
        kill_after(patch, own_node, 50)
        outbox.work(limit=10 * THINGS)
    before = len(sends())
    assert set(sends()) == {Job.WAITING} and before > THINGS
    assert found("mới") == ("embedded", THINGS)
    assert found("cũ") == ("embedded", 0)

    # It is away; who works does not notice, and what else follows is done.
    began = time.monotonic()
    issue(office, at, "Cẩm nang hai")
    forward(commune, at)
    assert time.monotonic() - began < 10
    outbox.work(limit=10 * THINGS)
    assert not Job.objects.exclude(handler=indexing.SEND).exclude(state=Job.DONE).exists()
    assert found("cẩm nang", office.secretary) == ("embedded", 2)

    own_node.start()
    with frozen(now() + timedelta(minutes=5)):
        server = remote()
        assert server is not None
        server.server.forget()
        outbox.work(limit=10 * THINGS)
        assert set(sends()) == {Job.DONE} and len(sends()) > before
        assert found("mới") == ("elasticsearch", THINGS)
        assert found("cũ") == ("elasticsearch", 0)
        assert found("cẩm nang", office.secretary) == ("elasticsearch", 2)
        after = state()
        assert (after["waiting"], after["twins"], after["faults"]) == (0, 0, [])

        # It has the question and dies before it has answered.
        process = own_node.process
        assert process is not None
        os.killpg(process.pid, signal.SIGSTOP)
        killer = threading.Timer(0.3, own_node.kill)
        killer.start()
        begin = time.monotonic()
        assert found("mới") == ("embedded", THINGS)
        assert time.monotonic() - begin < 10
        killer.join()


def issue(office: Office, at: Callable[[User], Client], title: str) -> None:
    """The leader issues a new document at a browser."""
    dossier = office.submit(office.draft(title))
    office.approve(dossier, office.head, office.stand_in, office.quality)
    answer = at(office.top).post(
        reverse("control:dossier", args=[dossier.uid]),
        {**factories.named(office.task(dossier)), "key": title, "action": "forward",
         "reason": "", "decision_no": "07/QĐ-UBND",
         "password": factories.PASSWORD},
    )  # fmt: skip
    dossier.refresh_from_db()
    assert answer.status_code == 302 and dossier.state == "issued"


def forward(commune: World, at: Callable[[User], Client]) -> None:
    """A case is opened and goes one step on at a browser."""
    case = commune.open()
    first = commune.task(case)
    answer = at(commune.desk).post(
        reverse("task_detail", args=[first.pk]),
        {"key": str(case.uid), "do": "forward", "a.hoten": "Lê Văn Thử", "a.ngay": "03/02/1990"},
    )
    assert answer.status_code == 302 and commune.task(case) != first


def found(words: str, user: User | None = None) -> tuple[str, int]:
    """Which engine answers, and how many things it finds."""
    results = service.search(standing(user) if user else None, words, per_page=500)
    assert len(results.hits) == results.total
    return results.engine, results.total


def sends() -> list[str]:
    """States of the jobs that bring changes to the server."""
    return list(Job.objects.filter(handler=indexing.SEND).values_list("state", flat=True))


def kill_after(patch: pytest.MonkeyPatch, victim: Node, documents: int) -> None:
    """Kill the server when so many documents of a request have been read, some of them sent."""
    actions = elasticsearch._actions

    def deadly(*arguments: Any) -> Iterator[dict[str, Any]]:
        for place, action in enumerate(actions(*arguments)):
            if place == documents:
                victim.kill()
            yield action

    patch.setattr(elasticsearch, "_actions", deadly)
    patch.setattr(elasticsearch, "BATCH", 20)
