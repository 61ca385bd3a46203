"""`manage.py verify_documents`: compares what documents are called with what was issued."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents import names


class Command(BaseCommand):
    help = "Kiểm tra tên, mã hiệu của tài liệu có đúng lần ban hành đang có hiệu lực không."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Sửa lại những tên không khớp")

    def handle(self, *args: Any, **options: Any) -> None:
        found = names.unsettled()
        for document in found:
            self.stdout.write(f"{document.uid}: phải là «{document}».")
            if options["repair"]:
                document.save(update_fields=names.COLUMNS)
        if found and not options["repair"]:
            raise CommandError(f"{len(found)} tài liệu mang tên khác lần ban hành của mình.")
        self.stdout.write("Tên tài liệu khớp với lần ban hành.")
