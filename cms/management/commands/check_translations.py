"""`manage.py check_translations`: how much of what the libraries say on screen is Vietnamese."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.management import catalogues
from cms.management.catalogues import Entry, misfilled, read
from cms.management.shown import DOMAINS, SOURCES, Source, folder_of, unconsidered, why_not_shown

LANGUAGE = "vi"


@dataclass(frozen=True)
class Coverage:
    """What of one source is translated, by the product or else by the package itself, of all that
    somebody can meet."""

    source: Source
    total: int
    missing: tuple[Entry, ...]
    # Not translated and never shown, with the reason.
    hidden: int = 0

    @property
    def percent(self) -> float:
        """Translated share of the messages, 0 to 100; a source without messages is complete."""
        return 100 * (self.total - len(self.missing)) / self.total if self.total else 100.0


def own_path(domain: str) -> Path:
    """Return the product's own .po file; its .mo stands beside it."""
    return Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"


def _locale_folder(package: str) -> Path:
    folder = folder_of(package)
    if folder is None:
        raise CommandError(f"Chưa cài đặt gói {package}.")
    return folder


def messages(source: Source) -> dict[tuple[str, str], Entry]:
    """Return every message that the package can show.

    Most packages ship an English catalogue with all of them; for those that don't, whatever any
    of their translators met.
    """
    folder, name = _locale_folder(source.package), f"{source.domain}.po"
    english = read(folder / "en" / "LC_MESSAGES" / name)
    found = english or {
        key: entry
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{name}"))
        for key, entry in read(path).items()
    }
    return {key: entry for key, entry in found.items() if entry.msgid}


def coverage(source: Source, own: Mapping[tuple[str, str], Entry]) -> Coverage:
    """Compare what the package says with what is translated, by itself or in our own catalogue of
    its domain."""
    shipped = read(
        _locale_folder(source.package) / LANGUAGE / "LC_MESSAGES" / f"{source.domain}.po"
    )
    translated = {
        key for catalogue in (shipped, own) for key, entry in catalogue.items() if entry.translated
    }
    wanted = messages(source)
    left = [entry for key, entry in wanted.items() if key not in translated]
    missing = tuple(entry for entry in left if not why_not_shown(source, entry))
    hidden = len(left) - len(missing)
    return Coverage(source, len(wanted) - hidden, missing, hidden)


def compiled(domain: str) -> bytes:
    """Return what the .mo file must hold for the .po file of this domain."""
    return catalogues.compiled(own_path(domain).read_text(encoding="utf-8"))


def outdated(domain: str) -> bool:
    """Tell whether the .mo file, which is what the program reads, differs from its .po file."""
    path = own_path(domain).with_suffix(".mo")
    return not path.exists() or path.read_bytes() != compiled(domain)


class Command(BaseCommand):
    """Prints the coverage of each package and its missing messages; fails below the minimum."""

    help = "Đối chiếu bản dịch tiếng Việt với các thông điệp của những gói đã cài đặt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --minimum, and --compile for use after editing a .po file."""
        parser.add_argument(
            "--minimum",
            type=float,
            default=100.0,
            help="Tỷ lệ phần trăm tối thiểu của mỗi gói (mặc định 100).",
        )
        parser.add_argument(
            "--compile",
            action="store_true",
            help="Ghi lại các tệp .mo từ các tệp .po trước khi đối chiếu.",
        )

    def handle(self, *args: Any, minimum: float, compile: bool, **options: Any) -> None:
        """Print the coverage; raises CommandError for what is too low, wrong or outdated."""
        faults = []
        own = {domain: read(own_path(domain)) for domain in DOMAINS}
        for domain in DOMAINS:
            if compile:
                own_path(domain).with_suffix(".mo").write_bytes(compiled(domain))
            elif outdated(domain):
                faults.append(f"{domain}.mo không khớp với {domain}.po (chạy lại với --compile)")
            for entry in misfilled(own[domain].values()):
                faults.append(f"{domain}.po: sai chỗ điền hoặc thẻ ở {entry.msgid!r}")
        for source in unconsidered():
            faults.append(
                f"{source.package} ({source.domain}) có thông điệp mà chưa được xét:"
                " hãy thêm vào cms/management/shown.py"
            )
        for source in SOURCES:
            result = coverage(source, own[source.domain])
            name = f"{source.package} ({source.domain})"
            done = result.total - len(result.missing)
            mark = f"{result.hidden} thông điệp không hiện ra" if result.hidden else ""
            line = f"{name:48}{done:5}/{result.total:<5}{result.percent:6.1f}%  {mark}"
            self.stdout.write(line.rstrip())
            for entry in result.missing:
                where = f"[{entry.context}] " if entry.context else ""
                self.stdout.write(f"    chưa dịch: {where}{entry.msgid!r}")
            if result.percent < minimum:
                faults.append(f"{name} mới dịch {result.percent:.1f}%, cần {minimum:g}%")
        if faults:
            raise CommandError("\n".join(faults))
