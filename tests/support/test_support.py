"""What the other tests rely on: a clean slate after commits, no network, no skipped test."""

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
from tests.support.database import reset_database
from tests.support.network import LeftTheMachine

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_everything_is_as_the_migrations_left_it() -> None:
    before = (Page.objects.count(), Locale.objects.count(), Permission.objects.count())
    types.register_type("support.tried", label="Thử")
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
    """What a run of pytest says about a file of tests, with our plugin and without Django."""
    (folder / "test_inner.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = django_db\n")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider"),
            *("-c", str(folder / "pytest.ini"), "-p", "tests.support.collection"),
            *(*arguments, str(folder / "test_inner.py")),
        ],
        cwd=ROOT,
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


def test_only_what_touches_the_database_runs_on_the_second_engine(tmp_path: Path) -> None:
    source = (
        "import pytest\n"
        "def test_pure(): pass\n"
        "@pytest.mark.django_db\ndef test_marked(): pass\n"
        "@pytest.fixture\ndef db(): pass\n"
        "@pytest.fixture\ndef row(db): return 1\n"
        "def test_through_a_fixture(row): pass\n"
        "@pytest.mark.database\ndef test_of_an_engine(): pass\n"
        "@pytest.fixture\ndef page(db): return 1\n"
        "def test_looks(page): pass\n"
    )
    said = pytest_run(tmp_path, source, "--only-database", "--collect-only")
    assert "test_looks" not in said
    assert "test_pure" not in said
    assert "test_marked" in said and "test_through_a_fixture" in said
    assert "test_of_an_engine" in said


def test_tests_of_sample_data_are_left_out_only_where_it_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def test_data(sample_data): pass\ndef test_other(): pass\n"
    monkeypatch.delenv("ISO_DATA", raising=False)
    assert "1 passed, 1 deselected" in pytest_run(tmp_path, source)
    monkeypatch.setenv("ISO_DATA", str(tmp_path / "absent"))
    assert "1 passed, 1 error" in pytest_run(tmp_path, source)
