"""`manage.py demo_accounts`: the demo's accounts, one line a person."""

from typing import Any

from django.core.management.base import BaseCommand

from cms import demo


class Command(BaseCommand):
    help = "In tài khoản mẫu của từng vai trò."

    def handle(self, *args: Any, **options: Any) -> None:
        for roles, username, password, person in demo.accounts():
            self.stdout.write(f"  {username:<14}{password:<16}{roles} ({person})")
