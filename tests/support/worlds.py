"""`once_a_module(make)`: a fixture whose world is made once for the tests that follow each other.

    office = once_a_module(make_office)

The world lies in a transaction around those of the tests, which is undone after the last of them;
each test gets a copy of what `make` gave, as fresh as if it had been made for it alone. Tests that
start from nothing or from another world, and tests that commit, never meet it: it is gone before
they begin.
"""

import contextlib
import copy
from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from tests.support.collection import touches_database

T = TypeVar("T")
Make = Callable[[], Any]

# What is there now, by what made it, and how to undo it.
_made: dict[Make, Any] = {}
_around = contextlib.ExitStack()

_COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}


def once_a_module(make: Callable[[], T]) -> Any:
    """A fixture that gives what `make` makes, with its rows in the database."""

    def given(db: None) -> T:
        return copy.deepcopy(_made[make]) if make in _made else make()

    given.made_by = make  # type: ignore[attr-defined]
    given.__doc__ = make.__doc__
    return pytest.fixture(given)


def close() -> None:
    """Undo the worlds that are there."""
    _made.clear()
    _around.close()


@contextlib.contextmanager
def _undone(blocker: Any) -> Iterator[None]:
    """A transaction around those of tests, rolled back at the end."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            if connection.in_atomic_block:
                transaction.set_rollback(True)
                around.__exit__(None, None, None)
            else:
                # A test that was cut off has ended it, or lost the server: the rest goes with it.
                connection.close()


def _wanted(item: pytest.Item) -> set[Make]:
    """The worlds that a test starts from and may share."""
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if commits or _COMMITTING & set(getattr(item, "fixturenames", ())):
        return set()
    fixtures = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009
    makes = (getattr(found[-1].func, "made_by", None) for found in fixtures)
    return {make for make in makes if make}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    # Before any fixture: a live server would meet a database that the world's transaction holds.
    # What reaches no database meets nothing, and the tests behind it want the world still.
    if _made and touches_database(item) and _wanted(item) != set(_made):
        close()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    # pytest-django's own: the database is there, the test's transaction is not.
    if fixturedef.argname == "_django_db_helper":
        wanted = _wanted(request.node)
        if wanted != set(_made):
            close()
            blocker = request.getfixturevalue("django_db_blocker")
            if wanted:
                _around.enter_context(_undone(blocker))
            with blocker.unblock():
                _made.update(
                    {make: make() for make in sorted(wanted, key=lambda one: one.__name__)}
                )
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        # Gone before anything of another module is made.
        if _made and (nextitem is None or nextitem.path != item.path):
            close()
