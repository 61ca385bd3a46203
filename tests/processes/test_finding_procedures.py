"""Choosing what to open a case of: by field, by name without accents, those of every day first."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.make()


def page(world: World, query: str = "") -> str:
    client = Client()
    client.force_login(world.desk)
    with frozen(FRIDAY):
        return html.unescape(client.get(reverse("case_new") + query).content.decode())


def test_a_few_stand_by_their_fields_without_a_search(world: World) -> None:
    text = page(world)
    assert world.process.title in text
    assert "Tìm thủ tục" not in text and "Hay dùng" not in text


def test_many_are_searched_and_those_of_every_day_come_first(world: World) -> None:
    body = world.process.data
    for number in range(7):
        field = "Hộ tịch" if number % 2 else "Đất đai"
        factories.install_process(
            world.agency, {**body, "field": field}, title=f"Thủ tục số {number}"
        )
    world.open()
    text = page(world)
    assert text.index("Hay dùng") < text.index(">Hộ tịch<") and ">Đất đai<" in text
    often = text.partition("Hay dùng")[2].partition("</section>")[0]
    assert world.process.title in often and "Thủ tục số" not in often
    found = page(world, "?q=dat dai so 2")
    assert "Thủ tục số 2" in found and "Thủ tục số 1" not in found and "Hay dùng" not in found
    assert "Không có thủ tục nào khớp «xe máy»" in page(world, "?q=xe máy")
