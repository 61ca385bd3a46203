"""Choices from a catalogue: which rows are offered on which day, and what is wrong without it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from formbuilder import services
from formbuilder.catalogues import complete
from formbuilder.filling.logic import final_problems, opened
from formbuilder.kinds.form import KIND
from registry.canonical import canonical, dumps
from registry.kinds import Context, Resolved
from registry.now import frozen
from tests import factories
from tests.formbuilder.samples import field, form
from tests.registry.editor.test_round_trip import through_the_browser

UID = "7f0e5a52-6a0f-4c5e-9a51-0c1f30a7b2aa"
ROWS: dict[str, Any] = {
    "rows": [
        {"id": "r1", "code": "01", "label": "Phường An Bình"},
        {"id": "r2", "code": "02", "label": "Xã An Cũ", "valid_to": "2025-07-01"},
        {"id": "r3", "code": "03", "label": "Phường An Mới", "valid_from": "2025-07-01"},
        {"id": "r4", "code": "04"},
    ]
}
FORM = form(
    field("noi", "one_of", label="Nơi ở", catalogue=UID, required=True),
    field("bang", "table", label="Bảng",
          columns=[{"id": "o", "label": "Ở", "type": "one_of", "catalogue": UID}]),
    field("khac", label="Khác", visible_when={"==": [{"var": "noi"}, "01"]}),
)  # fmt: skip


def context(
    rows: dict[str, Any] | None = ROWS, at: str = "2026-01-05", kind: str = "catalogue"
) -> Context:
    found = Resolved(UID, kind, "DM-01", "Danh mục", rows, 1) if rows is not None else None
    day = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Context(1, day, lambda uid: found if uid == UID else None)


def codes(body: dict[str, Any]) -> list[str]:
    return [option["id"] for option in body["fields"][0].get("options", [])]


def test_the_rows_in_use_on_the_day_are_the_choices() -> None:
    assert codes(complete(FORM, context())) == ["01", "03"]
    assert codes(complete(FORM, context(at="2025-06-30"))) == ["01", "02"]
    column = complete(FORM, context())["fields"][1]["columns"][0]
    assert [option["label"] for option in column["options"]] == ["Phường An Bình", "Phường An Mới"]
    assert "options" not in FORM["fields"][0]


def test_a_form_with_its_catalogue_has_no_problem_and_takes_its_codes() -> None:
    assert KIND.all_problems(FORM, context()) == []
    body = complete(FORM, context())
    assert final_problems(body, {"noi": "03"}) == []
    assert [problem.pointer for problem in final_problems(body, {"noi": "02"})] == ["/noi"]


@pytest.mark.parametrize(
    "known", [context(None), context({"fields": []}, kind="form"), context({})]
)
def test_a_catalogue_that_is_gone_or_empty_is_said_at_its_field(known: Context) -> None:
    found = [problem for problem in KIND.all_problems(FORM, known) if problem.severity == "error"]
    places = {problem.pointer for problem in found}
    assert places == {"/fields/0/catalogue", "/fields/1/columns/0/catalogue"}


def test_own_choices_beside_a_catalogue_are_warned_of() -> None:
    body = form(field("a", "one_of", catalogue=UID, options=[{"id": "x", "label": "Riêng"}]))
    assert [(p.pointer, p.severity) for p in KIND.all_problems(body, context())] == [
        ("/fields/0/catalogue", "warning")
    ]


def test_rules_ask_about_the_choices() -> None:
    node = KIND.data_schema_of(FORM, context())["properties"]["noi"]
    assert [choice["const"] for choice in node["oneOf"]] == ["01", "03"]
    assert "Phường An Mới" in KIND.render(FORM, context(), "citizen")


def test_the_catalogue_is_used_by_the_form_and_survives_the_editor() -> None:
    assert {(ref.uid, ref.relation) for ref in KIND.references_of(FORM)} == {(UID, "uses")}
    body = canonical(FORM)
    assert dumps(through_the_browser(KIND.schema, body)) == dumps(body)


def test_a_body_of_the_first_schema_version_holds_as_it_is() -> None:
    old = canonical(form(field("a", "one_of", options=[{"id": "x", "label": "Một"}])))
    assert KIND.schema_version == 2
    assert dumps(KIND.upgraded(old, 1)) == dumps(old)
    assert KIND.all_problems(old, context()) == []


@pytest.mark.django_db
def test_a_filling_outside_a_case_takes_the_choices_of_the_day_it_began() -> None:
    agency = factories.agency()
    officer = factories.person(agency, role="one_stop")
    catalogue = factories.install(agency, "catalogue", {"rows": ROWS["rows"][:3]})
    uid = factories.uid_of(catalogue)
    body = form(field("noi", "one_of", catalogue=uid))
    version = factories.install(agency, "form", body)
    with frozen(factories.at("2025-06-01 08:00")):
        first = services.save_filling(officer, agency, version, {"noi": "02"}, final=False)
    with frozen(factories.at("2026-06-01 08:00")):
        services.save_filling(
            officer, agency, version, {"noi": "02"}, final=True, record=first.record
        )
        with pytest.raises(services.FillingRefused):
            services.save_filling(officer, agency, version, {"noi": "02"}, final=True)


def test_a_condition_asks_for_the_day_on_which_the_filling_was_begun() -> None:
    grown = {"of_age": [{"var": "sinh"}, 18, {"var": "decision_instant"}]}
    body = form(field("sinh", "date", label="Sinh"), field("con", label="Con", visible_when=grown))
    assert KIND.all_problems(body, context()) == []
    for at, seen in (("2026-01-04", False), ("2026-01-05", True)):
        begun = complete(body, context(at=at))
        assert ("con" in opened(begun, {"sinh": "2008-01-05"}).visible) is seen
    # Nobody said when: not enough data, so it is hidden.
    assert "con" not in opened(body, {"sinh": "2000-01-05"}).visible
    assert "decision_instant" not in complete(FORM, context())


def test_a_condition_of_a_field_counts_no_working_days() -> None:
    late = {">": [{"working_days_between": [{"var": "sinh"}, {"var": "decision_instant"}]}, 3]}
    body = form(field("sinh", "date", label="Sinh"), field("con", label="Con", visible_when=late))
    (problem,) = KIND.all_problems(body, context())
    assert problem.pointer == "/fields/1/visible_when"
    assert "lịch làm việc" in problem.message
