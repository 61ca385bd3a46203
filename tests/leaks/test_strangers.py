"""Strangers at every address of the product, Wagtail's stock ones included, find nothing."""

import html
import re
import unicodedata
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client

from processes.models import Backtest, Case, Task
from registry.distribution.models import ControlledCopy, Delivery
from registry.documents.models import Document, Version
from registry.library.models import Favourite
from registry.notices.models import Notice
from registry.organisation.models import Agency, User
from registry.organisation.roles import abilities, reach, role_labels
from registry.periodic.models import PeriodicReview, ReviewPeriod
from registry.presence.models import Editing
from registry.records.models import Record
from registry.takeover.models import Takeover
from registry.trail.models import Event
from registry.yearly.models import ObjectiveValue
from tests import factories
from tests.leaks.requests import QUERIES, Ask, asks
from tests.leaks.routes import NOT_WALKED, Route, addresses, routes
from tests.leaks.world import IN_USE, INSIDE, REVISION, WORDS, Office, World

pytestmark = pytest.mark.django_db
SECRET = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


class Visitor:
    """Somebody at a browser; every request is undone, so that none spoils the next."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.questions = questions(user)
        # Read once: whatever a request does is undone.
        self.before: list[Any] | None = None
        self.client = Client(raise_request_exception=True)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.copy()

    def ask(self, ask: Ask) -> tuple[HttpResponse, bool]:
        """The answer, and whether anything of anybody's changed."""
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            if ask.data is not None and self.before is None:
                self.before = self.traces()
            if ask.data is None:
                response = self.client.get(ask.url)
            elif isinstance(ask.data, str):
                response = self.client.post(ask.url, ask.data, content_type="application/json")
            else:
                response = self.client.post(ask.url, ask.data)
            changed = ask.data is not None and self.traces() != self.before
            transaction.set_rollback(True)
        return response, changed  # type: ignore[return-value]

    def traces(self) -> list[Any]:
        """The answers to the questions as things are now."""
        with connection.cursor() as cursor:
            found = []
            for sql, values in self.questions:
                cursor.execute(sql, values)
                found.append(cursor.fetchall())
            return found


# Whoever ends their own sign-ins leaves this in the book of their agency, and harms nobody.
OWN_SESSIONS = ("account.signed_out", "account.sessions_ended")


WRITTEN = (Case, Version, Record, PeriodicReview, ReviewPeriod, ObjectiveValue, Favourite, Editing,
           Backtest)  # fmt: skip


def questions(visitor: User | None) -> list[tuple[str, tuple[Any, ...]]]:
    """What asks for all that a request may have done to the secret agency, the visitor's own
    sign-ins aside: made once, for it is asked after thousands of requests."""
    agency = Agency.objects.get(code="H99.15.01")
    own = Q(actor=visitor, type__in=OWN_SESSIONS) if visitor else Q(pk__in=[])
    asked = [
        Event.objects.filter(agency=agency).exclude(own).values_list("pk"),
        *(model.objects.of(agency).values_list("pk") for model in WRITTEN),
        Document.objects.of(agency).values_list("pk", "body", "stage", "title", "updated_at"),
        Task.objects.of(agency).values_list("pk", "status", "started_at", "urged_at"),
        Notice.objects.of(agency).values_list("pk", "read_at"),
        Takeover.objects.of(agency).values_list("pk", "state", "parts", "stop_asked"),
        Delivery.objects.of(agency).values_list("pk", "acknowledged_at", "checked_at"),
        ControlledCopy.objects.of(agency).values_list("pk", "state"),
    ]
    return [rows.order_by("pk").query.sql_with_params() for rows in asked]


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


# Named by a word that every agency has, and filled with one's own things: one's account, lists of
# documents and of work, and the master lists, which everybody reads in their agency.
LISTS = (
    "/tai-khoan/", "/admin/danh-sach/", "/admin/cong-viec/<slug", "/admin/tai-lieu/danh-muc/",
)  # fmt: skip


def about_a_thing(route: Route) -> bool:
    """Whether the address names one thing of the agency, so that a stranger is turned away."""
    return bool(route.parameters) and not route.path.startswith(LISTS)


def walk(
    visitor: Visitor, office: Office, *, allowed: set[str] = frozenset(), stock: bool = True,
    hidden_only: bool = False, forms: bool = True, readable: frozenset[str] = frozenset(),
    once: bool = False, revised: bool = False, third: int | None = None, things: bool = False,
) -> list[str]:  # fmt: skip
    """What went wrong on the way through all addresses, in words; `once`: each with one query;
    `revised`: about documents that are in force and under revision, for who may read the first;
    `third`: each third address from here; `things`: those alone that have an id in them."""
    wrong = []
    for place, route in enumerate(routes()):
        if (third is not None and place % 3 != third) or (things and not route.parameters):
            continue
        if route.path in NOT_WALKED or (route.shut and not stock):
            continue
        seen = set()
        for ask in asks(route, office, hidden_only=hidden_only, revised=revised, forms=forms):
            bare = ask.url.partition("?")[0]
            if once and ask.data is None and bare in seen:
                continue
            seen.add(bare)
            response, changed = visitor.ask(ask)
            leaked = found_secrets(ask, response, allowed)
            if leaked:
                wrong.append(f"{ask}: says {sorted(leaked)}")
            if changed and not revised:
                wrong.append(f"{ask}: changed something")
            if response.status_code >= 500:
                wrong.append(f"{ask}: {response.status_code}")
            if route.path in readable or revised:
                continue
            if (route.shut or about_a_thing(route)) and not refused(response):
                wrong.append(f"{ask}: {response.status_code}, not refused")
    return wrong


