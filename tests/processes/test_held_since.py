"""Since when somebody has a task before them: not since when the step waits."""

import html
import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from processes import services
from processes.handover import giving
from processes.models import Task
from registry.now import frozen
from registry.organisation.models import User
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

BEGAN = factories.at("2026-04-28 09:00")
TAKEN = factories.at("2026-04-28 10:15")
GIVEN = factories.at("2026-04-29 08:30")
LATER = factories.at("2026-04-29 14:00")

world = once_a_module(worlds.make)


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    with frozen(LATER):
        page = html.unescape(client.get(address).content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def pages(world: World, task: Task) -> tuple[str, str]:
    """What the pages of the task and of the case tell somebody else."""
    return (
        read(world.leader, reverse("task_detail", args=[task.pk])),
        read(world.leader, reverse("case_detail", args=[task.case.uid])),
    )


def test_a_step_that_waits_says_since_when_it_waits(world: World) -> None:
    task = world.task(world.forward(world.open(), BEGAN))
    of_task, of_case = pages(world, task)
    assert "nhận việc, từ 09:00 28/04/2026" in of_task
    assert "Chờ người nhận việc, từ 09:00 28/04/2026" in of_case


def test_who_took_it_has_it_since_then(world: World) -> None:
    task = world.task(world.forward(world.open(), BEGAN))
    with frozen(TAKEN):
        services.start_task(world.officer, task)
    of_task, of_case = pages(world, task)
    assert "Đỗ Văn Hai đang giữ việc này, từ 10:15 28/04/2026." in of_task
    assert "Việc chuyển đến bước này lúc 09:00 28/04/2026." in of_task
    assert "giữ việc từ 10:15 28/04/2026" in of_case


def test_who_was_given_it_has_it_since_then_also_when_they_begin_later(world: World) -> None:
    task = world.task(world.forward(world.open(), BEGAN))
    other = factories.person(
        world.agency, unit=factories.unit(world.agency, "TP"), name="Trịnh Văn Sáu"
    )
    with frozen(TAKEN):
        services.start_task(world.officer, task)
    with frozen(GIVEN):
        giving.assign_task(world.leader, task, other, reason="Đổi người")
    for _ in range(2):
        of_task, of_case = pages(world, task)
        assert "Trịnh Văn Sáu đang giữ việc này, từ 08:30 29/04/2026." in of_task
        assert "giữ việc từ 08:30 29/04/2026" in of_case
        with frozen(GIVEN + timedelta(hours=1)):
            if Task.unscoped.get(pk=task.pk).status == "not_started":
                services.start_task(other, task)


def test_what_was_handed_over_is_held_since_the_hand_over(world: World) -> None:
    task = world.task(world.forward(world.open(), BEGAN))
    other = factories.person(
        world.agency, unit=factories.unit(world.agency, "TP"), name="Trịnh Văn Sáu"
    )
    with frozen(TAKEN):
        services.start_task(world.officer, task)
    with frozen(GIVEN):
        factories.hand_over(
            world.leader, world.agency, world.officer, {f"task:{task.pk}": other.pk}, reason="Nghỉ"
        )
    of_task, of_case = pages(world, task)
    assert "Trịnh Văn Sáu đang giữ việc này, từ 08:30 29/04/2026." in of_task
    assert "giữ việc từ 08:30 29/04/2026" in of_case


def test_whose_it_was_from_the_beginning_has_it_since_the_step_began(world: World) -> None:
    """A step of whoever opened the case is theirs at once; taking it changes nothing."""
    body = world.process.data
    roles = [{**one, "by": "author"} if one["id"] == "mc" else one for one in body["roles"]]
    for role in roles:
        if role["by"] == "author":
            role.pop("role", None)
    process = factories.install_process(world.agency, {**body, "roles": roles})
    with frozen(FRIDAY):
        case = services.open_case(
            world.desk, world.agency, factories.uid_of(process), subject="Thử",
            answers=worlds.ANSWERS,
        )  # fmt: skip
    task = world.task(case)
    with frozen(TAKEN):
        services.start_task(world.desk, task)
    of_task, of_case = pages(world, task)
    assert "Võ Thị Một đang giữ việc này, từ 15:10 24/04/2026." in of_task
    assert "Việc chuyển đến bước này lúc" not in of_task
    assert "giữ việc từ 15:10 24/04/2026" in of_case
