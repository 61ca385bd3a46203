"""`manage.py prepare_demo FILE`: database, demo agency, static files and the table of accounts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Everything `make demo` needs before it starts, in one process: Django starts only once."""

    help = "Chuẩn bị cơ sở dữ liệu, cơ quan mẫu và tệp tĩnh cho make demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("accounts", type=Path, help="tệp ghi bảng tài khoản mẫu")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo")
        call_command("collectstatic", interactive=False, verbosity=0)
        with options["accounts"].open("w", encoding="utf-8") as file:
            call_command("demo_accounts", stdout=file)
