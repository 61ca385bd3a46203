"""Real servers, each started when the first test asks: `redis_url`, `rabbitmq_url` and
`elasticsearch_url`."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as client

from tools import elasticsearch, rabbitmq, redis, servers


@contextlib.contextmanager
def shared(name: str, own: servers.Server) -> Iterator[str]:
    """The one that ISO_TEST_… names, else that of `make test`, else one of this session's own."""
    given, run = os.environ.get(f"ISO_TEST_{name}"), os.environ.get("ISO_TEST_SERVERS")
    if given or run:
        yield given or servers.ask(Path(run or ""), name)
        return
    with own() as address:
        yield address


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    with shared("REDIS", redis.server) as address:
        yield address


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """An empty Redis database that no other test process uses."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    # The workers of the other engine, which run at the same time, have the same numbers.
    number += 8 if os.environ.get("ISO_TEST_DATABASE") else 0
    url = f"{_redis_server}/{number}"
    client.Redis.from_url(url).flushdb()
    return url


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """A RabbitMQ server; tests take queues of their own."""
    with shared("RABBITMQ", rabbitmq.server) as address:
        yield address


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """An Elasticsearch server; tests take indexes of their own."""
    with shared("ELASTICSEARCH", elasticsearch.server) as address:
        yield address
