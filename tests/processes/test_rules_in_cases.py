"""What a case gives its rules: the instant of the act, its calendar, catalogues, other rules."""

from typing import Any

import pytest

from processes.models import Case
from registry.documents.models import Document
from registry.now import frozen
from tests import factories
from tests.processes import world
from tests.processes.world import ANSWERS, World

pytestmark = pytest.mark.django_db
MONDAY = factories.at("2026-04-28 08:00")  # a Tuesday: Monday is off


def var(name: str) -> dict[str, str]:
    return {"var": name}


def working(logic: dict[str, Any], **process: Any) -> World:
    """A commune whose other deadline holds where this logic does."""
    made = world.make()
    form = factories.uid_of(factories.install(made.agency, "form", factories.small_form()))
    rule = {"form": form, "logic": logic}
    uid = factories.uid_of(factories.install(made.agency, "rule", rule, title="Trường hợp"))
    body = factories.small_process(form, uid, **process)
    made.process = factories.install_process(made.agency, body)
    return made


def variant_after_saving(made: World, at: str, case: Case | None = None, **answers: Any) -> str:
    case = case or made.forward(made.open(), MONDAY)
    with frozen(factories.at(at)):
        factories.save(made.officer, made.task(case), {**ANSWERS, **answers})
    case.refresh_from_db()
    return case.variant


def test_a_rule_decides_at_the_instant_of_the_act() -> None:
    made = working({"of_age": [var("ngay"), 18, var("decision_instant")]})
    case = made.forward(made.open(), MONDAY)
    assert variant_after_saving(made, "2026-04-29 09:00", case, ngay="2008-04-30") == "thuong"
    grown = {"ngay": "2008-04-30", "xacminh": False}
    assert variant_after_saving(made, "2026-04-30 09:00", case, **grown) == "xacminh"


LATE = {">": [{"working_days_between": [var("ngay"), var("decision_instant")]}, 3]}


def test_working_days_are_counted_on_the_calendar_that_the_case_counts_by() -> None:
    made = working(LATE)
    # Thursday, Friday off: from Wednesday 29 April on, Thursday 7 May is the fourth working day.
    assert variant_after_saving(made, "2026-05-06 17:00", ngay="2026-04-29") == "thuong"
    assert variant_after_saving(made, "2026-05-07 17:00", ngay="2026-04-29") == "xacminh"


def test_a_newer_calendar_does_not_change_what_the_case_counts_by() -> None:
    made = working(LATE)
    case = made.forward(made.open(), MONDAY)
    newer = factories.calendar_body()
    newer["exceptions"].append({"id": "n4", "date": "2026-05-05", "kind": "off", "name": "Nghỉ"})
    own = Document.objects.of(made.agency).get(kind="calendar")
    starts = factories.at("2026-04-28 09:00")
    factories.calendar(made.agency, newer, uid=str(own.uid), starts=starts)
    assert variant_after_saving(made, "2026-05-07 17:00", case, ngay="2026-04-29") == "xacminh"
    later = made.forward(made.open(starts), factories.at("2026-04-28 10:00"))
    assert variant_after_saving(made, "2026-05-07 17:00", later, ngay="2026-04-29") == "thuong"


def test_catalogues_and_rules_that_a_rule_names_are_kept_with_the_case() -> None:
    made = world.make()
    rows = {
        "columns": [{"id": "muc", "label": "Mức"}],
        "rows": [{"id": "r", "code": "Lê Văn Thử", "label": "Thử", "values": {"muc": "Cao"}}],
    }
    catalogue = factories.uid_of(factories.install(made.agency, "catalogue", rows))
    form = factories.uid_of(factories.install(made.agency, "form", factories.small_form()))
    high = {"form": form, "logic": {"==": [{"lookup": [catalogue, var("hoten"), "muc"]}, "Cao"]}}
    inner = factories.uid_of(factories.install(made.agency, "rule", high, title="Mức cao"))
    outer = {"form": form, "logic": {"and": [{"rule": [inner]}, {"==": [var("xacminh"), True]}]}}
    rule = factories.uid_of(factories.install(made.agency, "rule", outer, title="Trường hợp"))
    made.process = factories.install_process(made.agency, factories.small_process(form, rule))
    case = made.forward(made.open(), MONDAY)
    assert {catalogue, inner, rule} <= set(case.pinned)
    later = factories.at("2026-04-28 09:00")
    rows["rows"][0]["values"] = {"muc": "Thấp"}  # type: ignore[index]
    factories.install(made.agency, "catalogue", rows, uid=catalogue, starts=later)
    assert variant_after_saving(made, "2026-04-29 09:00", case, xacminh=True) == "xacminh"
    newer = made.forward(made.open(later), factories.at("2026-04-28 10:00"))
    assert variant_after_saving(made, "2026-04-29 09:00", newer, xacminh=True) == "thuong"
