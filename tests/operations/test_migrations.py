"""New homes are made in one step an app, homes on the way go on, and both end up the same."""

import contextlib
import lzma
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tests.floors.sources import ROOT
from tests.operations.places import Place

# The demo as `make demo` made it before any migrations were put together, with a case, a dossier
# and a draft under way; its people have the password of the demo.
HOME = Path(__file__).with_name("demo_home.sqlite3.xz")

OURS = ("registry", "processes", "cms")
Applied = dict[tuple[str, str], None]


class OneByOne(MigrationLoader):
    """Our migrations as they were before any were put together."""

    def load_disk(self) -> None:
        super().load_disk()
        for migration in squashed(self):
            del self.disk_migrations[migration.app_label, migration.name]


@pytest.fixture(scope="module")
def one_by_one() -> MigrationLoader:
    return OneByOne(None)


def state(loader: MigrationLoader) -> ProjectState:
    return loader.project_state([leaf for leaf in loader.graph.leaf_nodes() if leaf[0] in OURS])


def squashed(loader: MigrationLoader) -> list[Migration]:
    return [
        migration
        for (app, _name), migration in loader.disk_migrations.items()
        if app in OURS and migration.replaces
    ]


def test_both_ways_lead_to_the_same_tables(one_by_one: MigrationLoader) -> None:
    together = MigrationLoader(None)
    assert {migration.app_label for migration in squashed(together)} == set(OURS)
    before, after = state(one_by_one), state(together)
    for start, end in ((before, after), (after, before)):
        changes = MigrationAutodetector(start, end).changes(graph=together.graph)
        assert {app: found for app, found in changes.items() if app in OURS} == {}
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            key = (app, model._meta.model_name or "")
            # A column that was added later stands last in both.
            assert list(before.models[key].fields) == list(after.models[key].fields), key


def every_home(loader: MigrationLoader) -> Iterator[Applied]:
    """What a database has recorded, after each migration on the way to the newest."""
    applied: Applied = {}
    yield dict(applied)
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key not in applied:
                # Django notes both what was put together and the one that stands for it.
                applied.update(dict.fromkeys([key, *loader.graph.nodes[key].replaces]))
                yield dict(applied)


def test_a_home_that_stopped_anywhere_on_the_way_can_go_on(
    one_by_one: MigrationLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = {key for key in one_by_one.disk_migrations if key[0] in OURS}
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: True)
    tried = 0
    for home in every_home(one_by_one):
        if next(reversed(home), ("registry",))[0] not in OURS:
            continue
        tried += 1
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self, h=home: h)
        loader = MigrationLoader(connection, ignore_no_migrations=True)
        loader.check_consistent_history(connection)
        reached = set(home)
        for leaf in loader.graph.leaf_nodes():
            for key in loader.graph.forwards_plan(leaf):
                replaces = set(loader.graph.nodes[key].replaces)
                if key not in loader.applied_migrations:
                    # Nothing that the database has already is made again.
                    assert not replaces & set(home), (list(home)[-1], key)
                reached |= {key} | replaces
        assert newest <= reached
    assert tried >= 16


# What somebody would miss, by the columns that no migration may change.
KEPT = {
    "registry_document": "uid, agency_id, kind, code, title, stage, author_id, body",
    "registry_version": "*",
    "registry_event": "*",
    "registry_validity": "document_id, version_id, starts, ends, public",
    "registry_user": "id, username, password, full_name, is_active",
    "registry_membership": "agency_id, user_id, unit_id, role, starts, ends",
    "registry_adoption": "uid, agency_id, document_id, state",
    "registry_dossier": "uid, title, round",
    "registry_dossieritem": "dossier_id, document_id, round, body, sha256",
    # A review is called anew: its old subject told the name of a draft to who may not read it. The
    # state loses its copy of the pin, which has a column.
    "processes_case": "uid, code, CASE WHEN about='' THEN subject END, applicant_name, pin,"
    " json_remove(state, '$.pin'), status, received_at, due_at",
    "processes_task": "id, case_id, key, role, status, due_at",
    "wagtailcore_page": "id, path, title, slug, live",
}


def read(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is kept, by table."""
    found = {}
    with contextlib.closing(sqlite3.connect(database)) as made:
        for table, columns in KEPT.items():
            known = [row[1] for row in made.execute(f"PRAGMA table_info({table})")]
            wanted = COLUMNS.setdefault(table, known) if columns == "*" else columns.split(", ")
            query = f"SELECT {', '.join(wanted)} FROM {table} ORDER BY 1, 2"
            found[table] = made.execute(query).fetchall()
    return found


# Of tables whose rows never change: all columns that there were.
COLUMNS: dict[str, list[str]] = {}

WORK = """
import django
django.setup()
from django.core.management import call_command
for name in ("migrate", "verify_events", "verify_cases", "verify_documents"):
    call_command(name)
"""


def test_a_home_of_the_demo_migrates_and_keeps_its_data(tmp_path: Path) -> None:
    place = Place(tmp_path, "", {})
    database = tmp_path / "iso.sqlite3"
    database.write_bytes(lzma.decompress(HOME.read_bytes()))
    before = read(database)
    assert {table: len(rows) for table, rows in before.items() if len(rows) < 2} == {
        "registry_adoption": 1, "registry_dossier": 1, "registry_dossieritem": 1,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WORK], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**place.env, "ISO_DATABASE": f"sqlite:///{database}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    after = read(database)
    for table, rows in before.items():
        assert after[table] == rows, table
    with contextlib.closing(sqlite3.connect(database)) as made:
        applied = {tuple(row) for row in made.execute("SELECT app, name FROM django_migrations")}
        laid = {row[0] for row in made.execute("SELECT name FROM sqlite_master")}
        assert {"guard_validity_insert", "guard_validity_update"} <= laid
        for table in ("registry_event", "registry_version"):
            with pytest.raises(sqlite3.IntegrityError, match="chỉ được thêm"):
                made.execute(f"DELETE FROM {table}")
    loader = MigrationLoader(None)
    assert {key for key in loader.disk_migrations if key[0] in OURS} <= applied
