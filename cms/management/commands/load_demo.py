"""`manage.py load_demo`: prepares the demo agencies; harmless when they are there."""

from typing import Any

from django.core.management.base import BaseCommand

from cms import demo


class Command(BaseCommand):
    help = "Chuẩn bị cơ quan mẫu, người dùng mẫu và tài liệu mẫu."

    def handle(self, *args: Any, **options: Any) -> None:
        demo.load()
        self.stdout.write("Đã có cơ quan mẫu.")
