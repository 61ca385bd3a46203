"""What is posted beside an action reaches effects only where a field declared its name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.extensions import effects, panels
from processes.models import Task
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY

pytestmark = pytest.mark.django_db
SENT = {"x-so": "12/QĐ", "x-confirmed": "1", "x-ngay": "9999-12-31", "so": "13/QĐ", "x-": "?"}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """With which data the effect «thu.ghi» ran."""
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(effects, "_effects", dict(effects._effects))
    monkeypatch.setattr(panels, "_fields", dict(panels._fields))
    effects.register("thu.ghi", lambda *_, data, **__: seen.append(data), "Ghi thử")
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


def test_what_no_field_declared_is_dropped(task: Task, calls: list[dict[str, Any]]) -> None:
    answer = press(task)
    assert answer["Location"] == reverse("case_detail", args=[task.case.uid])
    assert calls == [{}]


def test_of_a_declared_field_alone_the_value_comes_through(
    task: Task, calls: list[dict[str, Any]]
) -> None:
    panels.register("thử", action_fields=lambda page, action: '<input name="x-so">', names=["so"])
    press(task)
    assert calls == [{"so": "12/QĐ"}]


def test_a_field_that_this_page_does_not_draw_takes_nothing(
    task: Task, calls: list[dict[str, Any]]
) -> None:
    """Drawn for other processes, or for another action: its name opens nothing here."""
    panels.register("thử", action_fields=lambda page, action: "", names=["so", "confirmed"])
    press(task)
    assert calls == [{}]
