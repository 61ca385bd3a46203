"""What only the Elasticsearch engine has: numbers, leases, formats, a server that may be away."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from elasticsearch import helpers

from registry.now import frozen, now
from search.analysis import read_query
from search.engines import elasticsearch
from search.engines.base import EngineAway, Reach, Rebuilding, Thing
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.lease import SECONDS
from search.engines.server import Endpoint, Server
from tests.search.conftest import entry, things
from tests.search.test_engine_contract import found

EVERYBODY = Reach(public=True)


def state(number: int, *titles: str, **more: bool) -> Thing:
    """One thing with an entry for each title, as it was at this number."""
    entries = [entry(f"a{place}", title, **more) for place, title in enumerate(titles)]
    return Thing("shelf", "a", entries, number)


@pytest.fixture
def empty(remote_engine: ElasticsearchEngine) -> ElasticsearchEngine:
    remote_engine.rebuild([])
    return remote_engine


def test_an_older_state_never_replaces_a_newer_one(empty: ElasticsearchEngine) -> None:
    assert empty.replace([state(5, "Khai sinh")]) == 5
    assert empty.replace([state(4, "Khai tử")]) == 5
    assert found(empty, "khai") == ["a0"]
    assert found(empty, "tử") == []


def test_what_was_forgotten_does_not_come_back_from_an_older_state(
    empty: ElasticsearchEngine,
) -> None:
    empty.replace([state(5)])
    empty.replace([state(4, "Khai sinh", "Khai sinh lại")])
    assert found(empty, "khai sinh") == []


def test_fewer_entries_leave_nothing_of_the_others(empty: ElasticsearchEngine) -> None:
    empty.replace([state(4, "Khai sinh", "Khai tử", "Kết hôn")])
    assert found(empty, "khai tử") == ["a1"]
    empty.replace([state(5, "Khai sinh")])
    assert found(empty, "khai sinh") == ["a0"]
    assert found(empty, "tử hôn") == []


def test_whoever_writes_last_leaves_one_state(empty: ElasticsearchEngine) -> None:
    """Two workers in one another's way: the older writes its further entries after the newer."""
    with empty.server.asking() as client:
        late = [state(4, "Khai sinh", "Khai sinh cũ")]
        empty.replace([state(5, "Khai sinh mới")])
        empty._write(client, empty.alias, late)
        client.indices.refresh(index=empty.alias)
        elasticsearch._sweep(client, empty.alias, late)
    assert found(empty, "khai sinh") == ["a0"]


def test_a_change_is_written_to_the_index_that_is_being_built_too(
    empty: ElasticsearchEngine,
) -> None:
    empty.replace([state(3, "Khai sinh")])

    def slowly() -> Iterator[Thing]:
        yield state(4, "Khai sinh", "Đã rút")
        empty.replace([state(6, "Kết hôn")])
        assert found(empty, "kết hôn") == ["a0"]
        # Read before the change, sent after it, more than a batch later.
        yield from things(*[entry(f"x{each}", "Sổ") for each in range(elasticsearch.BATCH)])

    empty.rebuild(slowly())
    assert found(empty, "kết hôn") == ["a0"]
    assert found(empty, "khai sinh") == [] == found(empty, "đã rút")


def test_a_rebuild_leaves_one_index(empty: ElasticsearchEngine) -> None:
    for _ in range(3):
        empty.rebuild(things(entry("a", "Khai sinh")))
    with empty.server.asking() as client:
        assert len(client.indices.get(index=f"{empty.prefix}-v*")) == 1


def test_an_older_format_goes_on_until_the_new_one_is_built(
    empty: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.rebuild(things(entry("old", "Khai sinh")))
    monkeypatch.setattr(elasticsearch, "FORMAT", elasticsearch.FORMAT + 1)
    newer = ElasticsearchEngine(empty.server, empty.prefix)
    assert empty.ready() and not newer.ready()
    newer.rebuild(things(entry("new", "Khai sinh")))
    assert found(newer, "khai sinh") == ["new"]
    assert not empty.ready()


def test_of_two_rebuilds_on_two_hosts_one_is_refused(
    empty: ElasticsearchEngine, elasticsearch_url: str
) -> None:
    other = ElasticsearchEngine(Server(Endpoint((elasticsearch_url,))), empty.prefix)

    def slowly() -> Iterator[Thing]:
        with pytest.raises(Rebuilding):
            other.rebuild([])
        yield from things(entry("a", "Khai sinh"))

    assert empty.rebuild(slowly()) == 1
    assert other.rebuild([]) == 0


@pytest.mark.parametrize("hours", [1, -1])
def test_the_right_to_rebuild_of_a_dead_process_runs_out(
    empty: ElasticsearchEngine, hours: int
) -> None:
    with empty.server.asking() as client:
        at = now().timestamp() - hours * (SECONDS + 3_600)
        client.create(index=f"{empty.prefix}-lock", id="rebuild", document={"at": at})
    assert empty.rebuild(things(entry("a", "Khai sinh"))) == 1


def test_whoever_lost_the_right_does_not_change_over(empty: ElasticsearchEngine) -> None:
    other = ElasticsearchEngine(empty.server, empty.prefix)

    def slowly() -> Iterator[Thing]:
        with frozen(now().replace(year=now().year + 1)):
            other.rebuild(things(entry("other", "Khai sinh")))
            yield from things(entry("slow", "Khai sinh"))

    with pytest.raises(Rebuilding):
        empty.rebuild(slowly())
    assert found(empty, "khai sinh") == ["other"]


def test_many_things_are_sent_in_few_requests(
    empty: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    bulk = helpers.streaming_bulk

    def counted(client: object, actions: Iterator[object], **options: object) -> object:
        collected = list(actions)
        sent.append(len(collected))
        return bulk(client, collected, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(helpers, "streaming_bulk", counted)
    empty.replace(things(*[entry(f"x{each}", "Khai sinh") for each in range(200)]))
    assert sent == [200]


class _Refusing(BaseHTTPRequestHandler):
    status = 503

    def do_POST(self) -> None:
        """Whatever is asked."""
        self.send_response(self.status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_server_that_refuses_is_away(status: int) -> None:
    handler = type("Handler", (_Refusing,), {"status": status})
    with HTTPServer(("127.0.0.1", 0), handler) as fake:
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        engine = ElasticsearchEngine(Server(Endpoint((_url(fake),))), "x")
        with pytest.raises(EngineAway):
            engine.search(read_query("khai"), EVERYBODY, kind="", offset=0, limit=1)
        fake.shutdown()


def test_a_server_that_does_not_answer_costs_one_page_a_moment() -> None:
    """It takes the connection and is silent: the worst that can happen to who waits."""
    with HTTPServer(("127.0.0.1", 0), _Refusing) as silent:
        engine = ElasticsearchEngine(Server(Endpoint((_url(silent),))), "x")
        spent = []
        for _ in range(4):
            begin = time.monotonic()
            with pytest.raises(EngineAway):
                engine.search(read_query("khai"), EVERYBODY, kind="", offset=0, limit=1)
            spent.append(time.monotonic() - begin)
    assert spent[0] < 3
    assert max(spent[1:]) < 0.05


def test_when_the_pause_is_over_one_of_many_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("search.engines.server.monotonic", lambda: clock[0])
    with HTTPServer(("127.0.0.1", 0), _Refusing) as silent:
        server = Server(Endpoint((_url(silent),)))
        with pytest.raises(EngineAway), server.asking(0.1) as client:
            client.cluster.health()
        assert not server._may_ask()
        clock[0] += 11
        assert [server._may_ask() for _ in range(3)] == [True, False, False]


def _url(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"
