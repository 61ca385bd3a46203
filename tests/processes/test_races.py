"""Two people, or two clicks, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from processes import services
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.models import Case, Task
from registry import policy
from registry.now import frozen
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return worlds.make()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the refusal it met; all begin at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except (CommandRefused, Forbidden) as refused:
            return refused
        finally:
            connection.close()

    # The clock of the whole process: held here, so that no thread gives it back too early.
    with frozen(FRIDAY), ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_officers_take_one_task_and_one_gets_it(world: World) -> None:
    other = factories.person(world.agency, role="one_stop")
    case = world.open()
    task = world.task(case)
    given = at_once(
        lambda: services.start_task(world.desk, task),
        lambda: services.start_task(other, task),
    )
    assert sorted(isinstance(one, Exception) for one in given) == [False, True]
    assert [event.type for event in events.read(case.stream)].count("task.started") == 1
    assert differences(Case.objects.of(world.agency).get()) == []


def test_a_double_click_opens_and_completes_once(world: World) -> None:
    for user in (world.desk, world.officer):
        policy.standing(user)
    first, second = at_once(*[lambda: world.open(idempotency_key="mở")] * 2)
    assert first == second
    task = world.task(first)
    at_once(*[lambda: services.complete_task(world.desk, task, idempotency_key="xong")] * 2)
    assert Task.objects.of(world.agency).filter(case=first).count() == 2
    assert [event.type for event in events.read(first.stream)].count("task.completed") == 1


def test_numbers_of_cases_opened_together_have_no_gap(world: World) -> None:
    at_once(*[lambda: world.open()] * 4)
    codes = Case.objects.of(world.agency).order_by("code").values_list("code", flat=True)
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003", "0004"]
