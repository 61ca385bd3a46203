"""What leaders do with a case: what is offered as it stands, and what each act takes."""

import html
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from processes.acts import ACTS
from processes.models import Case
from registry import policy
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
ROLES = json.loads((Path(__file__).parents[2] / "fixtures" / "roles.json").read_text())


@pytest.fixture
def world() -> World:
    return worlds.make()


def offered(world: World, case: Case) -> list[str]:
    client = Client()
    client.force_login(world.leader)
    with frozen(FRIDAY):
        page = client.get(reverse("case_detail", args=[case.uid])).content.decode()
    found = re.findall(r'action="[^"]*/ho-so/[^"]*/([a-z-]+)/"', html.unescape(page))
    codes = [act.code for act in ACTS]
    return [code for code in found if code in codes]


def test_a_running_clock_is_stopped_and_a_stopped_one_goes_on(world: World) -> None:
    case = world.open()
    assert offered(world, case) == ["don-doc", "tam-dung", "gia-han", "dung"]
    with frozen(FRIDAY):
        factories.act(world.leader, case, "suspend", "Chờ giấy tờ")
    assert offered(world, case) == ["tiep-tuc", "don-doc", "gia-han", "dung"]


@pytest.mark.parametrize(
    ("command", "ability"),
    [
        ("urge", "case.urge"),
        ("suspend", "case.suspend"),
        ("resume", "case.suspend"),
        ("extend", "case.extend"),
        ("stop", "case.stop"),
    ],
)
def test_each_act_takes_its_own_ability(world: World, command: str, ability: str) -> None:
    case = world.open()
    for role, how in ROLES["abilities"][ability].items():
        unit = case.unit if how == "unit" else None
        person = factories.person(world.agency, role=role, unit=unit)
        assert policy.can(person, command, case), role
    others = set(ROLES["roles"]) - set(ROLES["abilities"][ability])
    for role in sorted(others):
        person = factories.person(world.agency, role=role)
        assert not policy.can(person, command, case), role