# Who issues a procedure reads which agencies below work by it, and none of their words.
ISSUERS = frozenset({"/admin/ap-dung/<uuid:uid>/"})
# Pages about things that are never an office's own: a document to adopt is one of the agency
# above, how far a clone is concerns the province's administrator alone, what ships newer is of the
# product; and the form of a verdict stands only in a chain that has one.
OF_OTHERS = {
    "/admin/ap-dung/tai-lieu/<int:pk>/", "/admin/to-chuc/nhan-ban/<uuid:uid>/",
    "/admin/ban-moi/<int:pk>/", "/admin/trinh-ban-hanh/<uuid:uid>/phieu/",
}  # fmt: skip


@pytest.mark.parametrize("who", ["beside", "above", "below", "nobody"])
def test_a_stranger_finds_nothing_anywhere(world: World, who: str) -> None:
    """Every role at once, in the agency beside, above or below; and nobody at all.

    Roles only add to what a person may see and do, so whoever holds all of them finds whatever a
    holder of some would find, at every address, with every filter and every form.
    """
    visitor, near = Visitor(world.people[who]), who in ("beside", "nobody")
    readable = ISSUERS if who == "above" else frozenset()
    # What is shared is read below by the name under which it is in force, with its unit.
    allowed = IN_USE if who == "below" else set()
    wrong = walk(
        visitor, world.secret, stock=near, forms=near, readable=readable, allowed=allowed
    )  # fmt: skip
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", role_labels())
def test_each_role_alone_finds_nothing_in_the_agency_beside(world: World, role: str) -> None:
    """A page that takes another way for some role alone: every address of ours is read once by
    each third of the roles.

    Filters, forms and Wagtail's stock addresses, which ask for no role, are the walk's of whoever
    holds all roles.
    """
    beside = world.beside.agency
    user = factories.person(beside, role=role, unit=factories.unit(beside, "VP"))
    place = list(role_labels()).index(role)
    wrong = walk(Visitor(user), world.secret, stock=False, forms=False, once=True, third=place % 3)
    assert not wrong, "\n".join(wrong)


# Roles that reach no further than a unit, by the role table, but for that of the colleague below.
OF_UNITS = [
    role
    for role in role_labels()
    if role != "staff" and all(reach(role, able) != "agency" for able in abilities())
]


@pytest.mark.parametrize("role", OF_UNITS)
def test_a_role_of_another_unit_finds_nothing_of_this_one(world: World, role: str) -> None:
    agency = world.secret.agency
    user = factories.person(agency, role=role, unit=factories.unit(agency, "TP"))
    wrong = walk(
        Visitor(user), world.secret, allowed=INSIDE, stock=False, hidden_only=True, forms=False,
        once=True,
    )  # fmt: skip
    assert not wrong, "\n".join(wrong)


# Roles whose holders read no drafts of others in the whole agency, by the role table.
OF_NO_DRAFTS = [role for role in role_labels() if reach(role, "document.read_draft") != "agency"]


@pytest.mark.parametrize("who", ["colleague", "below"])
def test_who_reads_no_drafts_knows_a_document_by_its_issue_alone(world: World, who: str) -> None:
    """Title, code and text of a revision under way are in no answer to anybody else: whoever
    holds every role that reads no drafts of the agency, and whoever the document is shared with.
    The latter's lists, and filters of a colleague's, are walked by the tests around.
    """
    user = world.people["below"]
    if who == "colleague":
        unit = factories.unit(world.secret.agency, "TP")
        user = factories.person(
            world.secret.agency, role=OF_NO_DRAFTS[0], roles=tuple(OF_NO_DRAFTS[1:]), unit=unit
        )
    visitor = Visitor(user)
    wrong = walk(
        visitor, world.secret, allowed=WORDS - REVISION, stock=False, revised=True,
        forms=who == "colleague", once=who == "colleague", things=who == "below",
    )  # fmt: skip
    assert not wrong, "\n".join(wrong)
    for document in world.secret.revised:
        page = visitor.client.get(f"/admin/tai-lieu/{document.pk}/")
        assert "KINDANGDUNG" in said(page)
    assert "KINDANGDUNG" in said(visitor.client.get("/admin/tai-lieu/?q=zeta"))
    reader = Visitor(world.secret.secretary)
    assert "KINSUATEN" in said(reader.client.get("/admin/tai-lieu/?q=kinsuaten"))


def test_figures_of_the_machine_are_for_the_monitor(world: World) -> None:
    for user in world.people.values():
        assert Visitor(user).client.get("/metrics/").status_code == 404


def test_a_colleague_of_another_unit_reads_what_is_issued_and_no_more(world: World) -> None:
    visitor = Visitor(world.people["colleague"])
    wrong = walk(visitor, world.secret, allowed=INSIDE, stock=False, hidden_only=True)
    assert not wrong, "\n".join(wrong)
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


def test_every_address_is_walked_or_has_a_reason(world: World) -> None:
    for route in routes():
        if route.path in NOT_WALKED:
            assert len(NOT_WALKED[route.path]) > 20
        elif not route.parameters and route.ours:
            assert route.path in QUERIES, f"{route.path}: list it in tests/leaks/requests.py"
        else:
            assert addresses(route, world.secret), route.path
    assert set(QUERIES) <= {route.path for route in routes()}
