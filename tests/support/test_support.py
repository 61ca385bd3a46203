"""What the other tests rely on: a clean slate after commits, no network, no skipped test."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from wagtail.models import Locale, Page

from registry.documents.constraints import missing_guards
from registry.trail import events, types
from registry.trail.models import Event
from tests.support.collection import PLACES, RUNS_ON, Class, class_of
from tests.support.database import reset_database
from tests.support.network import LeftTheMachine

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_everything_is_as_the_migrations_left_it() -> None:
    before = (Page.objects.count(), Locale.objects.count(), Permission.objects.count())
    types.TYPES.add(types.EventType("support.tried", "Thử"))
    with transaction.atomic():
        events.append("support:1", "support.tried", {})
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.all().delete()
    Page.objects.all().delete()
    reset_database()
    assert not Event.objects.exists()
    assert (Page.objects.count(), Locale.objects.count(), Permission.objects.count()) == before
    assert missing_guards(connection) == []


def test_another_machine_is_out_of_reach() -> None:
    with pytest.raises(LeftTheMachine):
        socket.create_connection(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("example.com", 443)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        socket.create_connection(listening.getsockname()).close()


def pytest_run(folder: Path, source: str, *arguments: str) -> str:
    """What a run of pytest says about a file of tests, with our plugin and no other."""
    (folder / "test_inner.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = django_db\n")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-c", str(folder / "pytest.ini"), "-p", "tests.support.collection"),
            *(*arguments, str(folder / "test_inner.py")),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_a_skipped_test_is_a_failed_test(tmp_path: Path) -> None:
    said = pytest_run(
        tmp_path,
        "import pytest\ndef test_a():\n    pytest.skip('no database')\ndef test_b(): pass\n",
    )
    assert "1 failed, 1 passed" in said
    assert "no database" in said


SOURCE = """
import pytest
from django.test import Client
from tests.support.worlds import once_a_module

@pytest.fixture
def db(): pass

world = once_a_module(dict)

@pytest.fixture
def row(db): return 1

@pytest.fixture
def page(db): return 1

@pytest.fixture
def desk(db): return Desk()

@pytest.fixture
def redis_url(): pass

class Desk:
    def ask(self): return Client().get("/")

def asked(url): return [Client().get(one) for one in [url]]

def test_pure(): pass
@pytest.mark.parametrize("page", ["docs/kinds.md"])
def test_pure_of_a_page(page): pass
def test_pure_redis(redis_url): pass
@pytest.mark.django_db
def test_service(): pass
def test_service_row(row): pass
def test_service_world(world): pass
@pytest.mark.database
def test_of_an_engine(): pass
@pytest.mark.django_db
def test_page_asked(): asked("/")
def test_page_desk(desk): pass
def test_page_client(row, client): pass
def test_browser(page): pass
"""
PURE = {"test_pure", "test_pure_of_a_page[docs/kinds.md]", "test_pure_redis"}
SERVICES = {"test_service", "test_service_row", "test_service_world"}
PRESSED = {"test_of_an_engine"}
PAGES = {"test_page_asked", "test_page_desk", "test_page_client", "test_browser"}


def collected(folder: Path, *arguments: str) -> set[str]:
    said = pytest_run(folder, SOURCE, *arguments, "--collect-only")
    return {line.partition("::")[2] for line in said.splitlines() if "::" in line}


def test_each_engine_runs_its_share_and_together_they_run_all(tmp_path: Path) -> None:
    assert collected(tmp_path, "--divided=sqlite") == PURE | PRESSED | PAGES
    assert collected(tmp_path, "--divided=postgresql") == SERVICES | PRESSED
    assert collected(tmp_path, "--quick") == PURE - {"test_pure_redis"} | SERVICES


def test_a_place_says_what_its_tests_are_about_and_the_longest_says_it(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = request.node
    item.add_marker(pytest.mark.django_db)

    def class_at(path: str) -> Class:
        monkeypatch.setattr(item, "path", ROOT / path)
        return class_of(item)

    assert class_at("tests/journeys/test_new.py") is Class.WALK
    assert class_at("tests/journeys/test_every_page.py") is Class.PAGE
    assert class_at("tests/faults/test_new.py") is Class.PRESSED
    assert class_at("tests/faults/test_every_address.py") is Class.WALK
    assert class_at("tests/faults_of_ours/test_new.py") is not Class.PRESSED
    for place in PLACES.values():
        assert RUNS_ON[place]


def test_tests_of_sample_data_are_left_out_only_where_it_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def test_data(sample_data): pass\ndef test_other(): pass\n"
    monkeypatch.delenv("ISO_DATA", raising=False)
    assert "1 passed, 1 deselected" in pytest_run(tmp_path, source)
    monkeypatch.setenv("ISO_DATA", str(tmp_path / "absent"))
    assert "1 passed, 1 error" in pytest_run(tmp_path, source)
