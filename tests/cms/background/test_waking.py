"""Waking: a request never waits for the broker, and a wake-up is made up for when it is back."""

import threading
import time
from collections.abc import Iterator

import pytest

from cms import celery
from cms.background import waking


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Short pauses; afterwards nothing is left to be sent."""
    monkeypatch.setattr(waking, "AWAY", 0.05)
    yield
    assert waking._at_rest.wait(5)


def test_a_burst_of_commits_wakes_a_few_times(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[float] = []
    monkeypatch.setattr(celery, "send_wake", lambda: sent.append(time.monotonic()))
    for _ in range(1_000):
        waking.wake()
    last = time.monotonic()
    assert waking._at_rest.wait(5)
    assert 1 <= len(sent) <= 5
    # The last commit is told, too.
    waking.wake()
    assert waking._at_rest.wait(5)
    assert sent[-1] > last


def test_a_broker_that_hangs_holds_nobody_up(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(celery, "send_wake", lambda: hanging.wait(5))
    began = time.monotonic()
    for _ in range(100):
        waking.wake()
    assert time.monotonic() - began < 0.5
    hanging.set()


def test_a_wake_up_is_sent_again_when_the_broker_is_back(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def away_twice() -> None:
        tries.append("thử")
        if len(tries) <= 2:
            raise ConnectionError

    monkeypatch.setattr(celery, "send_wake", away_twice)
    waking.wake()
    assert waking._at_rest.wait(5)
    assert len(tries) == 3
