"""Elasticsearch is killed in the middle of its work: nothing is lost, and searching goes on."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from registry import searchable
from registry.now import frozen, now
from registry.searchable import Entry, Source
from registry.trail import outbox
from registry.trail.models import Job
from search import indexing, service
from search.engines import elasticsearch, remote
from tools.elasticsearch import Node, node

THINGS = 120


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is to be found: title by id."""
    made = {str(number): f"Quy chế số {number} bản cũ" for number in range(THINGS)}

    def entries(id: str) -> list[Entry]:
        return [Entry(id, "shelf", 1, made[id], "", f"/{id}/", kind="manual", public=True)]

    monkeypatch.setattr(
        searchable, "_sources", {"shelf": Source("shelf", entries, lambda: list(made))}
    )
    return made


@pytest.fixture
def own_node(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    with node() as made:
        settings.SEARCH_SERVERS, settings.SEARCH_PREFIX = [made.address], "own"
        # A machine that is busy with other tests is not a server that is away.
        settings.SEARCH_SECONDS = 20.0
        settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
        yield made


@pytest.mark.django_db
def test_killed_while_it_indexes_and_while_it_searches(
    own_node: Node, titles: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexing.rebuild()
    assert found("cũ") == ("elasticsearch", THINGS)

    for id in titles:
        titles[id] = titles[id].replace("cũ", "mới")
        searchable.changed("shelf", id)
    with monkeypatch.context() as patch:
        kill_after(patch, own_node, 50)
        outbox.work(limit=10 * THINGS)
    assert jobs() == {Job.WAITING: THINGS}
    assert found("mới") == ("embedded", THINGS)
    assert found("cũ") == ("embedded", 0)

    own_node.start()
    with frozen(now() + timedelta(minutes=5)):
        server = remote()
        assert server is not None
        server.server.forget()
        outbox.work(limit=10 * THINGS)
        assert jobs() == {Job.DONE: THINGS}
        assert found("mới") == ("elasticsearch", THINGS)
        assert found("cũ") == ("elasticsearch", 0)

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


def found(words: str) -> tuple[str, int]:
    """Which engine answers, and how many things it finds."""
    results = service.search(None, words, per_page=500)
    assert len(results.hits) == results.total
    return results.engine, results.total


def jobs() -> dict[str, int]:
    """How many of the jobs that bring changes to the server are in which state."""
    states = list(Job.objects.filter(handler=indexing.SEND).values_list("state", flat=True))
    return {state: states.count(state) for state in set(states)}


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
