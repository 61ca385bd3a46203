"""A backup is whole or not there; a restore gives the same heads of all streams, or refuses."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from cms.operations import backup, databases, manifest, restore
from cms.operations.manifest import BackupError
from registry.files import services as files
from registry.now import frozen, now
from registry.trail.models import StreamHead
from tests.operations.places import empty_place
from tests.processes import world as worlds
from tests.processes.world import World

pytestmark = pytest.mark.django_db(transaction=True)

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def commune(settings: Any, tmp_path: Path) -> World:
    """A commune with a case, a file in its store and somebody signed in."""
    settings.MEDIA_ROOT = tmp_path / "store"
    made = worlds.make()
    made.open()
    files.store(made.officer, made.agency, files.inspect("giấy tờ.pdf", PAPER))
    Client().force_login(made.desk)
    return made


def heads() -> list[tuple[Any, ...]]:
    return sorted(StreamHead.objects.values_list("stream", "seq", "hash"))


def all_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_restore_into_an_empty_place_gives_the_same(commune: World, tmp_path: Path) -> None:
    said: list[str] = []
    made = backup.make(tmp_path / "kho", say=said.append)
    assert Session.objects.exists() and any("chuỗi sự kiện" in line for line in said)
    with empty_place(tmp_path / "other") as place:
        done = place.manage("restore", str(made))
        assert done.returncode == 0, done.stderr
        assert sorted(place.rows("SELECT stream, seq, hash FROM registry_streamhead")) == heads()
        assert place.rows("SELECT count(*) FROM django_session") == [(0,)]
        ((path,),) = place.rows("SELECT path FROM registry_storedfile")
        assert (place.home / "media" / path).read_bytes() == PAPER
        checked = place.manage("verify_events")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        with pytest.raises(Exception, match="chỉ được thêm"):
            place.rows("DELETE FROM registry_event")


def test_what_is_committed_after_the_instant_is_not_in_it(
    commune: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heads are those of the copied rows, however people work meanwhile."""
    import threading

    read = databases.heads
    before = heads()

    def work() -> None:
        commune.open()
        connection.close()

    def slow(cursor: Any) -> Any:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return read(cursor)

    monkeypatch.setattr(databases, "heads", slow)
    made = manifest.read(backup.make(tmp_path / "kho"))
    assert made.streams == len(before) < len(heads())
    assert made.heads == manifest.digest_of_heads(iter(before))


@pytest.mark.parametrize("name", ["database", manifest.HEADS, manifest.MEDIA])
def test_one_changed_byte_is_found_before_anything_is_written(
    commune: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, name: str
) -> None:
    made = backup.make(tmp_path / "kho")
    chosen = next(path for path in sorted(manifest.read(made).files) if path.startswith(name))
    content = bytearray((made / chosen).read_bytes())
    content[len(content) // 2] ^= 1
    (made / chosen).write_bytes(content)
    settings.MEDIA_ROOT = tmp_path / "new"
    monkeypatch.setattr(databases, "is_empty", lambda: True)
    monkeypatch.setattr(databases, "load", lambda source: pytest.fail("it wrote"))
    with pytest.raises(BackupError, match="đã khác lúc sao lưu"):
        restore.restore(made)
    (made / chosen).unlink()
    with pytest.raises(BackupError, match="thiếu tệp"):
        restore.restore(made)
    assert not (tmp_path / "new").exists()


def test_it_goes_nowhere_but_into_an_empty_place_of_its_own_kind(
    commune: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.make(tmp_path / "kho")
    with pytest.raises(BackupError, match="đã có bảng"):
        restore.restore(made)
    said = json.loads((made / manifest.NAME).read_text())
    monkeypatch.setattr(databases, "is_empty", lambda: True)
    for change, sentence in (
        ({"database": "oracle"}, "không chuyển từ loại này sang loại khác"),
        ({"migrations": [*said["migrations"], "registry.9999_later"]}, "mới hơn"),
        ({"schema": 99}, "khuôn dạng 99"),
        ({"files": {}}, "Kho tệp đã có tệp"),
    ):
        (made / manifest.NAME).write_text(json.dumps({**said, **change}))
        with pytest.raises(BackupError, match=sentence):
            restore.restore(made)
    (made / manifest.NAME).write_text("{")
    with pytest.raises(BackupError, match="Không đọc được"):
        restore.restore(made)
    with pytest.raises(CommandError, match="không phải là bản sao lưu hoàn chỉnh"):
        call_command("restore", str(tmp_path))


class PowerCut(BaseException):
    """Nothing catches it, like a kill."""


@pytest.mark.parametrize("border", ["dump", "write_heads", "_copy_media", "write"])
def test_one_that_breaks_off_leaves_nothing_that_looks_finished(
    commune: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, border: str
) -> None:
    folder = tmp_path / "kho"
    first = backup.make(folder)
    owner = next(each for each in (databases, manifest, backup) if hasattr(each, border))
    unlink: Callable[..., Any] = shutil.rmtree

    def cut(*args: Any) -> Any:
        raise PowerCut

    with monkeypatch.context() as patch, frozen(now() + timedelta(seconds=5)):
        patch.setattr(owner, border, cut)
        # A killed process cleans nothing up.
        patch.setattr(shutil, "rmtree", lambda *args, **options: None)
        with pytest.raises(PowerCut):
            backup.make(folder)
    assert manifest.finished(folder) == [first]
    assert len(all_names(folder)) == 2 and shutil.rmtree is unlink
    with frozen(now() + timedelta(seconds=10)):
        second = backup.make(folder)
    assert all_names(folder) == {first.name, second.name}


def test_only_the_newest_stay(commune: World, tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "of-somebody-else").mkdir()
    for seconds in (0, 5, 10):
        with frozen(now() + timedelta(seconds=seconds)):
            call_command("backup", str(folder), "--keep", "2")
    assert len(manifest.finished(folder)) == 2
    assert (folder / "of-somebody-else").exists()
    newest = manifest.newest(folder)
    assert newest and newest.streams == StreamHead.objects.count()


def test_a_file_that_the_store_lost_is_told_of(commune: World, tmp_path: Path) -> None:
    stored = next(path for path in (tmp_path / "store").rglob("*") if path.is_file())
    stored.write_bytes(b"other")
    said: list[str] = []
    made = manifest.read(backup.make(tmp_path / "kho", say=said.append))
    assert len(made.missing) == 1 and any("CẢNH BÁO: 1 tệp" in line for line in said)


def test_a_second_one_at_the_same_time_is_refused(commune: World, tmp_path: Path) -> None:
    with backup._alone(_made(tmp_path / "kho")), pytest.raises(BackupError, match="đang chạy"):
        backup.make(tmp_path / "kho")


def test_too_small_a_disk_is_refused_before_anything_is_written(
    commune: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(CommandError, match=r"Không đủ chỗ .* còn 0,0 MB"):
        call_command("backup", str(tmp_path / "kho"))
    assert all_names(tmp_path / "kho") == set()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
