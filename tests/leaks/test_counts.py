"""Lists, numbers and pages of the agencies around are the same with and without the secrets."""

import re

import pytest

from cms.site.ready import keeping
from registry.organisation.models import User
from search import indexing
from tests.leaks import world as worlds
from tests.leaks.requests import QUERIES, Ask
from tests.leaks.routes import routes
from tests.leaks.test_strangers import Visitor, said

pytestmark = pytest.mark.django_db


def test_what_the_secret_agency_has_is_in_no_count() -> None:
    """Pages of the agencies around are the same, to the letter, with and without the secrets."""
    _, closed, _, people = worlds.prepare()
    indexing.rebuild()
    around = ("beside", "below", "nobody")
    before = {who: own_pages(people[who]) for who in around}
    worlds.wagtail_things(worlds.office(closed))
    indexing.rebuild()
    keeping.forget_all()
    for who in around:
        after = own_pages(people[who])
        assert len(after) > 30
        assert [url for url in after if after[url] != before[who][url]] == []


def own_pages(user: User | None) -> dict[str, str]:
    """Every page without variable parts as somebody sees it, marks of the moment taken out."""
    visitor = Visitor(user)
    pages = {}
    for route in routes():
        if route.ours and not route.parameters and not route.path.startswith("/^"):
            for query in QUERIES[route.path]:
                if "{" not in query:
                    url = route.path + query
                    answer = visitor.ask(Ask(route, url))[0]
                    # A workbook bears the time at which it was made.
                    if "spreadsheet" not in answer.get("Content-Type", ""):
                        pages[url] = _MOMENT.sub("", said(answer))
    return pages


# Tokens that are new with every answer, and how long it took.
_MOMENT = re.compile(
    r"csrfmiddlewaretoken[^>]*>|csrftoken=\S+|\"csrf\w+\": *\"\w+\"|\b[0-9a-f]{32}\b|\w{64}"
    r"|Số liệu lúc \d\d:\d\d"
)
