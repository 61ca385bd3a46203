"""The side bar is kept for a person and follows what the person is today."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from cms.shell import sidebar
from registry.now import frozen
from registry.organisation.models import Delegation, Membership, User
from tests import factories

pytestmark = pytest.mark.django_db

ADD = "Thêm mới tài liệu"


def shown(user: User) -> str:
    """The side bar on a page that this person opens now."""
    client = Client()
    client.force_login(user)
    page = client.get("/admin/tra-cuu/").content.decode()
    found = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    return json.dumps(json.loads(found[1]), ensure_ascii=False)


@pytest.fixture
def clerk() -> User:
    return factories.person(factories.agency(), role="clerk")


def test_it_is_made_once_for_many_pages(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = sidebar.make
    monkeypatch.setattr(sidebar, "_kept", type(sidebar._kept)())
    monkeypatch.setattr(sidebar, "make", lambda context: made.append(1) or make(context))
    assert shown(clerk) == shown(clerk)
    assert len(made) == 1


def test_two_people_never_share_one(clerk: User) -> None:
    secretary = factories.person(clerk.memberships.get().agency, role="iso_secretary")
    assert ADD not in shown(clerk)
    assert ADD in shown(secretary)
    assert clerk.first_name in shown(clerk) and clerk.first_name not in shown(secretary)


def test_a_role_given_or_taken_shows_on_the_next_page(clerk: User) -> None:
    agency = clerk.memberships.get().agency
    assert ADD not in shown(clerk)
    given = Membership.unscoped.create(user=clerk, agency=agency, role="drafter")
    assert ADD in shown(clerk)
    given.delete()
    assert ADD not in shown(clerk)


def test_a_delegation_shows_while_it_holds(clerk: User) -> None:
    agency = clerk.memberships.get().agency
    giver = factories.person(agency, role="iso_secretary")
    with frozen(factories.at("2026-04-24 09:00")):
        assert ADD not in shown(clerk)
    Delegation.unscoped.create(
        agency=agency, giver=giver, receiver=clerk, role="iso_secretary",
        starts=date(2026, 4, 25), ends=date(2026, 4, 25),
    )  # fmt: skip
    for day, there in (("2026-04-25 09:00", True), ("2026-04-26 09:00", False)):
        with frozen(factories.at(day)):
            assert (ADD in shown(clerk)) is there


def test_only_so_many_are_kept(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "_AT_MOST", 2)
    for role in ("drafter", "auditor", "staff"):
        shown(factories.person(clerk.memberships.get().agency, role=role))
    assert len(sidebar._kept) == 2
