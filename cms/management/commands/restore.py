"""`manage.py restore FOLDER`: a backup comes back into an empty place, and is compared."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.operations import backup, restore
from cms.operations.manifest import BackupError


class Command(BaseCommand):
    help = "Phục hồi một bản sao lưu (thư mục iso-…) vào nơi trống rồi đối chiếu."
    # The place is empty: checks that ask the database have nothing to ask.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = restore.restore(Path(options["folder"]).resolve(), say=self._say)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._say(
            f"Đã phục hồi bản sao lưu lúc {made.made_at}: {made.streams} chuỗi sự kiện giống hệt, "
            f"{len(made.files) - 2} tệp."
        )
        if made.missing:
            self._say(f"Khi sao lưu đã thiếu {len(made.missing)} tệp: xem missing trong manifest.")
        if made.key != backup.fingerprint():
            self._say(
                "Khóa bí mật ở đây khác nơi đã sao lưu: liên kết và mã đã ký trước đây không còn "
                "dùng được. Nếu còn giữ khóa cũ, hãy đặt lại ISO_SECRET_KEY."
            )
        waiting = restore.unapplied(made)
        if waiting:
            self._say(f"Bước tiếp theo: manage.py migrate ({len(waiting)} thay đổi chưa áp dụng).")
        self._say("Bước tiếp theo: manage.py rebuild_search. Mọi người phải đăng nhập lại.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
