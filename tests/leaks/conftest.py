"""The world of the strangers, made once for a file; what each of its tests does is undone."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from cms.site.ready import keeping
from registry.now import frozen
from search import indexing
from tests import factories
from tests.leaks import world as worlds
from tests.leaks.world import World

NOW = factories.at("2026-04-24 09:00")


@pytest.fixture(scope="module", autouse=True)
def _quiet_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An index and a folder of this file's own, at one instant; figures only for a monitor."""
    folder = tmp_path_factory.mktemp("leaks")
    with (
        override_settings(
            SEARCH_INDEX=folder / "search.sqlite3",
            MEDIA_ROOT=folder / "media",
            METRICS_ALLOWED=[],
        ),
        frozen(NOW),
    ):
        # Thousands of refusals: their log lines would take a good part of the time.
        logging.disable(logging.CRITICAL)
        yield
        logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    """No page is ready from another test."""
    keeping.forget_all()
    yield
    keeping.forget_all()


@pytest.fixture(scope="module")
def world(_quiet_places: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two agencies side by side, and their index; the tests' own transactions lie inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = worlds.make()
        indexing.rebuild()
        yield made
        transaction.set_rollback(True)
