"""Another installation beside that of the tests: its own empty database and data folder."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from tests.floors.sources import ROOT


@dataclass(frozen=True)
class Place:
    """An installation reached by its own processes."""

    home: Path
    database: str
    server: dict[str, Any]

    @property
    def env(self) -> dict[str, str]:
        """What its processes are started with: nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ISO_")}
        return {
            **kept,
            "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "ISO_HOME": str(self.home),
            "ISO_DATABASE": self.database,
            "ISO_SECRET_KEY": "only-for-tests-" * 4,
            "ISO_HOSTS": "testserver",
        }

    def manage(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one of its commands to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env={**self.env, **settings}, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What its database answers."""
        if connection.vendor == "sqlite":
            import sqlite3

            with contextlib.closing(sqlite3.connect(self.home / "iso.sqlite3")) as made:
                return made.execute(query).fetchall()
        import psycopg

        with psycopg.connect(**self.server) as made:
            return made.execute(query).fetchall()  # type: ignore[arg-type]


@contextlib.contextmanager
def empty_place(home: Path) -> Iterator[Place]:
    """A place of the same kind of database as the tests', without a table, gone afterwards."""
    home.mkdir()
    if connection.vendor == "sqlite":
        yield Place(home, f"sqlite:///{home / 'iso.sqlite3'}", {})
        return
    import psycopg

    given = connection.settings_dict
    name = f"{given['NAME']}_other"
    server = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"]}
    if given.get("PASSWORD"):
        server["password"] = given["PASSWORD"]
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as made:
        made.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        made.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            secret = f":{given['PASSWORD']}" if given.get("PASSWORD") else ""
            address = f"{given['USER']}{secret}@{given['HOST']}:{given['PORT']}"
            yield Place(home, f"postgres://{address}/{name}", {**server, "dbname": name})
        finally:
            made.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
