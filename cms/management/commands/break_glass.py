"""`manage.py break_glass NAME`: mark the account that opens the door when the directory is away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.accounts import services
from registry.organisation.models import User


class Command(BaseCommand):
    """Only whoever runs commands on the server makes such an account; every use is noted."""

    help = "Đặt (hoặc bỏ, với --off) tài khoản dự phòng dùng khi hệ thống đăng nhập chung ngừng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account's name."""
        parser.add_argument("username", help="tên đăng nhập")
        parser.add_argument("--off", action="store_true", help="không còn là dự phòng")

    def handle(self, *args: Any, username: str, off: bool, **options: Any) -> None:
        """Mark the account; raises CommandError for a name that nobody has, or one without a
        password. password."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{username}”.")
        if not off and not user.has_usable_password():
            raise CommandError(f"“{username}” chưa có mật khẩu; hãy cấp mật khẩu trước.")
        services.make_break_glass(user, not off)
        self.stdout.write(
            f"“{username}” {'không còn là' if off else 'là'} tài khoản dự phòng."
            + ("" if off else " Hãy bật xác thực hai lớp và niêm phong mật khẩu.")
        )
