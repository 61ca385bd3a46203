"""An Elasticsearch server for tests: the one that `make test` started, else one for this run."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of a running server; ISO_TEST_ELASTICSEARCH names one that runs already."""
    given = os.environ.get("ISO_TEST_ELASTICSEARCH")
    if given:
        yield given
        return
    from tools import elasticsearch

    with elasticsearch.server() as address:
        yield address
