"""manage.py verify_cases: do the stored rows of cases say what their events say?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from processes.models import Case
from processes.projection import differences


class Command(BaseCommand):
    """Folds every case's events again and names each difference."""

    help = "So sánh hồ sơ công việc đã lưu với các sự kiện của chúng"

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when anything differs."""
        found = 0
        checked = 0
        for case in Case.unscoped.order_by("pk").iterator():
            checked += 1
            for difference in differences(case):
                found += 1
                self.stderr.write(difference)
        if found:
            raise CommandError(f"{found} chỗ lệch trong {checked} hồ sơ công việc.")
        self.stdout.write(f"{checked} hồ sơ công việc khớp với các sự kiện.")
