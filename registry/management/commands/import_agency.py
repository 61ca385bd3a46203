"""manage.py import_agency TỆP: take a whole agency in, or nothing of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.packages import carrying, importing, reading
from registry.packages.errors import PackageError


class Command(BaseCommand):
    """One transaction; every reason against it is named with its place in the file."""

    help = "Nhập cả một cơ quan từ tệp do export_agency xuất ra. Nhập hết hoặc không nhập gì."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the argument: the file."""
        parser.add_argument("file", metavar="TỆP", help="Tệp .zip, .json hoặc .json.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what came in, or why nothing did."""
        path = Path(options["file"])
        try:
            with path.open("rb") as opened:
                if carrying.is_one(opened):
                    carried = carrying.Carried(opened)
                    taken = importing.take_in(carried.text, carried)
                else:
                    taken = importing.take_in(opened.read(reading.LARGEST + 1))
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {path}: {error.strerror}.") from error
        except PackageError as error:
            for problem in error.problems:
                self.stderr.write(f"{problem.pointer or '/'}: {problem.message}")
            raise CommandError(str(error)) from error
        for warning in taken.warnings:
            self.stderr.write(f"Lưu ý: {warning}")
        self.stdout.write(
            f"Đã nhập {taken.agency}: {taken.documents} tài liệu, {taken.versions} lần ban hành,"
            f" {taken.people} người, {taken.files} tệp nội dung."
        )
        if taken.people:
            self.stdout.write("Người mới nhập chưa có mật khẩu; quản trị cơ quan cấp lại.")
