"""Strangers at every address of the product, Wagtail's stock ones included, find nothing."""

import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from cms.site import shelf
from processes.models import Case, Task
from registry.documents.models import Document, Version
from registry.notices.models import Notice
from registry.now import frozen
from registry.organisation.models import Agency, User
from registry.records.models import Record
from registry.trail.models import Event
from search import indexing
from tests import factories
from tests.leaks import world as worlds
from tests.leaks.requests import QUERIES, Ask, asks
from tests.leaks.routes import NOT_WALKED, Route, addresses, routes
from tests.leaks.world import INSIDE, WORDS, Office, World

pytestmark = pytest.mark.django_db
NOW = factories.at("2026-04-24 09:00")

SECRET = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


@pytest.fixture(autouse=True)
def _quiet_places(tmp_path: Path, settings: Any) -> Iterator[None]:
    """An index and a shelf of this test alone, at one instant."""
    settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
    settings.MEDIA_ROOT = tmp_path / "media"
    shelf.forget_all()
    with frozen(NOW):
        yield
    shelf.forget_all()


@pytest.fixture
def world() -> World:
    made = worlds.make()
    indexing.rebuild()
    return made


class Visitor:
    """Somebody at a browser; every request is undone, so that none spoils the next."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=True)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.copy()

    def ask(self, ask: Ask) -> tuple[HttpResponse, bool]:
        """The answer, and whether anything of anybody's changed."""
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            before = None if ask.data is None else traces()
            if ask.data is None:
                response = self.client.get(ask.url)
            elif isinstance(ask.data, str):
                response = self.client.post(ask.url, ask.data, content_type="application/json")
            else:
                response = self.client.post(ask.url, ask.data)
            changed = before is not None and traces() != before
            transaction.set_rollback(True)
        return response, changed  # type: ignore[return-value]


def traces() -> list[Any]:
    """All that a request may have done to the secret agency."""
    agency = Agency.objects.get(code="H99.15.01")
    drafts = Document.objects.of(agency)
    return [
        Event.objects.filter(agency=agency).count(),
        *(model.objects.of(agency).count() for model in (Document, Case, Task, Version, Record)),
        *drafts.order_by("pk").values_list("body", "stage", "title", "updated_at"),
        *Task.objects.of(agency).order_by("pk").values_list("status", "started_at", "urged_at"),
        *Notice.objects.of(agency).order_by("pk").values_list("read_at"),
    ]


