"""Real brokers: `redis_url` and `rabbitmq_url`, those of the run or started for this session."""

import os
from collections.abc import Iterator

import pytest
import redis as client

from tools import rabbitmq, redis


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    given = os.environ.get("ISO_TEST_REDIS")
    if given:
        yield given
        return
    with redis.server() as address:
        yield address


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """An empty Redis database that no other test process uses."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    url = f"{_redis_server}/{number}"
    client.Redis.from_url(url).flushdb()
    return url


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """A RabbitMQ server; tests take queues of their own."""
    given = os.environ.get("ISO_TEST_RABBITMQ")
    if given:
        yield given
        return
    with rabbitmq.server() as address:
        yield address
