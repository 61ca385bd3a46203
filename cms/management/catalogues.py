"""Translation catalogues as data: what a .po file says, its .mo file, what a translator lost."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib


@dataclass(frozen=True)
class Entry:
    """One message: what the program asks for and what the person reads.

    `strings` holds one text for each plural form (Vietnamese has one); all empty = untranslated.
    """

    msgid: str
    strings: tuple[str, ...]
    context: str = ""
    plural: str = ""
    # The files of the package that say it, from the `#:` comments.
    places: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the message; the plural form does not, as in gettext itself."""
        return self.context, self.msgid

    @property
    def translated(self) -> bool:
        """True when every plural form has a text."""
        return bool(self.strings) and all(self.strings)


def parse(text: str) -> dict[tuple[str, str], Entry]:
    """Read the text of a .po file, in its order and without its header.

    Obsolete entries (`#~`) are skipped; fuzzy ones count as untranslated, as in msgfmt.
    Raises ValueError, with the line number, for a line that is none of the format's.
    """
    entries = (_entry(message) for message in _catalogue(text) if not message.obsolete)
    return {entry.key: entry for entry in entries}


def read(path: Path) -> dict[tuple[str, str], Entry]:
    """Read a .po file; an absent file has no entries."""
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def compiled(text: str) -> bytes:
    """Compile the text of a .po file to its .mo file, without what is untranslated or fuzzy.

    The same messages always give the same bytes.
    """
    return _catalogue(text).to_binary()


# polib takes a text without its closing mark, and loses its last letter.
_LINE = re.compile(r'\s*(#.*|[a-z_]*(\[\d+\])?\s*"([^"\\]|\\.)*"\s*)?$')


def _catalogue(text: str) -> polib.POFile:
    for number, line in enumerate(text.splitlines(), start=1):
        if not _LINE.match(line):
            raise ValueError(f"line {number}: not a .po line: {line!r}")
    try:
        return polib.pofile(text)
    except OSError as error:
        raise ValueError(str(error)) from error


def _entry(message: polib.POEntry) -> Entry:
    forms = message.msgstr_plural
    strings = tuple(forms[form] for form in sorted(forms)) if forms else (message.msgstr,)
    return Entry(
        msgid=message.msgid,
        strings=tuple("" for _ in strings) if message.fuzzy else strings,
        context=message.msgctxt or "",
        plural=message.msgid_plural or "",
        places=tuple(dict.fromkeys(path for path, _ in message.occurrences)),
    )


_PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]"  # %(name)s, %(value).1f
    r"|%[sdrf]"
    r"|\{\w*\}"
    r"|</?[a-zA-Z]+"  # tags, so that markup stays whole
    r'|href="[^"]*"'
)


def placeholders(text: str) -> Counter[str]:
    """Return what the program fills in or the browser reads in a text, with how often it occurs."""
    return Counter(_PLACEHOLDER.findall(text))


def misfilled(entries: Iterable[Entry]) -> list[Entry]:
    """Return translated entries whose placeholders or tags differ from those of their message.

    With plural forms either English form will do: "one page" needs no number, "%(count)s pages"
    does, and the single Vietnamese form follows the second.
    """
    wrong = []
    for entry in entries:
        if not entry.msgid:
            continue
        expected = [placeholders(text) for text in (entry.msgid, entry.plural) if text]
        if any(text and placeholders(text) not in expected for text in entry.strings):
            wrong.append(entry)
    return wrong
