"""The disk is full: a clear sentence, nothing half kept, and pages that need no disk go on."""

import errno
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError, connection
from django.test import Client

from cms.operations import backup, manifest
from cms.operations.manifest import BackupError
from registry.documents.models import Document
from registry.files import services as files
from registry.files.models import StoredFile
from registry.now import frozen, now
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import outbox
from registry.trail.models import Event, Job
from search import indexing, service
from tests import factories
from tests.faults.words import text_of
from tests.floors.sources import ROOT
from tests.processes import world as worlds
from tests.processes.control.conftest import Office
from tests.processes.world import World

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def full(*args: Any, **options: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_that_finds_no_room_leaves_no_row(
    commune: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path / "store"
    events = Event.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises((files.FileError, OSError)):
            files.store(commune.officer, commune.agency, files.inspect("giấy.pdf", PAPER))
    assert not StoredFile.objects.of(commune.agency).exists()
    assert Event.objects.count() == events
    kept = files.store(commune.officer, commune.agency, files.inspect("giấy.pdf", PAPER))
    assert default_storage.exists(kept.path)


def test_half_a_file_is_never_taken_for_a_whole_one(
    commune: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills while the bytes are written; sent again, all of them are there."""
    settings.MEDIA_ROOT = tmp_path / "store"
    save = FileSystemStorage._save

    def half(self: FileSystemStorage, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAPER[:10])
        return full()

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    with pytest.raises((files.FileError, OSError)):
        files.store(commune.officer, commune.agency, files.inspect("giấy.pdf", PAPER))
    monkeypatch.setattr(FileSystemStorage, "_save", save)
    kept = files.store(commune.officer, commune.agency, files.inspect("giấy.pdf", PAPER))
    assert files.open_file(kept).read() == PAPER


def test_a_database_without_room_says_so_and_keeps_nothing(
    office: Office, at: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Document.objects.of(office.agency).count()
    client = at(office.secretary)

    def no_room(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT") and "registry_event" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    draft = office.draft("Còn chỗ")
    with connection.execute_wrapper(no_room):
        answer = client.post(f"/admin/tai-lieu/{draft.pk}/xoa/")
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi nên chưa thực hiện được" in text_of(answer)
    assert Document.objects.of(office.agency).count() == before + 1


FULL_DATABASE = """
import resource, sqlite3, sys
made = sqlite3.connect(sys.argv[1], isolation_level=None)
made.execute("PRAGMA journal_mode=WAL")
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = __import__("os").path.getsize(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
made.execute("BEGIN IMMEDIATE")
try:
    for number in range(1000):
        made.execute("INSERT INTO django_session VALUES (?, ?, ?)",
                     (f"k{number}", "x" * 4000, "2030-01-01"))
    made.execute("COMMIT")
except sqlite3.OperationalError as error:
    print(type(error).__name__)
"""


@pytest.mark.django_db(transaction=True)
def test_a_real_file_that_may_not_grow_keeps_what_it_had(
    commune: World, tmp_path: Path, database_engine: str
) -> None:
    """The limit of the operating system, on a copy: the file is whole and holds nothing new."""
    from cms.operations import databases

    if database_engine != "sqlite":
        return  # a PostgreSQL server answers for its own disk, as an OperationalError
    copy = tmp_path / "iso.sqlite3"
    with databases.dump(copy):
        pass
    done = subprocess.run(
        [sys.executable, "-c", FULL_DATABASE, str(copy)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "OperationalError", done.stderr
    with sqlite3.connect(copy) as made:
        assert made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert made.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


def test_pages_are_shown_without_room_for_ready_ones(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = factories.agency()
    caches["pages"].clear()
    for name in ("set", "touch"):
        monkeypatch.setattr(FileBasedCache, name, full)
    client = Client(raise_request_exception=False)
    assert client.get("/").status_code == 200
    assert client.get("/thu-tuc/").status_code == 200
    # A change of what strangers read goes through, too.
    agency.name = "UBND phường Đổi Tên"
    agency.save()
    assert client.get("/thu-tuc/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_change_is_committed_and_answered_without_room_for_the_stamp(
    office: Office, at: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = office.submit(office.draft("Quy chế"))
    office.approve(dossier, office.head, office.stand_in, office.quality)
    assert isinstance(caches["pages"], FileBasedCache)
    for name in ("set", "touch"):
        monkeypatch.setattr(FileBasedCache, name, full)
    answer = at(office.top).post(
        f"/admin/trinh-ban-hanh/{dossier.uid}/",
        {**factories.named(office.task(dossier)), "action": "forward", "reason": "",
         "decision_no": "07/QĐ", "key": "v1", "password": factories.PASSWORD},
    )  # fmt: skip
    dossier.refresh_from_db()
    assert answer.status_code == 302 and dossier.state == "issued"


def test_an_index_without_room_loses_no_change(
    office: Office, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job of the index fails and waits; the next try finds what was issued meanwhile."""
    settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
    indexing.rebuild()
    while outbox.work(50):
        pass
    factories.install(
        office.agency,
        "manual",
        {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Phát điện"}]},
        title="Quy chế phát điện",
    )
    engine = type(service.engine())

    def no_room(*args: Any, **options: Any) -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        for name in ("replace", "replace_all", "replace_many"):
            if hasattr(engine, name):
                patch.setattr(engine, name, no_room)
        while outbox.work(50):
            pass
    waiting = Job.objects.exclude(state=Job.DONE)
    assert waiting.exists() and not waiting.filter(state=Job.FAILED).exists()
    with frozen(now() + timedelta(minutes=30)):
        while outbox.work(50):
            pass
        assert service.search(standing(office.secretary), "phat dien").total == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["write_heads", "copy", "write"])
def test_a_backup_that_fills_the_disk_is_gone_and_the_last_one_stays(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    settings.MEDIA_ROOT = tmp_path / "store"
    commune = worlds.make()
    files.store(commune.officer, commune.agency, files.inspect("giấy.pdf", PAPER))
    folder = tmp_path / "kho"
    first = backup.make(folder)
    with frozen(now() + timedelta(seconds=5)), monkeypatch.context() as patch:
        patch.setattr(manifest, place, full)
        with pytest.raises(BackupError, match=r"đã đầy .* phần làm dở đã xóa"):
            backup.make(folder, keep=1)
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [first.name]
    manifest.check(first, manifest.read(first))


def test_a_log_without_room_breaks_nothing(db: None, capfd: pytest.CaptureFixture[str]) -> None:
    """A real full device under the product's own handler."""
    with Path("/dev/full").open("w", encoding="utf-8") as device:
        (handler,) = [
            each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
        ]
        before = handler.setStream(device)
        try:
            assert Client().get("/").status_code == 200
        finally:
            # What waits in its buffer can't be written either.
            with pytest.raises(OSError, match="No space"):
                device.flush()
            if before is not None:
                handler.stream = before
            os.dup2(os.open(os.devnull, os.O_WRONLY), device.fileno())
