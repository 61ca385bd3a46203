"""Databases of the tests: made quickly, and a clean slate after tests that really commit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests.support.template import template, use

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]

# What the migrations put into every table, read before the first test that commits.
_initial: Rows = {}


@pytest.fixture
def database_engine() -> str:
    """`sqlite` or `postgresql`."""
    return connection.vendor


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this worker's own, copied from the migrated one, in place of Django's `migrate`
    for each of them."""
    migrated, name = template(), connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        migrated.copy(name)
        use(name)
    yield
    with django_db_blocker.unblock():
        connection.close()
        migrated.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _clean_slate() -> Iterator[None]:
    """Replace Django's `flush` after tests that commit.

    `flush` stops at the guards of rows that never change, and it also deletes what the migrations
    made (Wagtail's root page and language), so that a later test would meet a database that no
    installation has. Here the guards are taken away, every table is emptied and filled again with
    what it held at first, and the guards are laid again. It is quicker, too: only tables with rows
    are touched.
    """
    patch = pytest.MonkeyPatch()
    setup = TransactionTestCase._fixture_setup.__func__  # type: ignore[attr-defined]

    def _fixture_setup(cls: type[TransactionTestCase]) -> None:
        if not _initial:
            _initial.update(_read_all())
        setup(cls)

    patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(_fixture_setup))
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: reset_database())
    yield
    patch.undo()


def reset_database() -> None:
    """Give every table the rows that the migrations left there."""
    from registry.documents.constraints import drop_guards, lay_guards

    with transaction.atomic():
        drop_guards(connection)
        with connection.cursor() as cursor:
            for table in _tables_with_rows():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            for table, (columns, rows) in _initial.items():
                names = ", ".join(connection.ops.quote_name(column) for column in columns)
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(
                    f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})",
                    rows,
                )
        lay_guards(connection)


def _read_all() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables_with_rows():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def _tables_with_rows() -> list[str]:
    tables = sorted(
        set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    )
    queries = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return [row[0] for row in cursor.fetchall()]
