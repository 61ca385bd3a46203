"""The demo agencies on a Monday morning, for every journey through them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from cms import demo
from registry import now
from tests.journeys.people import People, clock


@pytest.fixture
def people(open_context: Callable[..., BrowserContext]) -> Iterator[People]:
    """The people of the demo agencies, as shipped; the clock stands until it is moved."""
    clock("2026-08-24 08:00")
    try:
        demo.load()
        yield People(open_context)
    finally:
        now.set_clock(None)
