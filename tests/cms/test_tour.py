"""«Giới thiệu nhanh»: four first steps for each main role, until somebody puts them away."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cms.shell.tour import steps_for
from cms.shell.tours import TOURS
from registry.checks import leads_somewhere
from registry.organisation.roles import role_labels
from registry.policy import Held, Standing
from tests import factories

pytestmark = pytest.mark.django_db

TITLE, ADDRESS = "Giới thiệu nhanh: 4 bước đầu tiên", "/admin/gioi-thieu/"


def test_every_role_has_four_steps_that_lead_somewhere() -> None:
    assert set(TOURS) == set(role_labels())
    for steps in TOURS.values():
        assert len(steps) == 4
        for step in steps:
            assert leads_somewhere(step.url.partition("?")[0]), step


def test_the_main_role_says_which_and_a_received_one_does_not() -> None:
    user = factories.person(factories.agency())
    own = Standing(user, (Held(1, None, "staff"), Held(1, None, "top_leader")))
    assert steps_for(own) == TOURS["top_leader"]
    standing_in = Standing(user, (Held(1, None, "staff"), Held(1, None, "top_leader", giver=user)))
    assert steps_for(standing_in) == TOURS["staff"]


@pytest.mark.parametrize("role", list(TOURS))
def test_each_step_opens_for_the_role_that_is_shown_it(role: str, client: Client) -> None:
    client.force_login(factories.person(factories.agency(), role=role))
    for step in TOURS[role]:
        assert client.get(step.url).status_code == 200, step.url


@pytest.mark.parametrize("role", ["top_leader", "quality_leader", "department_leader"])
def test_a_leader_is_led_to_the_list_that_the_step_names(role: str, client: Client) -> None:
    client.force_login(factories.person(factories.agency(), role=role))
    step = next(step for step in TOURS[role] if step.title == "Quyết định tài liệu")
    named = step.text.partition("«")[2].partition("»")[0]
    assertContains(client.get(step.url), f"<title>{named} ")


def test_it_is_put_away_for_good_by_each_for_themselves(client: Client) -> None:
    agency = factories.agency()
    client.force_login(factories.person(agency, role="clerk"))
    assertContains(client.get("/admin/"), TITLE)
    after = client.post(ADDRESS, {"bo-qua": "1"}, follow=True)
    assertContains(after, "Đã cất phần giới thiệu.")
    assertNotContains(after, TITLE)
    again, other = Client(), Client()
    again.force_login(after.wsgi_request.user)
    assertNotContains(again.get("/admin/"), TITLE)
    other.force_login(factories.person(agency, role="clerk"))
    assertContains(other.get("/admin/"), TITLE)


def test_it_comes_back_from_the_menu_of_the_person(client: Client) -> None:
    client.force_login(factories.person(factories.agency(), role="clerk"))
    client.post(ADDRESS, {"bo-qua": "1"})
    assertContains(client.get("/admin/tra-cuu/"), "Giới thiệu nhanh")
    assertContains(client.post(ADDRESS, follow=True), TITLE)
    assert client.get(ADDRESS).status_code == 405
