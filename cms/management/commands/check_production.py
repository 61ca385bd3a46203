"""`manage.py check_production`: what is unsafe here, by name, and what to do about it."""

import sys
from typing import Any

from django.core.checks import CheckMessage, Tags, run_checks
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from cms import checks

ERROR = 40


class Command(BaseCommand):
    help = "Kiểm tra trước khi cho người dùng vào: kể tên từng cấu hình không an toàn."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--settings-only", action="store_true", help="Không hỏi cơ sở dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checks.settings_are_safe(None)
        # Django's own; what ours say in Vietnamese already is left out.
        found += [
            message
            for message in run_checks(tags=[Tags.security], include_deployment_checks=True)
            if not str(message.id).startswith("iso.") and message.id not in SAID
        ]
        if not options["settings_only"]:
            found += self._database()
        grave = [message for message in found if message.level >= ERROR]
        for message in sorted(found, key=lambda each: -each.level):
            self._say(message)
        if not found:
            self.stdout.write("Không thấy cấu hình nào không an toàn.")
            return
        self.stdout.write(f"{len(grave)} lỗi phải sửa, {len(found) - len(grave)} điều nên xem lại.")
        if grave:
            sys.exit(1)

    def _database(self) -> list[CheckMessage]:
        try:
            return [message for check in checks.DATABASE for message in check()]
        except DatabaseError:
            return [
                checks.Error(
                    "Không hỏi được cơ sở dữ liệu nên chưa kiểm tra tài khoản.",
                    hint="Kiểm tra ISO_DATABASE, chạy manage.py migrate rồi kiểm tra lại.",
                    id="iso.E039",
                )
            ]

    def _say(self, message: CheckMessage) -> None:
        mark = "✗" if message.level >= ERROR else "!"
        self.stdout.write(f"{mark} [{message.id}] {message.msg}")
        if message.hint:
            self.stdout.write(f"    → {message.hint}")


# HTTPS, HSTS, cookies, key, DEBUG and hosts: E001, E003, E005, E006.
SAID = {
    "security.W004", "security.W005", "security.W008", "security.W009", "security.W012",
    "security.W016", "security.W018", "security.W020", "security.W021",
}  # fmt: skip
