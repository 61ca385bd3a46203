"""`manage.py work`: does the outbox's jobs until stopped."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from registry.trail import outbox


class Command(BaseCommand):
    help = "Làm các việc nền đang chờ; --once: làm hết rồi dừng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=1.0, help="Giây nghỉ khi hết việc")

    def handle(self, *args: Any, **options: Any) -> None:
        running = True

        def stop(*_: Any) -> None:
            nonlocal running
            running = False

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        done = 0
        while running:
            tried = outbox.work()
            done += tried
            if tried == 0:
                if options["once"]:
                    break
                close_old_connections()
                time.sleep(options["pause"])
        self.stdout.write(f"Đã làm {done} việc.")
