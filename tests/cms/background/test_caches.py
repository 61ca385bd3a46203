"""The shared cache: kept in Redis for all, and a help that nobody misses when Redis is gone."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis as client

from cms.background.caches import SharedCache
from cms.site import registrations
from cms.site.ready import keeping
from registry.now import frozen, now
from registry.trail import outbox
from registry.trail.models import Job
from tools import redis as redis_server
from tools.children import stop
from tools.postgresql import free_port


def cache_at(url: str) -> SharedCache:
    return SharedCache(
        url, {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2}, "KEY_PREFIX": "t"}
    )


def test_one_process_finds_what_another_kept(redis_url: str) -> None:
    cache_at(redis_url).set("a", {"b": 1})
    other = cache_at(redis_url)
    assert other.get("a") == {"b": 1} and other.add("a", 2) is False
    other.delete("a")
    assert cache_at(redis_url).get("a", "none") == "none"


def test_without_redis_nothing_is_found_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SharedCache, "_quiet_until", 0.0)
    monkeypatch.setattr("cms.background.caches.AWAY", 0.3)
    port, program = free_port(), redis_server.program()
    server = redis_server.begin(program, port, tmp_path)
    try:
        cache = cache_at(f"redis://127.0.0.1:{port}/0")
        cache.set("a", 1)
        assert cache.get("a") == 1
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        began = time.monotonic()
        for number in range(200):
            assert cache.get("a", number) == number
            cache.set("a", number)
            assert cache.add("b", 1) is False and cache.get_many(["a"]) == {}
        assert time.monotonic() - began < 2
        server = redis_server.begin(program, port, tmp_path)
        time.sleep(0.4)
        cache.set("a", 2)
        assert cache.get("a") == 2
    finally:
        stop(server)


def test_a_server_without_memory_keeps_nothing_and_forgetting_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers, and what it answers is the old stamp: not to be taken for a new one."""
    monkeypatch.setattr("cms.background.caches.AWAY", 0.0)
    port = free_port()
    server = redis_server.begin(redis_server.program(), port, tmp_path)
    try:
        url = f"redis://127.0.0.1:{port}/0"
        monkeypatch.setattr(keeping, "caches", {"pages": cache_at(url)})
        assert keeping.forget_all()
        before = keeping.stamp()
        client.Redis.from_url(url).config_set("maxmemory", 1)
        assert not keeping.forget_all()
        assert keeping.stamp() == before
        client.Redis.from_url(url).config_set("maxmemory", 0)
        assert keeping.forget_all()
        assert keeping.stamp() != before
    finally:
        stop(server)


@pytest.mark.django_db
def test_forgetting_that_did_not_reach_the_cache_is_done_when_it_is_back(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the cache would come back with pages that are not true any more."""
    monkeypatch.setattr(SharedCache, "_quiet_until", 0.0)
    found = {"pages": cache_at("redis://127.0.0.1:1/0")}
    monkeypatch.setattr(keeping, "caches", found)
    registrations._forget_surely()
    registrations._forget_surely()
    outbox.work()
    job = Job.objects.get(handler=registrations.FORGET)
    assert (job.state, job.attempts, job.postponed) == (Job.WAITING, 0, 1)
    monkeypatch.setattr(SharedCache, "_quiet_until", 0.0)
    found["pages"] = cache_at(redis_url)
    before = keeping.stamp()
    with frozen(now() + timedelta(minutes=1)):
        outbox.work()
    assert keeping.stamp() != before
    assert not Job.objects.filter(state=Job.WAITING).exists()
