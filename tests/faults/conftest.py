"""An office with its chain of review, a commune at work, and people at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from registry.organisation.models import User
from tests.processes import world as worlds
from tests.processes.control.conftest import office  # noqa: F401
from tests.support.worlds import once_a_module

# A commune with its people and a procedure in force.
commune = once_a_module(worlds.make)


@pytest.fixture
def at() -> Callable[[User], Client]:
    """Somebody's browser; a broken page is an answer of 500, as people would see it."""

    def made(user: User) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    return made
