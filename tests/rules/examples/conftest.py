"""Proposals in tests: a machine that is busy with others must not end a search."""

from collections.abc import Iterator

import pytest

from rules.examples import proposals


@pytest.fixture(scope="package", autouse=True)
def _time_enough() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proposals, "FOR_ONE", 20)
        patched.setattr(proposals, "FOR_ALL", 60)
        yield
