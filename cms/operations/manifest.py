"""What a backup says of itself: the last file written, without which there is no backup.

A backup is a folder `iso-<instant>` with `manifest.json`, the database as its own program writes
it, `heads.tsv` (stream, number and hash of each last event) and `media/`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

SCHEMA = 1
NAME = "manifest.json"
HEADS = "heads.tsv"
MEDIA = "media"
PREFIX = "iso-"
# What is being made: never taken for a backup, removed by the next one.
UNFINISHED = ".dang-lam-"

_BLOCK = 1024 * 1024


class BackupError(Exception):
    """A backup can't be made, read or brought back; the message is Vietnamese."""


@dataclass(frozen=True)
class Manifest:
    """The whole of `manifest.json`; `files` maps paths in the backup to their SHA-256."""

    schema: int
    made_at: str
    product: str
    database: str
    server: str
    migrations: list[str]
    streams: int
    heads: str
    key: str
    missing: list[str]
    bytes: int
    files: dict[str, str]

    @property
    def instant(self) -> datetime:
        """When the backup was taken, aware."""
        return datetime.fromisoformat(self.made_at)


def finished(folder: Path) -> list[Path]:
    """Return the backups in a folder, oldest first; what is unfinished or foreign is not among
    them."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.startswith(PREFIX) and (path / NAME).is_file()
    )


def newest(folder: Path) -> Manifest | None:
    """Return what the last readable backup of a folder says of itself."""
    for path in reversed(finished(folder)):
        try:
            return read(path)
        except BackupError:
            continue
    return None


def read(backup: Path) -> Manifest:
    """Return the manifest of a backup. Raises BackupError where there is none that we
    understand."""
    try:
        raw = json.loads((backup / NAME).read_text(encoding="utf-8"))
        manifest = Manifest(**raw)
    except FileNotFoundError:
        raise BackupError(
            f"{backup} không phải là bản sao lưu hoàn chỉnh: không có tệp {NAME}. Hãy chỉ đến một "
            f"thư mục {PREFIX}… do lệnh backup tạo ra."
        ) from None
    except (ValueError, TypeError, OSError) as error:
        raise BackupError(f"Không đọc được {backup / NAME}: {error}.") from error
    if manifest.schema != SCHEMA:
        raise BackupError(
            f"Bản sao lưu {backup} theo khuôn dạng {manifest.schema}, phần mềm này đọc khuôn dạng "
            f"{SCHEMA}. Hãy dùng đúng phiên bản phần mềm đã tạo ra nó ({manifest.product})."
        )
    return manifest


def write(backup: Path, manifest: Manifest) -> None:
    """Write the manifest and see it on the disk; whoever calls this has written all else."""
    with (backup / NAME).open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1, sort_keys=True)
        sync(file)


def check(backup: Path, manifest: Manifest) -> None:
    """Read every file again. Raises BackupError that names what is missing or changed."""
    for name, expected in manifest.files.items():
        path = backup / name
        if not path.resolve().is_relative_to(backup.resolve()):
            raise BackupError(f"Bản sao lưu bị hỏng: tên tệp «{name}» chỉ ra ngoài thư mục.")
        if not path.is_file():
            raise BackupError(f"Bản sao lưu bị hỏng: thiếu tệp «{name}». Hãy dùng bản khác.")
        if digest(path) != expected:
            raise BackupError(
                f"Bản sao lưu bị hỏng: tệp «{name}» đã khác lúc sao lưu. Hãy dùng bản khác."
            )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hasher.update(block)
    return hasher.hexdigest()


def copy(source: IO[bytes], target: Path) -> str:
    """Write a stream to a new file, see it on the disk and return its SHA-256."""
    hasher = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        while block := source.read(_BLOCK):
            hasher.update(block)
            file.write(block)
        sync(file)
    return hasher.hexdigest()


def write_heads(path: Path, heads: Iterable[tuple[str, int, str]]) -> tuple[int, str]:
    """Write one line a stream, in the order given; how many there are and the file's SHA-256."""
    count, hasher = 0, hashlib.sha256()
    with path.open("wb") as file:
        for stream, seq, value in heads:
            line = f"{stream}\t{seq}\t{value}\n".encode()
            hasher.update(line)
            file.write(line)
            count += 1
        sync(file)
    return count, hasher.hexdigest()


def digest_of_heads(heads: Iterator[tuple[str, int, str]]) -> str:
    """Return the SHA-256 that `write_heads` would give."""
    hasher = hashlib.sha256()
    for stream, seq, value in heads:
        hasher.update(f"{stream}\t{seq}\t{value}\n".encode())
    return hasher.hexdigest()


def sync(file: IO[bytes] | IO[str]) -> None:
    """Have what was written reach the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names of a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Delete a backup: its manifest first, so that half of it is never taken for a whole one."""
    (path / NAME).unlink(missing_ok=True)
    shutil.rmtree(path)
