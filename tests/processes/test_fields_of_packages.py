"""What is posted beside an action reaches no effect: only services hand them anything."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.extensions.effects import EFFECTS, EffectType
from processes.models import Task
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY

pytestmark = pytest.mark.django_db
SENT = {"x-so": "12/QĐ", "x-confirmed": "1", "x-ngay": "9999-12-31", "so": "13/QĐ", "x-": "?"}


@pytest.fixture
def calls(added: Callable[..., Any]) -> list[dict[str, Any]]:
    """With which data the effect «thu.ghi» ran."""
    seen: list[dict[str, Any]] = []
    added(
        EFFECTS, EffectType("thu.ghi", lambda request: seen.append(dict(request.data)), "Ghi thử")
    )
    return seen


@pytest.fixture
def task(calls: object) -> Task:
    """The first step of an ordinary case, which asks for the effect when it is done."""
    world = worlds.make()
    body = factories.small_process()
    del body["steps"][0]["form_part"], body["steps"][1]["form_part"]
    body["steps"][0]["done"] = [{"effect": "thu.ghi", "value": "sổ"}]
    world.process = factories.install_process(world.agency, body)
    return world.task(world.open(answers=None))


def press(task: Task, **said: str) -> Any:
    """The officer at the desk finishes the step with more than the page has."""
    client = Client()
    client.force_login(task.case.opened_by)
    with frozen(FRIDAY):
        return client.post(
            reverse("task_detail", args=[task.pk]), {"do": "forward", "key": "k", **SENT, **said}
        )


def test_what_is_posted_beside_an_action_is_dropped(
    task: Task, calls: list[dict[str, Any]]
) -> None:
    answer = press(task)
    assert answer["Location"] == reverse("case_detail", args=[task.case.uid])
    assert calls == [{}]
