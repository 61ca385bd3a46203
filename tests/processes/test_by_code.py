"""A code typed into the bar above leads straight to what has it, for who may see it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.organisation.models import User
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import World
from tests.support.worlds import once_a_module

world = once_a_module(worlds.make)
MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}


def typed(user: User, words: str, **more: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("search_page"), {"q": words, "tu": "thanh", **more})


@pytest.fixture
def manuals(world: World) -> dict[str, str]:
    made = {}
    for code in ("SK 34/CX-HCTP", "SK 341", "SK-07.01", "SK 08/A", "SK 08/B"):
        version = factories.install(world.agency, "manual", MANUAL, code=code)
        made[code] = reverse("documents:inspect", args=[version.document_id])
    return made


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("SK 34/CX-HCTP", "SK 34/CX-HCTP"),
        ("sk34cxhctp", "SK 34/CX-HCTP"),
        # It may go on with letters, not with digits.
        ("SK34", "SK 34/CX-HCTP"),
        ("sk 341", "SK 341"),
        ("sk0701", "SK-07.01"),
        # Unsure: two have it, or none; a word is no code.
        ("SK08", None),
        ("SK3", None),
        ("SK", None),
        ("34", None),
        ("không có 99", None),
    ],
)
def test_a_document_is_found_by_its_code(
    world: World, manuals: dict[str, str], words: str, code: str | None
) -> None:
    answer = typed(world.desk, words)
    if code is None:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer["Location"]) == (302, manuals[code])


def test_a_case_is_found_by_its_code_however_it_is_written(world: World) -> None:
    case = world.open()
    for words in (
        case.code,
        case.code.lower().replace("-", " ").replace("/", ""),
        f" {case.code} ",
    ):
        answer = typed(world.desk, words)
        assert answer["Location"] == reverse("case_detail", args=[case.uid]), words


def test_who_may_not_see_it_gets_results_and_learns_nothing(
    world: World, manuals: dict[str, str]
) -> None:
    case = world.open()
    stranger = factories.person(factories.agency(), role="iso_secretary")
    for words in (case.code, "SK34"):
        assert typed(stranger, words).status_code == 200


def test_the_search_page_itself_shows_results(world: World, manuals: dict[str, str]) -> None:
    client = Client()
    client.force_login(world.desk)
    assert client.get(reverse("search_page"), {"q": "SK34"}).status_code == 200
    assert 'name="tu" value="thanh"' in client.get("/admin/").content.decode()