def said(response: HttpResponse) -> str:
    """The whole of an answer as plain letters: body, headers, names of files."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = html.unescape(body.decode(errors="replace"))
    text += response.get("Location", "") + response.get("Content-Disposition", "")
    if "json" in response.get("Content-Type", ""):
        text += text.encode().decode("unicode_escape", errors="replace")
    text = re.sub(r"</?mark[^>]*>", "", text)
    return unicodedata.normalize("NFC", text)


def found_secrets(ask: Ask, response: HttpResponse, allowed: set[str]) -> set[str]:
    """Words of the secret agency in an answer, those of the question aside."""
    asked = set(SECRET.findall(f"{ask.url} {ask.data}".upper()))
    return set(SECRET.findall(said(response).upper())) - allowed - asked


def refused(response: HttpResponse) -> bool:
    """Not found, not allowed, not that way, or led to sign in or home."""
    if response.status_code in (403, 404, 405):
        return True
    return response.status_code == 302 and (
        response["Location"].startswith("/admin/login/") or response["Location"] == "/admin/"
    )


def about_a_thing(route: Route) -> bool:
    """Whether the address names one thing of the agency, so that a stranger is turned away."""
    lists = ("/tai-khoan/", "/admin/danh-sach/", "/admin/cong-viec/<slug")
    public = route.path.startswith("/^thu-tuc")
    return public or (bool(route.parameters) and not route.path.startswith(lists))


def walk(
    visitor: Visitor, office: Office, *, allowed: set[str] = frozenset(), stock: bool = True,
    hidden_only: bool = False, forms: bool = True, readable: frozenset[str] = frozenset(),
) -> list[str]:  # fmt: skip
    """What went wrong on the way through all addresses, in words."""
    wrong = []
    for route in routes():
        if route.path in NOT_WALKED or (route.shut and not stock):
            continue
        for ask in asks(route, office, hidden_only=hidden_only):
            if ask.data is not None and not forms:
                continue
            response, changed = visitor.ask(ask)
            leaked = found_secrets(ask, response, allowed)
            if leaked:
                wrong.append(f"{ask}: says {sorted(leaked)}")
            if changed:
                wrong.append(f"{ask}: changed something")
            if response.status_code >= 500:
                wrong.append(f"{ask}: {response.status_code}")
            if route.path in readable:
                continue
            if (route.shut or about_a_thing(route)) and not refused(response):
                wrong.append(f"{ask}: {response.status_code}, not refused")
    return wrong


# Who issues a procedure reads which agencies below work by it, and none of their words.
ISSUERS = frozenset({"/admin/ap-dung/<uuid:uid>/"})
# Pages about things that are never an office's own: a document to adopt is one of the agency
# above, and how far a clone is concerns the province's administrator alone.
OF_OTHERS = {"/admin/ap-dung/tai-lieu/<int:pk>/", "/admin/to-chuc/nhan-ban/<uuid:uid>/"}


@pytest.mark.parametrize("who", ["beside", "above", "below", "nobody"])
def test_a_stranger_finds_nothing_anywhere(world: World, who: str) -> None:
    """Every role at once, in the agency beside, above or below; and nobody at all."""
    visitor, near = Visitor(world.people[who]), who in ("beside", "nobody")
    readable = ISSUERS if who == "above" else frozenset()
    assert walk(visitor, world.secret, stock=near, forms=near, readable=readable) == []


def test_a_colleague_of_another_unit_reads_what_is_issued_and_no_more(world: World) -> None:
    visitor = Visitor(world.people["colleague"])
    wrong = walk(visitor, world.secret, allowed=INSIDE, stock=False, hidden_only=True)
    assert wrong == []
    address = f"/admin/tai-lieu/{world.secret.issued.document_id}/"
    assert "KINBANHANH" in said(visitor.client.get(address))


def test_the_walk_leads_to_real_pages(world: World) -> None:
    """Those whose things they are find them at the very same addresses: the ids are right."""
    office = world.secret
    admin = factories.person(office.agency, role="agency_admin", roles=("site_editor",))
    visitors = [Visitor(person) for person in (office.secretary, office.top, office.desk, admin)]

    def found(route: Route) -> bool:
        return any(
            visitor.ask(ask)[0].status_code not in (403, 404, 405)
            for ask in asks(route, office)
            for visitor in visitors
        )

    things = [
        route
        for route in routes()
        if route.ours and about_a_thing(route) and route.path not in OF_OTHERS | NOT_WALKED.keys()
    ]
    assert [r.path for r in things if not r.path.startswith("/^") and not found(r)] == []


def test_what_the_secret_agency_has_is_in_no_count() -> None:
    """Pages of the agencies around are the same, to the letter, with and without the secrets."""
    _, closed, _, people = worlds.prepare()
    indexing.rebuild()
    around = ("beside", "below", "nobody")
    before = {who: own_pages(people[who]) for who in around}
    worlds.wagtail_things(worlds.office(closed))
    indexing.rebuild()
    shelf.forget_all()
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
                    pages[url] = _MOMENT.sub("", said(visitor.ask(Ask(route, url))[0]))
    return pages


# Tokens that are new with every answer, and how long it took.
_MOMENT = re.compile(
    r"csrfmiddlewaretoken[^>]*>|csrftoken=\S+|\"csrf\w+\": *\"\w+\"|\b[0-9a-f]{32}\b|\w{64}"
)


def test_every_address_is_walked_or_has_a_reason(world: World) -> None:
    for route in routes():
        if route.path in NOT_WALKED:
            assert len(NOT_WALKED[route.path]) > 20
        elif not route.parameters and route.ours:
            assert route.path in QUERIES, f"{route.path}: list it in tests/leaks/requests.py"
        else:
            assert addresses(route, world.secret), route.path
    assert set(QUERIES) <= {route.path for route in routes()}
