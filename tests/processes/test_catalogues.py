"""A case keeps the catalogue that it was opened with; a newer one is for new cases."""

from typing import Any

import pytest

from formbuilder.services import FillingRefused
from processes import pinned
from registry.kinds import get
from tests import factories
from tests.processes import world
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db


def rows(*codes: str) -> dict[str, Any]:
    return {"rows": [{"id": f"r{code}", "code": code, "label": f"Nơi {code}"} for code in codes]}


@pytest.fixture
def at_work() -> tuple[World, str]:
    made = world.make()
    uid = factories.uid_of(factories.install(made.agency, "catalogue", rows("01", "02")))
    body = factories.small_form()
    body["fields"].append(
        {"id": "noi", "type": "one_of", "label": "Nơi ở", "audience": "citizen", "catalogue": uid}
    )
    form = factories.uid_of(factories.install(made.agency, "form", body))
    made.process = factories.install_process(made.agency, factories.small_process(form))
    return made, uid


def choices(made: World, case: Any) -> list[str]:
    form = next(uid for uid, kept in case.pinned.items() if kept["kind"] == "form")
    body = pinned.body_in(case, form)
    assert body is not None
    return [option["id"] for option in body["fields"][-1]["options"]]


def test_a_newer_catalogue_does_not_change_a_running_case(at_work: tuple[World, str]) -> None:
    made, uid = at_work
    case = made.open(answers={**world.ANSWERS, "noi": "02"})
    assert uid in case.pinned
    later = factories.at("2026-04-24 16:00")
    factories.install(made.agency, "catalogue", rows("01", "03"), uid=uid, starts=later)
    assert choices(made, case) == ["01", "02"]
    task = made.task(case)
    monday = factories.at("2026-04-28 08:00")
    made.forward(case, monday, answers={**world.ANSWERS, "noi": "02"})
    assert made.task(case).step_id != task.step_id
    newer = made.open(monday, answers={**world.ANSWERS, "noi": "03"})
    assert choices(made, newer) == ["01", "03"]
    with pytest.raises(FillingRefused):
        made.open(monday, answers={**world.ANSWERS, "noi": "02"})


def test_a_row_that_ends_meanwhile_stays_for_the_case(at_work: tuple[World, str]) -> None:
    made, uid = at_work
    body = rows("01", "02")
    body["rows"][1]["valid_to"] = "2026-04-25"
    factories.install(made.agency, "catalogue", body, uid=uid, starts=factories.at("2026-04-01"))
    case = made.open(answers={**world.ANSWERS, "noi": "02"})
    monday = factories.at("2026-04-28 08:00")
    made.forward(case, monday, answers={**world.ANSWERS, "noi": "02"})
    with pytest.raises(FillingRefused):
        made.open(monday, answers={**world.ANSWERS, "noi": "02"})


def test_a_case_does_not_open_while_the_catalogue_is_cancelled(at_work: tuple[World, str]) -> None:
    from registry.documents import closure

    made, uid = at_work
    pin = closure.pin(made.agency, made.uid, FRIDAY)
    assert pin[uid]["kind"] == get("catalogue").code
    before = factories.at("2024-12-31 08:00")
    with pytest.raises(closure.Broken):
        closure.pin(made.agency, made.uid, before)


def test_the_step_is_saved_by_what_the_case_keeps(at_work: tuple[World, str]) -> None:
    made, uid = at_work
    case = made.open(answers={**world.ANSWERS, "noi": "01"})
    factories.install(
        made.agency, "catalogue", rows("09"), uid=uid, starts=factories.at("2026-04-24 16:00")
    )
    task = made.task(case)
    factories.save(made.person_for(task), task, {**world.ANSWERS, "noi": "02"})
