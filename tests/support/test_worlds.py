"""A world that is made once a module: fresh for every test, and never there for another."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from registry.organisation.models import Agency
from tests import factories
from tests.support.worlds import _undone, once_a_module

pytestmark = pytest.mark.django_db
MADE: Counter[str] = Counter()


@dataclass
class Town:
    agency: Agency
    words: list[str]


@dataclass
class Before:
    """What the test before this one left in the same process, whichever it was."""

    worlds: set[str] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)


BEFORE = Before()


@pytest.fixture(autouse=True)
def _left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    commits = request.node.get_closest_marker("django_db").kwargs.get("transaction")
    BEFORE.worlds = set() if commits else {"first", "other"} & set(request.fixturenames)
    BEFORE.made = MADE.copy()


def town() -> Town:
    MADE["town"] += 1
    return Town(factories.agency("TOWN", name="Thị trấn"), [])


def village() -> Town:
    MADE["village"] += 1
    return Town(factories.agency("VILLAGE"), [])


first = once_a_module(town)
other = once_a_module(village)


def spoil(given: Town) -> None:
    given.agency.name = "Đổi tên"
    given.agency.save()
    given.words.append("đã đến")
    factories.agency("MORE")


def fresh(given: Town) -> bool:
    kept = Agency.objects.get(pk=given.agency.pk)
    return kept.name == given.agency.name != "Đổi tên" and given.words == []


@pytest.mark.parametrize("time", [1, 2, 3])
def test_each_test_finds_it_fresh_and_it_is_made_once(first: Town, time: int) -> None:
    assert fresh(first) and Agency.objects.count() == 1
    spoil(first)
    already_there = BEFORE.worlds == {"first"}
    assert MADE["town"] == BEFORE.made["town"] + (0 if already_there else 1)


def test_a_test_of_another_world_finds_that_one_alone(other: Town) -> None:
    assert fresh(other) and Agency.objects.count() == 1
    assert MADE["town"] == BEFORE.made["town"]


def test_a_test_that_starts_from_nothing_finds_nothing() -> None:
    assert not Agency.objects.exists()


def test_both_together(first: Town, other: Town) -> None:
    assert fresh(first) and fresh(other) and Agency.objects.count() == 2


@pytest.fixture
def made_before() -> int:
    """How often the town was made before this test."""
    return MADE["town"]


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_gets_one_of_its_own(made_before: int, first: Town) -> None:
    assert fresh(first) and Agency.objects.count() == 1
    assert MADE["town"] == made_before + 1
    spoil(first)


@pytest.mark.django_db(transaction=True)
def test_a_world_whose_transaction_was_cut_off_is_gone_all_the_same(
    django_db_blocker: Any,
) -> None:
    with _undone(django_db_blocker):
        town()
        transaction.get_connection().in_atomic_block = False
        assert Agency.objects.exists()
    assert not Agency.objects.exists()
