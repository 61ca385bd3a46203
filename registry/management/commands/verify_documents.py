"""`manage.py verify_documents`: compares what documents are called and found by with what was
issued."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents import names
from registry.documents.issue import issuing


class Command(BaseCommand):
    help = "Kiểm tra tên, mã hiệu của tài liệu có đúng lần ban hành đang có hiệu lực không."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Sửa lại những tên không khớp")

    def handle(self, *args: Any, **options: Any) -> None:
        repair = options["repair"]
        found, misread = names.unsettled(), issuing.misread()
        for document in found:
            self.stdout.write(f"{document.uid}: phải là «{document}», tìm được theo tên ấy.")
            if repair:
                document.save(update_fields=names.COLUMNS)
        for period in misread:
            self.stdout.write(f"{period.version}: loại thủ tục hoặc người lập hồ sơ không khớp.")
            if repair:
                period.save()
        if (found or misread) and not repair:
            raise CommandError(
                f"{len(found)} tài liệu mang tên, cột tìm kiếm khác với lần ban hành của mình;"
                f" {len(misread)} lần ban hành có loại thủ tục ghi sai."
            )
        self.stdout.write("Tên tài liệu khớp với lần ban hành.")
