"""One migrated database for all workers and runs: made once, copied by whoever wants one.

SQLite keeps it as a file in pytest's cache, PostgreSQL as a database of its own on the server
(`CREATE DATABASE … TEMPLATE`). Its name tells by which migrations it was made, a note in it by
which sources: where these have changed, `migrate` runs once more for what follows every migration
(guards, permissions, regular jobs).
`python -m tests.support.template` makes it beforehand, while another run is at work.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".pytest_cache" / "d" / "database"
PREFIX = "iso_template_"


class Template(Protocol):
    """The migrated database of an engine."""

    def copy(self, name: str) -> None:
        """Make the database `name` from it, in place of any there is; migrate first if need be."""

    def drop(self, name: str) -> None:
        """Take a copy away again."""


def template() -> Template:
    """The one of the engine that the settings name."""
    return _File() if connection.vendor == "sqlite" else _Database()


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:32]


def migrations() -> str:
    """What tables depend on: our migrations and the versions of the libraries."""
    return _digest([ROOT / "requirements-dev.txt", *ROOT.glob("*/**/migrations/*.py")])


def sources() -> str:
    """What is laid after a migration depends on any of ours."""
    packages = ("cms", "search", "processes", "formbuilder", "rules", "registry")
    return _digest(path for name in packages for path in (ROOT / name).rglob("*.py"))


def use(name: str) -> None:
    """Let the connection of this process lead to a database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    use(name)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        if connection.vendor == "sqlite":
            # All of it into the one file that is copied.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
    finally:
        use(before)


class _File:
    """A SQLite file, the newest of this checkout."""

    def __init__(self) -> None:
        self.path = FOLDER / f"{migrations()}.sqlite3"
        self.note = self.path.with_suffix(".sources")

    def copy(self, name: str) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            wanted = sources()
            if not self.path.exists() or self.note.read_text() != wanted:
                self._make(wanted)
            self.drop(name)
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.path, name)

    def _make(self, wanted: str) -> None:
        unfinished = self.path.with_suffix(".unfinished")
        self.drop(str(unfinished))
        if self.path.exists():
            shutil.copyfile(self.path, unfinished)
        _migrate(str(unfinished))
        for older in (*FOLDER.glob("*.sqlite3"), *FOLDER.glob("*.sources")):
            older.unlink()
        self.note.write_text(wanted)
        unfinished.rename(self.path)

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(name + end).unlink(missing_ok=True)


class _Database:
    """A database of the server; what this checkout made by older migrations goes."""

    def __init__(self) -> None:
        self.name = PREFIX + migrations()
        self.unfinished = f"{self.name}_unfinished"
        self.noted = FOLDER / "postgresql"

    def copy(self, name: str) -> None:
        with self._server() as server:
            # Not a lock on a file: another checkout may use the same server.
            server.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
            found = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [self.name],
            ).fetchone()
            wanted = sources()
            if found is None or found[0] != wanted:
                self._make(server, wanted, refresh=found is not None)
            self._drop(server, name)
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')

    def _make(self, server: Any, wanted: str, *, refresh: bool) -> None:
        self._drop(server, self.unfinished)
        base = f' TEMPLATE "{self.name}"' if refresh else ""
        server.execute(f'CREATE DATABASE "{self.unfinished}"{base}')
        _migrate(self.unfinished)
        server.execute(f"COMMENT ON DATABASE \"{self.unfinished}\" IS '{wanted}'")
        older = self.noted.read_text() if self.noted.exists() else ""
        if older.startswith(PREFIX) and older != self.name:
            self._drop(server, older)
        self._drop(server, self.name)
        server.execute(f'ALTER DATABASE "{self.unfinished}" RENAME TO "{self.name}"')
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.noted.write_text(self.name)

    def drop(self, name: str) -> None:
        with self._server() as server:
            self._drop(server, name)

    def _drop(self, server: Any, name: str) -> None:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextlib.contextmanager
    def _server(self) -> Iterator[Any]:
        import psycopg

        given = connection.settings_dict
        server = psycopg.connect(
            host=given["HOST"] or None,
            port=given["PORT"] or None,
            user=given["USER"] or None,
            password=given["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        )
        try:
            yield server
        finally:
            server.close()


def main() -> None:
    """Make it, or see that it is there."""
    made = template()
    scratch = f"{connection.creation._get_test_db_name()}_before"
    made.copy(scratch)
    made.drop(scratch)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    main()
