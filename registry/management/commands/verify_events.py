"""`manage.py verify_events`: reads the whole trail again and says where it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.trail import events


class Command(BaseCommand):
    help = "Kiểm tra chuỗi sự kiện: dòng bị sửa, bị cắt, bị đổi chỗ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", default="", help="Chỉ kiểm tra một chuỗi")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(events.verify(options["stream"]))
        for fault in faults:
            self.stdout.write(f"{fault.stream}: {fault.message}")
        if faults:
            raise CommandError(f"Phát hiện {len(faults)} chỗ không khớp.")
        self.stdout.write("Chuỗi sự kiện nguyên vẹn.")
