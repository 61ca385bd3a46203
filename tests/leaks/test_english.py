"""No page that a person of an agency can open holds words that the libraries left in English."""

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client

from tests.leaks.requests import asks
from tests.leaks.routes import NOT_WALKED, routes
from tests.leaks.world import World

pytestmark = pytest.mark.django_db
# How often an address is asked; more filters show the same words.
EACH = 4

# Words of screens that are no Vietnamese syllables («in», «no», «do», «so», «to» are).
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|this|these|are|not|with|from|have|has|been|was|will|can|cannot|please"
    r"|save|saved|delete|deleted|edit|edited|add|added|remove|search|results?|pages?|users?|logs?"
    r"|sign|settings?|close|open|select|choose|upload|images?|documents?|next|previous|more|all|none"
    r"|yes|date|time|name|title|status|actions?|cancel|submit|view|show|hide|loading|errors?"
    r"|required|fields?|forms?|help|home|dashboard|workflows?|drafts?|published|publish|preview"
    r"|comments?|history|reports?|days?|hours?|minutes?|ago|copy|move|create|update|updated|new"
    r"|enter|confirm|password|username|account|session|reset|back|toggle|skip|main|content|filter"
    r"|order|sort|by|export|import|download|locked|unlock|types?|kind|version|revision|default)\b",
    re.IGNORECASE,
)
# Words of those who build and run the system; the pages of an installation's keepers may have them.
TECHNICAL = re.compile(
    r"\b(json|csv|celery|manage\.py|beat|worker|broker|uuid|traceback|localhost)\b", re.IGNORECASE
)
# What is no sentence for people: addresses, files, machine names.
_NO_WORDS = re.compile(r"\S+[@/.]\S+|\b\w*[_{}]\w*\b|\bform-\w+|zeta\S*", re.IGNORECASE)
# Proper names of standards and products.
NAMES = ("Open Document", "OpenID Connect", "Microsoft Word", "Google Authenticator")


class _Read(HTMLParser):
    """What somebody sees or hears of a page."""

    SILENT = ("script", "style", "template", "code", "pre", "svg", "kbd")
    HEARD = ("title", "alt", "placeholder", "aria-label", "aria-description")

    def __init__(self, silent: tuple[str, ...] = SILENT) -> None:
        super().__init__()
        self.quiet = silent
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.quiet
        if not self.silent:
            self.said += [value for name, value in attrs if name in self.HEARD and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.quiet and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def said_on(page: str, silent: tuple[str, ...]) -> str:
    """All that a page says, but for the elements named."""
    read = _Read(silent)
    read.feed(page)
    return " ".join(" | ".join(read.said).split())


def around(found: re.Match[str], text: str) -> str:
    """A word with what stands around it."""
    return text[max(0, found.start() - 30) : found.end() + 30].strip()


def leftovers(page: str) -> set[str]:
    """English words that somebody sees or hears on a page, each with what stands around it."""
    text = said_on(page, _Read.SILENT)
    for name in NAMES:
        text = text.replace(name, "")
    text = _NO_WORDS.sub(" ", text)
    return {around(found, text) for found in ENGLISH.finditer(text)}


def technical(page: str) -> set[str]:
    """Words for technicians on a page, also where they are set as code."""
    text = said_on(page, ("script", "style", "template", "svg"))
    # The ending of a file is what people see in their folders.
    text = text.replace("đuôi .json", "")
    return {around(found, text) for found in TECHNICAL.finditer(text)}


def test_it_finds_what_is_english() -> None:
    assert leftovers("<p>Save this page</p>") and leftovers('<a title="Edit">Sửa</a>')
    assert not leftovers("<p>In ra, do ông/bà lập, so sánh</p><script>let page</script>")
    assert not leftovers('<a href="/admin/pages/?next=1">Mở tệp a.docx</a>')
    assert technical("<p>Tải về JSON</p>") and technical("<code>celery@may:12</code>")
    assert technical("<p>lệnh <code>manage.py verify_events</code></p>")
    assert not technical("<p>Tệp tài liệu (đuôi .json)</p>")


def test_no_page_speaks_english(world: World) -> None:
    """Every address, asked by somebody who holds every role, about their own agency's things."""
    found: dict[str, set[str]] = {}
    client = Client()
    user = world.people["beside"]
    assert user is not None
    client.force_login(user)
    read = 0
    for route in routes():
        if route.path in NOT_WALKED or not (route.ours or route.stock_open):
            continue
        try:
            questions = asks(route, world.beside, forms=False)
        except KeyError:
            continue  # a thing that only the other agency has
        for ask in questions[:EACH]:
            with transaction.atomic():
                answer = client.get(ask.url)
                transaction.set_rollback(True)
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code >= 300 or not kind.startswith("text/html"):
                continue
            read += 1
            words = leftovers(answer.content.decode()) | technical(answer.content.decode())
            if words:
                found.setdefault(route.path, set()).update(words)
    assert read > 60
    told = [f"{path}: {sorted(words)[:6]}" for path, words in found.items()]
    assert not told, "\n".join(told)
