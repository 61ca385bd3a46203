"""Storing and reading files: one copy of equal bytes in an agency, found by their digest."""

import contextlib
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from registry import policy
from registry.files import inspection, pictures
from registry.files.inspection import ACCEPTED, FileError
from registry.files.models import StoredFile
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import settle

MAX_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: it was read to its end and is what its name says, or was drawn here.
    `inspect` and `draw` alone make one."""

    name: str
    content: bytes
    content_type: str
    digest: str


def inspect(name: str, content: bytes) -> Inspected:
    """Read a file as the programs read it that open it; this may take seconds, so call it outside
    of every transaction.

    Raises FileError for an empty or too large file, and one that is not what its name says or
    carries something that runs.
    """
    if not content:
        raise FileError("Tệp rỗng. Hãy chọn lại tệp.")
    if len(content) > MAX_BYTES:
        raise FileError(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB. Hãy chọn tệp nhỏ hơn.")
    plain = _name(name)
    kind = inspection.inspect(plain, content)
    return Inspected(plain, content, kind.content_type, hashlib.sha256(content).hexdigest())


def draw(name: str, content: bytes) -> Inspected:
    """Draw a picture anew, as it is to stand in a text: the dots alone, upright, as WebP.

    Call it outside of every transaction. Raises FileError for what is no picture, or too large.
    """
    if not content:
        raise FileError("Tệp rỗng. Hãy chọn lại hình.")
    raw, _, _ = pictures.drawn(content)
    plain = f"{PurePath(_name(name)).stem[:200] or 'hinh'}.webp"
    return Inspected(plain, raw, pictures.DRAWN_TYPE, hashlib.sha256(raw).hexdigest())


def known(name: str, content: bytes) -> Inspected:
    """Read a file that was kept before, here or elsewhere: as `inspect`, and pictures that were
    drawn (`draw`), which stay as they are.

    Raises FileError, also for a picture with something behind its end.
    """
    plain = _name(name)
    if PurePath(plain).suffix.lower() != ".webp":
        return inspect(plain, content)
    pictures.drawn(content)
    if content[:4] != b"RIFF" or int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise FileError("Tệp này không phải hình do hệ thống vẽ lại.")
    return Inspected(plain, content, pictures.DRAWN_TYPE, hashlib.sha256(content).hexdigest())


@transaction.atomic
def store(actor: User, agency: Agency, file: Inspected) -> StoredFile:
    """Keep bytes under their SHA-256; the same file sent again gives the row that is there.

    The bytes are written before the row is committed: a crash between leaves a file that nothing
    names, never a row without its file. Raises Forbidden, and FileError for a full disk.
    """
    policy.require(actor, "record.fill", agency)
    return keep(actor, agency, file)


def keep(actor: User | None, agency: Agency, file: Inspected) -> StoredFile:
    """Keep bytes as `store` does; the caller asked the permission and holds the transaction."""
    content, digest = file.content, file.digest
    there: StoredFile | None = (
        StoredFile.objects.of(agency).filter(sha256=digest, name=file.name).first()
    )
    if there:
        return there
    path = f"{agency.uid}/{digest[:2]}/{digest}"
    write(path, content, digest)
    stored: StoredFile = StoredFile.objects.create(
        agency=agency,
        sha256=digest,
        name=file.name,
        content_type=file.content_type,
        size=len(content),
        path=path,
        uploaded_by=actor,
        uploaded_at=now(),
    )
    events.append(
        f"agency:{agency.uid}",
        "file.stored",
        {"file": stored.pk, "sha256": digest, "size": len(content)},
        actor=actor,
        agency=agency,
    )
    return stored


def copied(stored: StoredFile, agency: Agency) -> StoredFile:
    """Return this file as one of an agency, copied where it is another's; the caller asked the
    permission and holds the transaction. Raises FileError as `open_file` and `store` do."""
    if stored.agency_id == agency.pk:
        return stored
    with open_file(stored) as content:
        file = Inspected(stored.name, content.read(), stored.content_type, stored.sha256)
    return keep(None, agency, file)


def open_file(stored: StoredFile) -> IO[bytes]:
    """Return the bytes of a stored file, checked against their digest.

    Raises FileError when they are gone or not what was stored.
    """
    try:
        with default_storage.open(stored.path) as file:
            content = file.read()
    except FileNotFoundError:
        raise FileError("Không còn tệp này trong kho. Hãy báo quản trị hệ thống.") from None
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileError("Tệp trong kho đã bị thay đổi. Hãy báo quản trị hệ thống.")
    return ContentFile(content, name=stored.name)


def is_shown(stored: StoredFile) -> bool:
    """Tell whether a browser shows the file by itself; every other one is for downloading only."""
    return stored.content_type == pictures.DRAWN_TYPE or any(
        kind.shown and kind.content_type == stored.content_type for kind in ACCEPTED.values()
    )


def write(path: str, content: bytes, digest: str) -> None:
    """Write the bytes where they are not there yet; half a file of an earlier crash is mended.

    Raises FileError for a full disk. Whoever calls it has asked for the permission.
    """
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            if hashlib.sha256(file.read()).hexdigest() == digest:
                return
        default_storage.delete(path)
    try:
        default_storage.save(path, ContentFile(content))
    except OSError as error:
        with contextlib.suppress(OSError):
            default_storage.delete(path)
        raise FileError(
            "Kho tệp đã đầy hoặc không ghi được nên chưa lưu tệp này. "
            "Hãy báo quản trị hệ thống rồi thử lại."
        ) from error


def _name(name: str) -> str:
    """The sender's file name without folders and control characters, at most 255 letters."""
    plain = PurePath(settle(name).replace("\\", "/")).name
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip()
    return kept[-255:] or "tep"
