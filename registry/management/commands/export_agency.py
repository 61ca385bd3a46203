"""manage.py export_agency MÃ TỆP: write a whole agency to one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents import unfit
from registry.documents.models import Document
from registry.organisation.models import Agency
from registry.packages import carrying, exporting
from registry.packages.errors import PackageError


class Command(BaseCommand):
    """The same agency gives the same bytes; a name that ends in .gz is compressed."""

    help = (
        "Xuất cả một cơ quan ra tệp JSON: tổ chức, tài liệu, lần ban hành, việc áp dụng. Không có"
        " mật khẩu, hồ sơ công việc hay dữ liệu người dân."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments: the agency, the file, and whether people go along."""
        parser.add_argument("code", metavar="MÃ", help="Mã cơ quan")
        parser.add_argument(
            "file",
            metavar="TỆP",
            help="Tệp .zip (kèm tệp của tài liệu), .json hoặc .json.gz",
        )
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
        whole = path.name.endswith(".zip")
        text = exporting.export(agency, people=options["people"], files=whole)
        half = path.with_name(path.name + ".dang-ghi")
        try:
            with half.open("wb") as opened:
                if whole:
                    carrying.write(opened, agency, text)
                else:
                    opened.write(exporting.packed(text, path.name))
            half.replace(path)
        except (OSError, PackageError) as error:
            half.unlink(missing_ok=True)
            said = error.strerror if isinstance(error, OSError) else error
            raise CommandError(f"Không ghi được tệp {path}: {said}") from error
        for draft in Document.objects.of(agency).exclude(unfit="").order_by("pk"):
            self.stdout.write(
                f"Không xuất các chỗ ghi chưa đúng dạng trong bản soạn thảo “{draft}”"
                f" ({len(unfit.left_out(draft))} chỗ)."
            )
        left = 0 if whole else carrying.count(agency)
        if left:
            self.stdout.write(
                f"Chưa kèm {left} tệp nội dung của tài liệu. Muốn kèm, hãy đặt tên tệp là .zip."
            )
        self.stdout.write(f"Đã xuất {agency} ra {path} ({path.stat().st_size} byte).")
