"""New homes are made in one step an app, homes on the way go on, and both end up the same."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

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
