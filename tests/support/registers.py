"""What a test adds to a register goes with the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from registry.register import Register


@pytest.fixture
def added() -> Iterator[Callable[..., Any]]:
    """`added(REGISTER, …)` adds as `REGISTER.add(…)` does, until the test is over."""
    with ExitStack() as stack:

        def add(register: Register[Any], *entry: Any) -> Any:
            return stack.enter_context(register.added(*entry))

        yield add
