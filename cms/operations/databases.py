"""A database as one file and back: SQLite by its backup interface, PostgreSQL by its programs."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from cms.operations.manifest import BackupError
from registry.documents.constraints import missing_guards

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}

# Text by its bytes, whatever the database's language: both databases give one order.
_HEADS = {
    "sqlite": "SELECT stream, seq, hash FROM registry_streamhead ORDER BY stream",
    "postgresql": 'SELECT stream, seq, hash FROM registry_streamhead ORDER BY stream COLLATE "C"',
}
_PAGES = 2_000


def size() -> int:
    """Return about how many bytes a copy of the database needs."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return sum(
            os.path.getsize(name + end) for end in ("", "-wal") if os.path.exists(name + end)
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        found: int = cursor.fetchone()[0]
    return found


def server() -> str:
    """Return the database's program and version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    connection.ensure_connection()
    return f"PostgreSQL {connection.connection.info.server_version // 10_000}"


def is_empty() -> bool:
    """Tell whether the database has no table at all."""
    return not connection.introspection.table_names()


def dump(target: Path) -> contextlib.AbstractContextManager[Any]:
    """Copy the database to a file; the block gets a cursor that sees exactly what was copied.

    Raises BackupError where the database's program is missing or fails.
    """
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


@contextlib.contextmanager
def _dump_sqlite(target: Path) -> Iterator[Any]:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        # All in one step: steps begin anew whenever somebody writes between them.
        connection.connection.backup(copy)
        # One file that can be carried away; WAL comes back with the first connection.
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupError(
                "Cơ sở dữ liệu bị hỏng (integrity_check): hãy dùng bản sao lưu trước."
            )
        yield copy.cursor()
    with target.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _dump_postgresql(target: Path) -> Iterator[Any]:
    dumper = program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        # pg_dump reads the very instant that this transaction sees, so the heads are its heads.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            [
                *(dumper, "--format=custom", "--no-owner", "--no-privileges"),
                *(f"--snapshot={snapshot}", f"--file={target}", *_address()),
            ],
            "Không sao lưu được cơ sở dữ liệu",
        )
        yield cursor
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def load(source: Path) -> None:
    """Bring a copy back into the empty database, wholly or not at all.

    Raises BackupError; SQLite's copy is put in place by renaming, PostgreSQL's in one transaction.
    """
    if connection.vendor == "postgresql":
        _run(
            [
                *(program("pg_restore"), "--single-transaction", "--exit-on-error"),
                *("--no-owner", "--no-privileges", *_address(), str(source)),
            ],
            "Không phục hồi được cơ sở dữ liệu",
        )
        return
    connection.close()
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(target.name + ".dang-phuc-hoi")
    with source.open("rb") as read, arriving.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    arriving.replace(target)


def heads(cursor: Any) -> Iterator[tuple[str, int, str]]:
    """Yield stream, number and hash of each stream's last event, sorted by the bytes of the
    name."""
    cursor.execute(_HEADS[connection.vendor])
    while rows := cursor.fetchmany(_PAGES):
        yield from rows


def applied(cursor: Any) -> list[str]:
    """Return the migrations that the database has, as `app.name`."""
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return sorted(f"{app}.{name}" for app, name in cursor.fetchall())


@cache
def known() -> frozenset[str]:
    """Return the migrations that this software brings, as `app.name`; read once."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations)


@cache
def replaced() -> frozenset[str]:
    """Return migrations that others of this software stand for."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(
        f"{app}.{name}"
        for migration in loader.disk_migrations.values()
        for app, name in migration.replaces
    )


def stored_files(cursor: Any) -> list[tuple[str, str]]:
    """Return path and SHA-256 of every file that the database names."""
    cursor.execute("SELECT DISTINCT path, sha256 FROM registry_storedfile ORDER BY path")
    return [(path, sha256) for path, sha256 in cursor.fetchall()]


def guards_missing() -> list[str]:
    """Return the guards that the database should have and has not."""
    return missing_guards(connection)


def program(name: str) -> str:
    """Return where a program of PostgreSQL lies, the newest there is. Raises BackupError."""
    found = shutil.which(name)
    # Debian keeps them out of PATH where several versions live together.
    folders = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / name).exists()),
        key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0,
    )
    if folders:
        found = str(folders[-1] / name)
    if not found:
        raise BackupError(
            f"Thiếu chương trình {name} của PostgreSQL: hãy cài gói postgresql-client, phiên bản "
            "không cũ hơn máy chủ."
        )
    return found


def _address() -> list[str]:
    settings = connection.settings_dict
    parts = [f"--dbname={settings['NAME']}", "--no-password"]
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings.get(name):
            parts.append(f"{option}={settings[name]}")
    return parts


def _run(command: list[str], failed: str) -> None:
    # The password goes by the environment: a command line is seen by everybody on the machine.
    env = {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
    options = connection.settings_dict.get("OPTIONS", {})
    for option, name in (("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")):
        if options.get(option):
            env[name] = str(options[option])
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupError(f"{failed}: {lines[-1] if lines else f'mã lỗi {done.returncode}'}")
