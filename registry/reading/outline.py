"""The outline of a rendered text: its headings get ids and stand as a list that leads to them."""

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

# What kinds render escapes all that people typed: a heading that is matched here is our own.
_HEADING = re.compile(r"<h([23])(\s[^>]*)?>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r"""\sid=["']([^"']+)["']""")


@dataclass(frozen=True)
class Heading:
    """A heading of a text, with those below it."""

    id: str
    words: str
    parts: tuple["Heading", ...] = ()


def outlined(html: SafeString) -> tuple[SafeString, list[Heading]]:
    """Return the text with an id at each of its headings, and its outline in two levels."""
    found: list[tuple[int, Heading]] = []

    def named(match: re.Match[str]) -> str:
        level, attributes, inner = match[1], match[2] or "", match[3]
        given = _ID.search(attributes)
        name = given[1] if given else f"muc-{len(found) + 1}"
        words = " ".join(unescape(strip_tags(inner)).split())
        if not words:
            return match[0]
        found.append((int(level), Heading(name, words)))
        attribute = "" if given else f' id="{name}"'
        return f"<h{level}{attributes}{attribute}>{inner}</h{level}>"

    text = _HEADING.sub(named, html)
    return mark_safe(text), _nested(found)


def _nested(found: list[tuple[int, Heading]]) -> list[Heading]:
    """A heading of the third level stands below the one of the second before it."""
    outline: list[Heading] = []
    for level, heading in found:
        if level == 2 or not outline:
            outline.append(heading)
        else:
            last = outline[-1]
            outline[-1] = Heading(last.id, last.words, (*last.parts, heading))
    return outline
