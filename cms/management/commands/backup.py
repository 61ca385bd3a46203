"""`manage.py backup [FOLDER]`: one copy of everything, complete or not there at all."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.operations import backup
from cms.operations.manifest import BackupError


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp vào một thư mục con mới của FOLDER (mặc định ISO_BACKUPS)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="", metavar="FOLDER")
        parser.add_argument(
            "--keep", type=int, default=0, help="Chỉ giữ lại chừng này bản mới nhất (0: giữ hết)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or settings.BACKUPS
        if not folder:
            raise CommandError("Chưa biết sao lưu vào đâu: hãy ghi thư mục hoặc đặt ISO_BACKUPS.")
        if options["keep"] < 0:
            raise CommandError("--keep phải là số không âm.")
        try:
            made = backup.make(Path(folder).resolve(), keep=options["keep"], say=self._say)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._say(f"Hoàn thành: {made}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
