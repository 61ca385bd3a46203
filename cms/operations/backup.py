"""Making a backup: database, files and heads of all streams, of one instant; old ones go."""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC
from importlib import metadata
from pathlib import Path

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from cms.operations import databases, manifest
from cms.operations.manifest import BackupError, Manifest
from registry.now import now

Say = Callable[[str], None]


def make(folder: Path, *, keep: int = 0, say: Say = lambda line: None) -> Path:
    """Make a backup in a folder of its own below `folder` and return it.

    People may go on working: what is copied is one instant. With `keep`, only that many newest
    backups stay afterwards (0: all). Raises BackupError; what was begun is gone then.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            _clean(folder)
            _require_room(folder)
            made = _make(folder, say)
            if keep > 0:
                for old in manifest.finished(folder)[:-keep]:
                    manifest.remove(old)
                    say(f"Đã xóa bản cũ {old.name}.")
    except OSError as error:
        raise BackupError(_said(error, folder)) from error
    return made


def fingerprint() -> str:
    """Tell one secret key from another without saying anything about it."""
    return salted_hmac("backup", "secret key", algorithm="sha256").hexdigest()[:16]


def _make(folder: Path, say: Say) -> Path:
    instant = now().astimezone(UTC)
    name = f"{manifest.PREFIX}{instant:%Y%m%d-%H%M%S}"
    target = folder / name
    if target.exists():
        raise BackupError(f"Đã có bản sao lưu {target}. Hãy chờ một giây rồi chạy lại.")
    work = folder / f"{manifest.UNFINISHED}{name}"
    try:
        work.mkdir(mode=0o700)
        files: dict[str, str] = {}
        say("Đang sao lưu cơ sở dữ liệu …")
        database = databases.FILES[_vendor()]
        with databases.dump(work / database) as cursor:
            streams, heads = manifest.write_heads(work / manifest.HEADS, databases.heads(cursor))
            migrations = databases.applied(cursor)
            named = databases.stored_files(cursor)
        files[database] = manifest.digest(work / database)
        files[manifest.HEADS] = heads
        # After the database: a file is written before the row that names it.
        say("Đang sao lưu tệp …")
        files |= _copy_media(work, say)
        missing = _missing(files, named)
        if missing:
            say(f"CẢNH BÁO: {len(missing)} tệp có trong sổ nhưng không còn nguyên trong kho.")
        total = sum((work / path).stat().st_size for path in files)
        manifest.write(
            work,
            Manifest(
                schema=manifest.SCHEMA,
                made_at=instant.isoformat(),
                product=version(),
                database=_vendor(),
                server=databases.server(),
                migrations=migrations,
                streams=streams,
                heads=heads,
                key=fingerprint(),
                missing=missing,
                bytes=total,
                files=files,
            ),
        )
        manifest.sync_folder(work)
        work.rename(target)
        manifest.sync_folder(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    say(f"Đã sao lưu {streams} chuỗi sự kiện, {len(files) - 2} tệp, {megabytes(total)}.")
    return target


def version() -> str:
    """Return what runs here: the product and the frameworks whose tables are in the database."""
    return (
        f"ISO điện tử {settings.PRODUCT_VERSION}, Django {django.__version__}, "
        f"Wagtail {metadata.version('wagtail')}"
    )


def megabytes(count: int) -> str:
    """Return a size as people read it."""
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def media_files(folder: str = "") -> Iterator[str]:
    """Yield every file of the store, wherever it keeps them, by its path with `/`."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from media_files(f"{folder}/{name}" if folder else name)


def _copy_media(work: Path, say: Say) -> dict[str, str]:
    digests: dict[str, str] = {}
    for number, name in enumerate(media_files(), 1):
        try:
            with default_storage.open(name) as source:
                path = f"{manifest.MEDIA}/{name}"
                digests[path] = manifest.copy(source, work / path)
        except FileNotFoundError:
            continue  # deleted since it was listed
        if number % 1_000 == 0:
            say(f"  {number} tệp …")
    return digests


def _missing(files: dict[str, str], named: list[tuple[str, str]]) -> list[str]:
    """Files that the database names and that were not copied as they were stored."""
    return [path for path, sha256 in named if files.get(f"{manifest.MEDIA}/{path}") != sha256]


def _vendor() -> str:
    from django.db import connection

    if connection.vendor not in databases.FILES:
        raise BackupError(f"Không biết sao lưu cơ sở dữ liệu loại {connection.vendor}.")
    return connection.vendor


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; the lock goes with the process, however it ends."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                f"Một lần sao lưu khác vào {folder} đang chạy: hãy chờ nó xong."
            ) from None
        yield


def _clean(folder: Path) -> None:
    """Take away what killed runs left; the lock says that none of them still works."""
    for path in folder.glob(f"{manifest.UNFINISHED}*"):
        shutil.rmtree(path)


def _require_room(folder: Path) -> None:
    needed = int(1.1 * (databases.size() + sum(_size(name) for name in media_files()))) + 1_000_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"Không đủ chỗ tại {folder}: cần khoảng {megabytes(needed)}, còn {megabytes(free)}. "
            "Hãy dọn bớt, đặt --keep nhỏ hơn hoặc chọn ổ đĩa khác."
        )


def _size(name: str) -> int:
    try:
        return int(default_storage.size(name))
    except FileNotFoundError:
        return 0


def _said(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"Ổ đĩa của {folder} đã đầy nên chưa sao lưu được; phần làm dở đã xóa. Hãy dọn bớt "
            "rồi chạy lại."
        )
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"Không ghi được vào {error.filename or folder}: {reason}."
