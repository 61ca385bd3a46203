"""`manage.py rules_operators`: write the page of operators anew."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from rules.operators_page import PLACE, page


class Command(BaseCommand):
    """Writes docs/rules-operators.md from what the engine declares."""

    help = "Ghi lại trang các phép toán của điều kiện (docs/rules-operators.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        Path(PLACE).write_text(page(), encoding="utf-8")
        self.stdout.write(PLACE)
