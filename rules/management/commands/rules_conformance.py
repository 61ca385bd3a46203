"""manage.py rules_conformance FOLDER: how many official JSON Logic cases the engine passes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rules.conformance import OFFICIAL, failures, page, read_suite, suites


class Command(BaseCommand):
    """The command that prints passed/total of every suite.

    It fails when the official suite is not complete.
    """

    help = "Chạy các bộ kiểm thử JSON Logic trong một thư mục và in số đạt trên tổng số."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--failures", action="store_true", help="In cả các ca không đạt.")

        parser.add_argument("--page", type=Path, help="Ghi trang tài liệu về kết quả vào tệp này.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not (folder / OFFICIAL).is_file():
            raise CommandError(f"Không thấy {OFFICIAL} trong thư mục {folder}")
        if options["page"]:
            options["page"].write_text(page(folder), encoding="utf-8")
        passed = total = 0
        official_complete = False
        for name, path in suites(folder):
            cases = read_suite(path)
            failed = failures(cases)
            self.stdout.write(f"{name}: {len(cases) - len(failed)}/{len(cases)}")
            if options["failures"]:
                for case, got in failed:
                    self.stdout.write(f"    {case.rule!r} {case.data!r}: {got!r}")
            if name == OFFICIAL:
                official_complete = not failed
            else:
                passed += len(cases) - len(failed)
                total += len(cases)
        if total:
            self.stdout.write(f"compat-suites: {passed}/{total}")
        if not official_complete:
            raise CommandError("Bộ kiểm thử chính thức chưa đạt hết")
