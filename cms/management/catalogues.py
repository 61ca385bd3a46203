"""Translation catalogues as data: reading .po files and compiling them to .mo, without gettext."""

import re
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"\s*$')
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+")


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
    """Read the text of a .po file, header (empty msgid) included, in the order of the file.

    Obsolete entries (`#~`) are skipped; fuzzy ones count as untranslated, as in msgfmt.
    Raises ValueError, with the line number, for a line that is none of the format's.
    """
    entries: dict[tuple[str, str], Entry] = {}
    # Translated and untranslated parts of the entry being read: msgctxt, msgid, msgstr[0], ...
    parts: dict[str, str] = {}
    places: list[str] = []
    fuzzy = False
    current = ""

    def finish() -> None:
        nonlocal fuzzy, current
        if "msgid" in parts:
            strings = tuple(
                parts[name] for name in sorted(parts, key=_form) if name.startswith("msgstr")
            )
            entry = Entry(
                msgid=parts["msgid"],
                strings=tuple("" for _ in strings) if fuzzy and parts["msgid"] else strings,
                context=parts.get("msgctxt", ""),
                plural=parts.get("msgid_plural", ""),
                places=tuple(dict.fromkeys(places)),
            )
            entries[entry.key] = entry
        parts.clear()
        places.clear()
        fuzzy, current = False, ""

    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            if current.startswith("msgstr"):
                finish()
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
            if line.startswith("#:"):
                places += [place.rpartition(":")[0] or place for place in line[2:].split()]
            continue
        if not line:
            finish()
            continue
        keyword = _KEYWORD.match(line)
        if keyword:
            name, form = keyword.groups()
            if name in ("msgctxt", "msgid") and current.startswith("msgstr"):
                finish()
            current = f"{name}[{form or 0}]" if name == "msgstr" else name
            parts[current] = ""
            line = line[keyword.end() :]
        literal = _LITERAL.match(line)
        if literal is None or not current:
            raise ValueError(f"line {number}: not a .po line: {raw!r}")
        parts[current] += re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), literal[1])
    finish()
    return entries


def _form(name: str) -> int:
    """Number of the plural form in a part's name ("msgstr[2]" is 2, all others 0)."""
    found = re.search(r"\[(\d+)\]", name)
    return int(found[1]) if found else 0


def read(path: Path) -> dict[tuple[str, str], Entry]:
    """Read a .po file; an absent file has no entries."""
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def compile_entries(entries: Iterable[Entry]) -> bytes:
    """The .mo file of these entries, untranslated ones left out.

    Format: GNU gettext manual, "The Format of GNU MO Files"; little endian, no hash table
    (Python's gettext does not read it). The same entries always give the same bytes.
    """
    pairs = sorted(
        (_original(entry).encode(), "\0".join(entry.strings).encode())
        for entry in entries
        if entry.translated
    )
    count = len(pairs)
    header_size = 7 * 4
    start = header_size + 2 * 8 * count
    originals = b"".join(original + b"\0" for original, _ in pairs)
    texts = b"".join(text + b"\0" for _, text in pairs)
    header = struct.pack(
        "<7I", 0x950412DE, 0, count, header_size, header_size + 8 * count, 0, start
    )
    return (
        header
        + _table([len(original) for original, _ in pairs], start)
        + _table([len(text) for _, text in pairs], start + len(originals))
        + originals
        + texts
    )


def _original(entry: Entry) -> str:
    prefix = f"{entry.context}\x04" if entry.context else ""
    suffix = f"\0{entry.plural}" if entry.plural else ""
    return f"{prefix}{entry.msgid}{suffix}"


def _table(lengths: list[int], offset: int) -> bytes:
    """Rows of (length, offset) for texts that stand one after the other, each ended by NUL."""
    rows = []
    for length in lengths:
        rows.append(struct.pack("<2I", length, offset))
        offset += length + 1
    return b"".join(rows)


_PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]"  # %(name)s, %(value).1f
    r"|%[sdrf]"
    r"|\{\w*\}"
    r"|</?[a-zA-Z]+"  # tags, so that markup stays whole
    r'|href="[^"]*"'
)


def placeholders(text: str) -> Counter[str]:
    """What the program fills in or the browser reads in a text, with how often it occurs."""
    return Counter(_PLACEHOLDER.findall(text))


def misfilled(entries: Iterable[Entry]) -> list[Entry]:
    """Translated entries whose placeholders or tags differ from those of their message.

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
