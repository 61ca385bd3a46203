"""A register holds each name once, and says which two wanted it, and what is there."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from registry.register import NameTaken, NotThere, Register, registers


@dataclass(frozen=True)
class Lamp:
    name: str
    watts: int


def on() -> None: ...


def off() -> None: ...


@pytest.fixture
def lamps() -> Any:
    made: Register[Lamp] = Register("lamps", "Đèn", lambda lamp: lamp.name)
    yield made
    _forget(made)


@pytest.fixture
def switches() -> Any:
    made: Register[Any] = Register("switches", "Công tắc")
    yield made
    _forget(made)


def _forget(made: Register[Any]) -> None:
    from registry import register

    register._registers.remove(made)


def test_entries_stand_in_the_order_in_which_they_were_added(lamps: Register[Lamp]) -> None:
    for name in ("b", "a", "c"):
        lamps.add(Lamp(name, 5))
    assert [lamp.name for lamp in lamps] == [name for name, _ in lamps.items()] == ["b", "a", "c"]
    assert "a" in lamps and len(lamps) == 3 and lamps in registers()


def test_a_second_entry_of_a_name_is_refused_and_both_are_named(
    lamps: Register[Lamp], switches: Register[Any]
) -> None:
    lamps.add(Lamp("hall", 5))
    with pytest.raises(NameTaken, match=r"'hall'.* lamps.*watts=5.*test_register.*watts=9"):
        lamps.add(Lamp("hall", 9))
    assert lamps.get("hall").watts == 5
    switches.add("hall", on)
    with pytest.raises(NameTaken, match=r"test_register\.on by .*test_register\.off by"):
        switches.add("hall", off)


def test_the_same_once_more_changes_nothing(lamps: Register[Lamp], switches: Register[Any]) -> None:
    for _ in range(2):
        assert lamps.add(Lamp("hall", 5)) == Lamp("hall", 5)
        assert switches.add("hall", on) is on
    assert len(lamps) == len(switches) == 1


def test_who_asks_for_what_is_not_there_is_told_what_is(lamps: Register[Lamp]) -> None:
    with pytest.raises(NotThere, match="there are: none"):
        lamps.get("hall")
    lamps.add(Lamp("b", 1))
    lamps.add(Lamp("a", 1))
    with pytest.raises(KeyError, match="lamps has no 'hall'; there are: a, b"):
        lamps.get("hall")
    assert lamps.find("hall") is None


def test_an_entry_without_a_name_of_its_own_needs_one(switches: Register[Any]) -> None:
    with pytest.raises(TypeError, match="no name of their own"):
        switches.add(on)


def test_what_a_test_adds_goes_with_it(lamps: Register[Lamp]) -> None:
    lamps.add(Lamp("hall", 5))
    with pytest.raises(ZeroDivisionError), lamps.added(Lamp("attic", 1)):
        assert len(lamps) == 2
        1 / 0  # noqa: B018
    with lamps.added(Lamp("hall", 5)), pytest.raises(NameTaken), lamps.added(Lamp("hall", 7)):
        pass
    assert [lamp.name for lamp in lamps] == ["hall"]


def test_an_emptied_register_is_as_it_was_afterwards(lamps: Register[Lamp]) -> None:
    lamps.add(Lamp("hall", 5))
    with lamps.emptied():
        lamps.add(Lamp("hall", 9))
        lamps.remove("hall")
        lamps.add(Lamp("attic", 1))
    assert list(lamps) == [Lamp("hall", 5)]
    with pytest.raises(NotThere):
        lamps.remove("attic")


def test_what_does_not_hold_is_told(lamps: Register[Lamp]) -> None:
    @lamps.promise
    def _shine() -> Any:
        return [f"«{lamp.name}» tối" for lamp in lamps if not lamp.watts]

    assert lamps.broken() == []
    lamps.add(Lamp("hall", 0))
    assert lamps.broken() == ["«hall» tối"]


def test_apps_that_start_again_say_the_same() -> None:
    """Django calls `ready` anew where a test changes INSTALLED_APPS."""
    before = {one.code: one.items() for one in registers()}
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] in (
            "registry",
            "rules",
            "formbuilder",
            "processes",
            "search",
        ):
            app.ready()
    from cms.accounts import registrations as accounts
    from cms.site import registrations as site

    accounts.declare()
    site.declare()
    assert {one.code: one.items() for one in registers()} == before
