"""Databases of the tests: made quickly, and a clean slate after tests that really commit."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]

# What the migrations put into every table, read before the first test that commits.
_initial: Rows = {}


@pytest.fixture
def database_engine() -> str:
    """`sqlite` or `postgresql`."""
    return connection.vendor


@pytest.fixture(scope="session")
def _template(request: pytest.FixtureRequest) -> Path:
    """Where a migrated SQLite database is kept for the next run with the same migrations."""
    total = hashlib.sha256((settings.BASE_DIR / "requirements-dev.txt").read_bytes())
    for path in sorted(settings.BASE_DIR.glob("*/**/migrations/*.py")):
        total.update(f"{path}\0".encode() + path.read_bytes())
    folder = request.config.cache.mkdir("database")
    return Path(folder) / f"{total.hexdigest()[:32]}.sqlite3"


@pytest.fixture(scope="session")
def _making(_template: Path) -> Iterator[IO[str]]:
    """The lock under which one worker makes the database and the others wait for it."""
    with _template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, django_db_modify_db_settings: None, _template: Path, _making: IO[str]
) -> bool:
    """Start from the kept database where there is one: `migrate` then has nothing to apply."""
    if connection.vendor != "sqlite":
        return django_db_keepdb
    if _template.exists():
        shutil.copyfile(_template, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, _template: Path, _making: IO[str], django_db_blocker: Any
) -> None:
    """Keep the migrated database when nobody has yet, in place of those of older migrations."""
    if connection.vendor == "sqlite" and not _template.exists():
        for older in _template.parent.glob("*.sqlite3"):
            older.unlink()
        unfinished = _template.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(unfinished)])
        unfinished.rename(_template)
    fcntl.flock(_making, fcntl.LOCK_UN)


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
