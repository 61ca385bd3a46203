"""`manage.py rebuild_search`: builds the search index anew while the old one goes on answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engines.base import Rebuilding


class Command(BaseCommand):
    help = "Lập lại chỉ mục tra cứu; trong lúc lập, chỉ mục cũ vẫn dùng được."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = indexing.rebuild()
        except Rebuilding:
            raise CommandError("Chỉ mục đang được một tiến trình khác lập lại.") from None
        self.stdout.write(f"Đã lập chỉ mục {number} mục.")
