"""`manage.py prepare_demo FILE`: database, the demo with its year, static files, accounts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.demo import year
from registry.now import today

# Beside the accounts: the day on which the demo's year ends.
DAY = "demo-day.txt"


class Command(BaseCommand):
    """Everything `make demo` needs before it starts, in one process: Django starts only once."""

    help = "Chuẩn bị cơ sở dữ liệu, cơ quan mẫu và tệp tĩnh cho make demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("accounts", type=Path, help="tệp ghi bảng tài khoản mẫu")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if year.build():
            day = options["accounts"].with_name(DAY)
            day.write_text(f"{today():%Y-%m-%d}\n", encoding="utf-8")
        call_command("collectstatic", interactive=False, verbosity=0)
        with options["accounts"].open("w", encoding="utf-8") as file:
            call_command("demo_accounts", stdout=file)
