"""Servers of a run: started when a test asks, once, and one that fails spoils no other."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers import shared
from tools import servers
from tools.children import CannotGoOn
from tools.servers import Servers


class Known:
    """A server that notes when it is started and stopped."""

    def __init__(self, reason: str = "") -> None:
        self.told: list[str] = []
        self.reason = reason

    @contextlib.contextmanager
    def __call__(self) -> Iterator[str]:
        self.told.append("started")
        if self.reason:
            raise CannotGoOn(self.reason)
        yield "redis://127.0.0.1:1"
        self.told.append("stopped")


def asked(folder: Path, name: str, run: Servers) -> list[object]:
    """What two test processes are told that ask at the same time, while the run looks."""
    answers: list[object] = []

    def one() -> None:
        try:
            answers.append(servers.ask(folder, name))
        except CannotGoOn as reason:
            answers.append(str(reason))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        run.look()
        threads[0].join(0.02)
    return answers


def test_a_server_starts_when_somebody_asks_and_ends_with_the_run(tmp_path: Path) -> None:
    redis, rabbitmq = Known(), Known()
    folder = tmp_path / "servers"
    with Servers(folder, {"REDIS": redis, "RABBITMQ": rabbitmq}) as run:
        run.look()
        assert redis.told == []
        assert asked(folder, "REDIS", run) == ["redis://127.0.0.1:1"] * 2
        # The other engine's tests, later in the run.
        assert asked(folder, "REDIS", run) == ["redis://127.0.0.1:1"] * 2
        assert redis.told == ["started"]
    assert redis.told == ["started", "stopped"]
    assert rabbitmq.told == []


def test_one_that_does_not_start_fails_those_who_need_it_alone(tmp_path: Path) -> None:
    broken, well = Known("Không đủ bộ nhớ."), Known()
    with Servers(tmp_path, {"ELASTICSEARCH": broken, "REDIS": well}) as run:
        assert asked(tmp_path, "ELASTICSEARCH", run) == ["Không đủ bộ nhớ."] * 2
        assert asked(tmp_path, "REDIS", run) == ["redis://127.0.0.1:1"] * 2
        assert asked(tmp_path, "ELASTICSEARCH", run) == ["Không đủ bộ nhớ."] * 2
    assert broken.told == ["started"]
    assert well.told == ["started", "stopped"]


def test_all_end_when_the_run_is_stopped(tmp_path: Path) -> None:
    one = Known()
    with pytest.raises(KeyboardInterrupt), Servers(tmp_path, {"REDIS": one}) as run:
        (tmp_path / "REDIS.wanted").touch()
        run.look()
        raise KeyboardInterrupt
    assert one.told == ["started", "stopped"]


def test_tests_take_the_server_that_is_named_then_that_of_the_run_then_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Known()
    monkeypatch.setenv("ISO_TEST_REDIS", "redis://given")
    monkeypatch.setenv("ISO_TEST_SERVERS", str(tmp_path))
    with shared("REDIS", own) as address:
        assert address == "redis://given"
    monkeypatch.delenv("ISO_TEST_REDIS")
    (tmp_path / "REDIS.running").write_text("redis://of-the-run")
    with shared("REDIS", own) as address:
        assert address == "redis://of-the-run"
    assert own.told == []
    monkeypatch.delenv("ISO_TEST_SERVERS")
    with shared("REDIS", own) as address:
        assert address == "redis://127.0.0.1:1"
    assert own.told == ["started", "stopped"]
