"""`manage.py rebuild_search`: builds the search indexes anew while the old ones go on answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engines.base import EngineAway, Rebuilding

# A line after every so many things.
EVERY = 1_000

LABELS = {
    "embedded": "chỉ mục trên máy này",
    "elasticsearch": "chỉ mục trên máy chủ tra cứu",
}


class Command(BaseCommand):
    help = "Lập lại chỉ mục tra cứu; trong lúc lập, chỉ mục cũ vẫn dùng được."

    def handle(self, *args: Any, **options: Any) -> None:
        for engine in indexing.engines():
            label = LABELS[engine.name]
            self.stdout.write(f"Đang lập {label} …")
            try:
                number = indexing.build_one(engine, self._say)
            except Rebuilding:
                raise CommandError(
                    f"{label.capitalize()} đang được một tiến trình khác lập lại."
                ) from None
            except EngineAway as error:
                raise CommandError(f"Máy chủ tra cứu không trả lời ({error}).") from None
            self.stdout.write(f"Đã lập {label}: {_grouped(number)} mục.")

    def _say(self, things: int) -> None:
        if things % EVERY == 0:
            self.stdout.write(f"  đã đọc {_grouped(things)} tài liệu")
            self.stdout.flush()


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
