"""Storing and reading files: one copy of equal bytes in an agency, found by their digest."""

import hashlib
import unicodedata
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from registry import policy
from registry.files.models import StoredFile
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import nfc

MAX_BYTES = 25 * 1024 * 1024


class FileError(ValueError):
    """A file that cannot be kept; the message is Vietnamese and says what to do."""


@transaction.atomic
def store(
    actor: User,
    agency: Agency,
    name: str,
    content: bytes,
    *,
    content_type: str = "application/octet-stream",
) -> StoredFile:
    """Keep bytes under their SHA-256; the same file sent again gives the row that is there.

    The bytes are written before the row is committed: a crash between leaves a file that nothing
    names, never a row without its file. Raises Forbidden, FileError for an empty or too large one.
    """
    policy.require(actor, "record.fill", agency)
    if not content:
        raise FileError("Tệp rỗng. Hãy chọn lại tệp.")
    if len(content) > MAX_BYTES:
        raise FileError(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB. Hãy chọn tệp nhỏ hơn.")
    digest = hashlib.sha256(content).hexdigest()
    plain = _name(name)
    known: StoredFile | None = (
        StoredFile.objects.of(agency).filter(sha256=digest, name=plain).first()
    )
    if known:
        return known
    path = f"{agency.uid}/{digest[:2]}/{digest}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    stored: StoredFile = StoredFile.objects.create(
        agency=agency,
        sha256=digest,
        name=plain,
        content_type=content_type[:100],
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


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes of a stored file, checked against their digest.

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


def _name(name: str) -> str:
    """The sender's file name without folders and control characters, at most 255 letters."""
    plain = PurePath(nfc(name).replace("\\", "/")).name
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip()
    return kept[-255:] or "tep"
