"""Bringing a backup back into an empty place, and proving that it is the same."""

import os
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from cms.operations import backup, databases, manifest
from cms.operations.manifest import BackupError, Manifest

Say = Callable[[str], None]


def restore(source: Path, *, say: Say = lambda line: None) -> Manifest:
    """Bring the backup back; what it says of itself.

    The files come first and the database last, in one piece: a restore that was killed leaves an
    empty database, and may be run again. Afterwards nobody is signed in.
    Raises BackupError before anything is written where the backup is damaged, of another
    database, of newer software, or the place is not empty; and at the end where the place is not
    what the backup holds.
    """
    made = manifest.read(source)
    _require_fit(made)
    _require_empty(made)
    say(f"Đang kiểm tra {len(made.files)} tệp của bản sao lưu …")
    manifest.check(source, made)
    try:
        say("Đang phục hồi tệp …")
        _media(source, made)
        say("Đang phục hồi cơ sở dữ liệu …")
        databases.load(source / databases.FILES[made.database])
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackupError(
            f"Không ghi được {error.filename or 'dữ liệu'}: {reason}. Cơ sở dữ liệu vẫn trống: "
            "sửa xong thì chạy lại lệnh này."
        ) from error
    say("Đang đối chiếu …")
    _require_same(made)
    _end_sessions()
    return made


def unapplied(made: Manifest) -> list[str]:
    """Return migrations that this software has and the backup had not."""
    return sorted(databases.known() - set(made.migrations))


def _require_fit(made: Manifest) -> None:
    if made.database != connection.vendor:
        raise BackupError(
            f"Bản sao lưu là của {made.server}, còn ISO_DATABASE chỉ đến {databases.server()}. "
            "Lệnh này không chuyển từ loại này sang loại khác: hãy phục hồi vào đúng loại."
        )
    newer = sorted(set(made.migrations) - databases.known() - databases.replaced())
    if newer:
        raise BackupError(
            f"Bản sao lưu do phần mềm mới hơn tạo ra ({made.product}; ví dụ migration "
            f"{newer[0]}). Hãy cài đúng phiên bản đó rồi phục hồi."
        )


def _require_empty(made: Manifest) -> None:
    if not databases.is_empty():
        raise BackupError(
            "Cơ sở dữ liệu mà ISO_DATABASE chỉ đến đã có bảng. Chỉ phục hồi vào nơi trống: hãy tạo "
            "cơ sở dữ liệu mới (không chạy migrate) rồi chỉ ISO_DATABASE và ISO_HOME đến đó."
        )
    # What an interrupted restore of this very backup left is written again.
    foreign = next(
        (name for name in backup.media_files() if f"{manifest.MEDIA}/{name}" not in made.files),
        None,
    )
    if foreign:
        raise BackupError(
            f"Kho tệp đã có tệp không thuộc bản sao lưu này ({foreign}). Chỉ phục hồi vào nơi "
            "trống: hãy chỉ ISO_HOME đến thư mục khác."
        )


def _media(source: Path, made: Manifest) -> None:
    for path in made.files:
        if not path.startswith(f"{manifest.MEDIA}/"):
            continue
        name = path.removeprefix(f"{manifest.MEDIA}/")
        if default_storage.exists(name):
            default_storage.delete(name)
        with (source / path).open("rb") as file:
            written = default_storage.save(name, file)
        if written != name:
            raise BackupError(f"Kho tệp không giữ được tên «{name}». Hãy kiểm tra kho tệp.")


def _require_same(made: Manifest) -> None:
    """The heads are those of the backup, and the guards of what never changes are in place."""
    with connection.cursor() as cursor:
        heads = manifest.digest_of_heads(databases.heads(cursor))
    if heads != made.heads:
        raise BackupError(
            "Các chuỗi sự kiện sau phục hồi KHÁC với bản sao lưu. Đừng mở hệ thống cho người dùng; "
            "hãy phục hồi lại từ bản khác."
        )
    missing = databases.guards_missing()
    if missing:
        raise BackupError(
            f"Thiếu khóa bảo vệ của cơ sở dữ liệu ({missing[0]}). Hãy chạy manage.py migrate trước "
            "khi mở hệ thống."
        )


def _end_sessions() -> None:
    """Who was signed in when the backup was taken signs in again."""
    names = [("sessions", "Session"), ("usersessions", "UserSession")]
    for label, name in names:
        if apps.is_installed(f"django.contrib.{label}") or apps.is_installed(f"allauth.{label}"):
            apps.get_model(label, name)._default_manager.all().delete()
