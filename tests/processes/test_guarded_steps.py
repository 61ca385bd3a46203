"""A step that is finished only when its condition holds: «Chỉ hoàn thành khi»."""

from typing import Any

import pytest

from processes.models import Case
from processes.services import CommandRefused
from registry import kinds
from registry.documents import closure
from tests import factories
from tests.processes import world
from tests.processes.world import ANSWERS, World

pytestmark = pytest.mark.django_db
CHECKED = {"==": [{"var": "xacminh"}, True]}
LATER = factories.at("2026-04-28 09:00")


@pytest.fixture
def made() -> World:
    made = world.make()
    form = factories.uid_of(factories.install(made.agency, "form", factories.small_form()))
    body = factories.small_process(form)
    body["steps"][1]["guard"] = CHECKED
    made.process = factories.install_process(made.agency, body)
    return made


def examined(made: World, **answers: Any) -> Case:
    case = made.forward(made.open(), LATER)
    return made.forward(case, LATER, answers={**ANSWERS, **answers})


def test_what_is_not_known_does_not_let_it_pass_and_names_what_lacks(made: World) -> None:
    with pytest.raises(CommandRefused, match="chưa đủ thông tin để biết: «Cần xác minh» là Có"):
        examined(made)


def test_what_does_not_hold_is_refused_in_words_and_nothing_is_saved(made: World) -> None:
    with pytest.raises(CommandRefused, match="chỉ hoàn thành được khi «Cần xác minh» là Có"):
        examined(made, xacminh=False)
    case = Case.objects.of(made.agency).get()
    assert made.task(case).step_id == "tham"


def test_what_holds_lets_it_pass_and_the_way_back_is_open(made: World) -> None:
    case = examined(made, xacminh=True)
    assert made.task(case).step_id == "ky"
    back = made.forward(case, LATER, action="return", reason="Sai tên")
    assert made.task(back).step_id == "tham"


def test_it_is_read_and_checked_over_the_forms_of_the_process(made: World) -> None:
    process, context = kinds.get("process"), closure.context(made.agency)
    body = made.process.data
    assert "Chỉ hoàn thành khi «Cần xác minh» là Có." in process.render(body, context)
    body["steps"][1]["guard"] = {"==": [{"var": "xacmin"}, True]}
    (wrong,) = [one for one in process.problems(body, context) if one.pointer == "/steps/1/guard"]
    assert "«xacmin»" in wrong.message and "ý ông/bà là" in wrong.message
