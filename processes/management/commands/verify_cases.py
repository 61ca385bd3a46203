"""manage.py verify_cases: do the stored rows of cases say what their events say?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from processes.cases.verifying import verify


class Command(BaseCommand):
    """Folds every case's events again and names each difference."""

    help = "So sánh hồ sơ công việc đã lưu với các sự kiện của chúng"

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when anything differs."""
        found = 0
        checked = 0
        for _case, differing in verify():
            checked += 1
            found += len(differing)
            for difference in differing:
                self.stderr.write(difference)
        if found:
            raise CommandError(f"{found} chỗ lệch trong {checked} hồ sơ công việc.")
        self.stdout.write(f"{checked} hồ sơ công việc khớp với các sự kiện.")
