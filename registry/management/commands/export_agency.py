"""manage.py export_agency MÃ TỆP: write a whole agency to one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents import unfit
from registry.documents.models import Document
from registry.organisation.models import Agency
from registry.packages import exporting


class Command(BaseCommand):
    """The same agency gives the same bytes; a name that ends in .gz is compressed."""

    help = (
        "Xuất cả một cơ quan ra tệp JSON: tổ chức, tài liệu, lần ban hành, việc áp dụng. Không có"
        " mật khẩu, hồ sơ công việc hay dữ liệu người dân."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments: the agency, the file, and whether people go along."""
        parser.add_argument("code", metavar="MÃ", help="Mã cơ quan")
        parser.add_argument("file", metavar="TỆP", help="Tệp ghi ra (.json hoặc .json.gz)")
        parser.add_argument(
            "--people",
            action="store_true",
            help="Kèm người và vai trò (họ tên, tên đăng nhập; không có mật khẩu)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file whole or not at all."""
        agency = Agency.objects.select_related("parent").filter(code=options["code"]).first()
        if agency is None:
            raise CommandError(f"Không có cơ quan mã “{options['code']}”.")
        path = Path(options["file"])
        text = exporting.export(agency, people=options["people"])
        half = path.with_name(path.name + ".dang-ghi")
        try:
            half.write_bytes(exporting.packed(text, path.name))
            half.replace(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise CommandError(f"Không ghi được tệp {path}: {error.strerror}.") from error
        for draft in Document.objects.of(agency).exclude(unfit="").order_by("pk"):
            self.stdout.write(
                f"Không xuất các chỗ ghi chưa đúng dạng trong bản soạn thảo “{draft}”"
                f" ({len(unfit.left_out(draft))} chỗ)."
            )
        self.stdout.write(f"Đã xuất {agency} ra {path} ({path.stat().st_size} byte).")
