"""The frame around every page: a menu kept for a person, the way back, who is here."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from cms.shell import menu
from cms.shell.frame import initials
from processes import services
from registry.notices.services import notify
from registry.now import frozen
from registry.organisation.models import Delegation, Membership, User
from tests import factories
from tests.processes import world as worlds

pytestmark = pytest.mark.django_db

ADD = "Thêm mới tài liệu"
TASKS = "/admin/cong-viec/"


def page_of(user: User, address: str = "/admin/tra-cuu/") -> str:
    """A page that this person opens now."""
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(user: User) -> str:
    """The menu and the bar above it, as this person has them now."""
    return page_of(user).partition('<main class="main"')[0]


def crumbs(page: str) -> list[str]:
    """The way from home to a page, in words."""
    found = re.search(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
    assert found
    steps = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", step)) for step in steps]


def lit(page: str) -> list[tuple[str, str]]:
    """What the menu lights: (how, words)."""
    side = re.search(r'<nav class="side".*?</nav>', page, re.DOTALL)
    assert side
    found = re.findall(r'<a[^>]*aria-current="(\w+)"[^>]*>(.*?)</a>', side[0], re.DOTALL)
    return [(how, unescape(re.sub(r"<[^>]+>", "", words))) for how, words in found]


@pytest.fixture
def clerk() -> User:
    return factories.person(factories.agency(), role="clerk", position="Văn thư")


def test_the_menu_is_made_once_for_many_pages(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = menu.groups
    monkeypatch.setattr(menu, "_kept", type(menu._kept)())
    monkeypatch.setattr(menu, "groups", lambda at: made.append(1) or make(at))
    for _ in range(3):
        page_of(clerk)
    assert len(made) == 1


def test_the_menu_counts_nothing_by_itself(clerk: User) -> None:
    client = Client()
    client.force_login(clerk)
    client.get("/admin/thong-bao/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/thong-bao/")
    counting = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counting and all('FROM "registry_notice"' in sql for sql in counting)


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
    monkeypatch.setattr(menu, "_AT_MOST", 2)
    for role in ("drafter", "auditor", "staff"):
        shown(factories.person(clerk.memberships.get().agency, role=role))
    assert len(menu._kept) == 2


def test_the_way_leads_from_home_over_the_group_to_the_page(clerk: User) -> None:
    assert crumbs(page_of(clerk, "/admin/")) == ["Trang chủ"]
    page = page_of(clerk, "/admin/cong-viec/chua-trong-han/")
    way = ["Trang chủ", "Giải quyết công việc", "Chưa thực hiện, trong hạn"]
    assert crumbs(page) == way
    assert 'href="/admin/#nhom-work"' in page
    # What the way leads to is there.
    assert 'id="nhom-work"' in page_of(clerk, "/admin/")


def test_the_menu_lights_the_page_and_the_entry_that_a_page_is_below(clerk: User) -> None:
    assert lit(page_of(clerk, "/admin/")) == [("page", "Trang chủ")]
    assert lit(page_of(clerk, "/admin/ho-so/")) == [("page", "Hồ sơ công việc")]
    assert lit(page_of(clerk, "/admin/ho-so/?q=trich")) == [("true", "Hồ sơ công việc")]
    assert lit(page_of(clerk, "/admin/ho-so/moi/")) != [("page", "Hồ sơ công việc")]


def test_the_home_page_opens_no_group_of_administration(clerk: User) -> None:
    page = page_of(clerk, "/admin/")
    assert 'data-fold="work" open' in page and 'data-fold="system" open' not in page


@pytest.mark.parametrize(
    ("name", "letters"), [("Hoàng Minh Đức", "MĐ"), ("Ân", "Â"), ("vo thi mai lan", "ML"), ("", "")]
)
def test_a_person_is_known_by_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_bar_names_the_person_and_what_they_are(clerk: User) -> None:
    bar = shown(clerk)
    assert f"<b>{clerk.get_full_name()}</b><small>Văn thư</small>" in bar


def test_the_bell_says_how_many_wait_and_leads_to_all(clerk: User, client: Client) -> None:
    client.force_login(clerk)
    for number in range(11):
        notify(clerk, clerk.memberships.get().agency, f"Thử {number}")
    page = client.get("/admin/tra-cuu/")
    assertContains(page, "Thông báo, 9+ chưa đọc")
    assertContains(page, 'href="/admin/thong-bao/"')


class TestCounts:
    """What the menu's script asks for: the numbers beside the entries."""

    @pytest.fixture
    def world(self) -> worlds.World:
        made = worlds.make()
        made.open()
        return made

    def test_they_are_those_of_the_lists_and_never_zero(self, world: worlds.World) -> None:
        with frozen(worlds.FRIDAY):
            told = self.counts(world.desk)
            assert told
            for address, one in told.items():
                assert one["count"] > 0
                assert self.length(world.desk, address) == one["count"], address

    def test_what_is_done_with_has_none(self, world: worlds.World) -> None:
        case = world.open()
        with frozen(worlds.FRIDAY):
            task = world.task(case)
            services.complete_task(world.desk, task, seen=factories.answers_shown(task))
            told = self.counts(world.desk)
        assert f"{TASKS}xong-trong-han/" not in told
        assert "/admin/danh-sach/da-ban-hanh/" not in told

    def test_they_are_nobody_elses_and_are_kept_nowhere(self, world: worlds.World) -> None:
        client = Client()
        client.force_login(world.desk)
        with frozen(worlds.FRIDAY):
            client.get("/admin/so-luong/")
            with CaptureQueriesContext(connection) as queries:
                answer = client.get("/admin/so-luong/")
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert len(queries) <= 6
        assert client.get("/admin/so-luong/").json() != self.counts(world.stranger)

    def counts(self, user: User) -> Any:
        client = Client()
        client.force_login(user)
        return client.get("/admin/so-luong/").json()

    def length(self, user: User, address: str) -> int:
        client = Client()
        client.force_login(user)
        found: int = client.get(address).context["page"].paginator.count
        return found


def test_what_is_for_one_person_is_kept_by_no_browser(clerk: User, client: Client) -> None:
    client.force_login(clerk)
    for address in ("/admin/", "/admin/thong-bao/", "/admin/account/", "/admin/tra-cuu/"):
        said = client.get(address)["Cache-Control"]
        assert "no-store" in said and "private" in said, address
