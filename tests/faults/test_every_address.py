"""Nonsense in every id, query and field of every address: no broken page, no English."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import transaction
from django.test import Client, override_settings

from cms.site.ready import keeping
from registry.editor.forms import DocumentForm
from registry.now import frozen
from search import indexing
from tests import factories
from tests.faults.words import fault
from tests.leaks import world as worlds
from tests.leaks.requests import MORE, QUERIES, forms_of, ids_of
from tests.leaks.routes import NOT_WALKED, Route, addresses, routes
from tests.leaks.world import Office, World
from tests.registry.editor.test_round_trip import posted

pytestmark = pytest.mark.django_db

NONSENSE = {
    "zero byte": "a\0b",
    "a number too long to read": "9" * 5000,
    "a number too long to store": "9" * 25,
    "a digit that is no number": "²",
    "digits of another script": "٣",
    "negative": "-1",
    "letters": "abc' OR 1=1 --",
    "decomposed": "Qua\u0302\u0323n ly\u0301",
    "a lone surrogate": "\ud800",
    "nothing": " ",
}
# Read in different ways: each stands at one name after the other; the others at all names at once.
ALONE = {"zero byte", "a number too long to read", "a lone surrogate"}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[World]:
    """Made once for the file; what the tests send is undone, and their transactions lie inside."""
    folder = tmp_path_factory.mktemp("nonsense")
    places = {"SEARCH_INDEX": folder / "search.sqlite3", "MEDIA_ROOT": folder / "media"}
    with (
        override_settings(**places),
        frozen(factories.at("2026-04-24 09:00")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        made = worlds.make()
        indexing.rebuild()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    """Every page is rendered for its own test."""
    keeping.forget_all()


class Sender:
    """Somebody who holds every role, and so reaches whatever some role would: sends and undoes;
    keeps what went wrong."""

    def __init__(self, office: Office) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(worlds.everything(office.agency, "VP", "moivaitro"))
        self.cookies = self.client.cookies.copy()
        self.wrong: list[str] = []
        self.sent = 0

    def send(self, said: str, method: str, url: str, **options: Any) -> None:
        self.client.cookies = self.cookies.copy()
        self.sent += 1
        with transaction.atomic():
            response = getattr(self.client, method)(url, **options)
            found = fault(response)
            transaction.set_rollback(True)
        if found:
            self.wrong.append(f"{said}: {method.upper()} {url[:150]}: {found}")


def ours() -> list[Route]:
    return [route for route in routes() if route.ours]


def encoded(values: list[tuple[str, str]]) -> str:
    return "?" + urlencode([(n, v.encode(errors="surrogatepass")) for n, v in values])


FORM = "application/x-www-form-urlencoded"
EDIT, PREVIEW = "/admin/tai-lieu/<int:pk>/sua/", "/admin/tai-lieu/<int:pk>/xem-truoc/"


def complete(office: Office) -> dict[str, str]:
    """All that the edit page of the secret draft sends."""
    form = DocumentForm(document=office.draft, user=office.secretary)
    data: dict[str, str] = {}
    for panel in form.panels:
        state = panel.block.get_form_state(form.initial[panel.slug])
        data |= posted(panel.block, json.loads(json.dumps(state)), panel.slug)
    return data


def counts(form: dict[str, Any]) -> set[str]:
    """The hidden inputs by which Wagtail counts rows."""
    return {name for name in form if re.search(r"-(count|order|deleted|type|id)$", name)}


def queries_of(route: Route, world: World) -> set[str]:
    """The names that an address answers to, and some that every list does."""
    known = [*QUERIES.get(route.path, []), *MORE.get(route.path, [])]
    return {name for query in known for name, _ in parse_qsl(query[1:])}


def test_nonsense_in_every_query(world: World) -> None:
    sender, office = Sender(world.secret), world.secret
    for route in ours():
        names = queries_of(route, world)
        places = addresses(route, office) if names else []
        for url in {*places[:1], *places[-1:]}:
            for said, value in NONSENSE.items():
                spoilt = [(name, value) for name in sorted(names)]
                for some in [[one] for one in spoilt] if said in ALONE else [spoilt]:
                    sender.send(said, "get", url + encoded(some))
    assert sender.wrong == []
    assert sender.sent > 200


def test_nonsense_in_every_id(world: World) -> None:
    sender = Sender(world.secret)
    for route in ours():
        if route.path.startswith("/^"):
            continue
        for value in ("9" * 19, "9" * 25, "9" * 5000, "0", "abc", "²", "a%00b", "%FF"):
            if route.parameters:
                url = re.sub(r"<[^>]*>", value, route.path)
                if "so-sanh" in url:
                    for letter in "rv":
                        known = f"/{world.secret.draft.pk}/so-sanh/{letter}"
                        sender.send("a side", "get", re.sub(r"/[^/]*/so-sanh/", known, url))
                sender.send("an id", "get", url)
                sender.send("an id", "post", url)
    for url in ("/thu-tuc/khong-co-00000000/", "/thu-tuc/%00-00000000/", "/thu-tuc/%FF-00000000/"):
        sender.send("an id", "get", url)
    assert sender.wrong == []


@pytest.mark.parametrize(
    "said", ["zero byte", "a number too long to read", "a digit that is no number", "decomposed",
             "a lone surrogate"],
)  # fmt: skip
def test_nonsense_in_every_field(world: World, said: str) -> None:
    office = world.secret
    sender = Sender(office)
    for route in ours():
        if route.path.startswith("/^") or route.path in NOT_WALKED:
            continue
        known = ids_of(office)
        for form in forms_of(route, office):
            if not isinstance(form, dict) or not form:
                continue
            if route.path in (EDIT, PREVIEW):
                form |= complete(office)
            url = addresses(route, office)[0]
            if route.path in ("/admin/tai-lieu/them/", "/admin/trinh-ban-hanh/moi/"):
                url += ("?kind=manual" if "them" in url else "?tai-lieu={draft}").format(**known)
            keep = {
                "do",
                "action",
                "base_digest",
                "accept_digest",
                *counts(form),
                "channel",
                "documents",
                "confidentiality",
            }
            spoilt = {name: v if name in keep else NONSENSE[said] for name, v in form.items()}
            body = encoded([(name, str(value)) for name, value in spoilt.items()])[1:]
            sender.send(said, "post", url, data=body, content_type=FORM)
    name = encoded([("login", NONSENSE[said]), ("password", NONSENSE[said])])[1:]
    sender.send(said, "post", "/admin/login/", data=name, content_type=FORM)
    assert sender.wrong == []


def test_json_that_is_none_at_every_fragment(world: World) -> None:
    sender = Sender(world.secret)
    for url in ("/admin/dieu-kien/", "/admin/tai-lieu/dan-bang/"):
        for body in (
            b"", b"{", b"[]", b"null", b"1", b"\xff\xfe", b'{"kind": 1}', b'{"kind": "rule"}',
            b'{"kind": "process", "pointer": 1, "rows": 1}',
            b'{"kind": "process", "pointer": "/steps", "rows": [1]}',
            b'{"kind": "process", "pointer": "/steps", "rows": [[1, null, {}]], "body": []}',
            b'{"kind": "process", "pointer": "/steps", "rows": [["\\u0000", "\\ud800"]]}',
            b'{"kind": "rule", "source": [], "body": {"form": {}}, "logic": []}',
            b'{"kind": "rule", "logic": {"var": []}, "condition": 1}',
            b'{"kind": "rule", "logic": {"==": [{"var": "a"}, 1e400]}}',
            b'{"kind": "rule", "logic": {"==": [{"var": "a"}, 0.1]}}',
            b'{"kind": "rule", "logic": {"==": [{"var": "a"}, "\\ud800"]}}',
            b'{"kind": "rule", "condition": {"all": [{"field": []}]}}',
            b'{"kind": "rule", "condition": {"join": "all", "rows": [{"field": {}, "value": {}}]}}',
            b'{"kind": "rule", "body": {"form": "\\u0000"}}',
        ):  # fmt: skip
            sender.send("json", "post", url, data=body, content_type="application/json")
    assert sender.wrong == []
