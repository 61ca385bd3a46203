"""The kinds of the registry: shipped examples hold, keep every byte, and say what they lack."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from registry import kinds
from registry.canonical import dumps
from registry.kinds import Context, Resolved
from registry.problems import errors
from tests.registry.editor.test_round_trip import through_the_browser

FIXTURES = Path(__file__).parents[3] / "fixtures"
CODES = (
    "manual", "regulation", "policy", "objectives", "plan", "instruction", "external", "catalogue",
    "step-template",
)  # fmt: skip


def shipped() -> dict[str, dict[str, Any]]:
    """Every document that ships, by its uid."""
    found = {}
    for path in sorted(FIXTURES.rglob("*.json")):
        data = json.loads(path.read_text())
        if isinstance(data, dict) and "uid" in data:
            found[data["uid"]] = data
    return found


SHIPPED = shipped()


def test_no_two_shipped_documents_have_one_uid() -> None:
    named = [json.loads(path.read_text()) for path in FIXTURES.rglob("*.json")]
    uids = [one["uid"] for one in named if isinstance(one, dict) and "uid" in one]
    assert len(uids) == len(set(uids)) == len(SHIPPED)


def resolve(uid: str) -> Resolved | None:
    data = SHIPPED.get(uid)
    return (
        Resolved(uid, data["kind"], data["code"], data["title"], data["body"], 1, issue_no=1)
        if data
        else None
    )


CONTEXT = Context(1, datetime(2026, 6, 1, tzinfo=UTC), resolve)


def of(code: str) -> list[Any]:
    return [
        pytest.param(data, id=data["code"]) for data in SHIPPED.values() if data["kind"] == code
    ]


EXAMPLES = [example for code in CODES for example in of(code)]


def test_every_kind_ships_an_example() -> None:
    assert {data["kind"] for data in SHIPPED.values()} >= set(CODES)


@pytest.mark.parametrize("data", EXAMPLES)
def test_a_shipped_example_has_no_error(data: dict[str, Any]) -> None:
    assert errors(kinds.get(data["kind"]).all_problems(data["body"], CONTEXT)) == []


@pytest.mark.parametrize("data", EXAMPLES)
def test_opening_and_saving_untouched_changes_no_byte(data: dict[str, Any]) -> None:
    body = json.loads(dumps(data["body"]))
    assert dumps(through_the_browser(kinds.get(data["kind"]).schema, body)) == dumps(body)


@pytest.mark.parametrize(
    "data", [one for one in EXAMPLES if kinds.get(one.values[0]["kind"]).framed]
)
def test_it_is_printed_on_the_sheet_with_header_and_approvals(data: dict[str, Any]) -> None:
    frame = {
        "agency": "UBND phường An Bình", "code": "X-01", "title": "Tên tài liệu", "issue_no": "02",
        "approvals": [{"heading": "Phê duyệt", "people": [{"name": "Lê Thử"}]}],
    }  # fmt: skip
    context = Context(1, CONTEXT.instant, resolve, frame)
    kind = kinds.get(data["kind"])
    printed = str(kind.render(data["body"], context))
    for words in ("UBND phường An Bình", "X-01", "Tên tài liệu", "Phê duyệt", "Lê Thử"):
        assert words in printed
    assert "None" not in printed


@pytest.mark.parametrize("code", CODES)
def test_a_new_one_may_be_empty_and_says_what_it_lacks(code: str) -> None:
    kind = kinds.get(code)
    assert kind.compiled.problems(kind.initial()) == []
    found = errors(kind.all_problems({}, CONTEXT))
    assert found
    assert all(problem.message.endswith((".", "?")) for problem in found)
    assert kind.render({}, CONTEXT)


def changed(code: str, **changes: Any) -> list[tuple[str, str]]:
    """(pointer, severity) of what is wrong with the first example after these changes."""
    data = next(data for data in SHIPPED.values() if data["kind"] == code)
    body = {**data["body"], **changes}
    return [
        (problem.pointer, problem.severity)
        for problem in kinds.get(code).all_problems(body, CONTEXT)
    ]


def test_a_policy_is_signed_by_somebody() -> None:
    assert ("/signer_position", "error") in changed("policy", signer_position="")


def test_an_objective_needs_a_number_a_measure_and_a_day() -> None:
    bare = [{"id": "a", "objective": "Làm tốt hơn"}]
    found = changed("objectives", objectives=bare)
    assert {where for where, _ in found} >= {
        "/objectives/0/target",
        "/objectives/0/measure",
        "/objectives/0/due",
    }


def test_an_objective_is_judged_by_its_latest_quarter() -> None:
    from registry.kinds.objectives import reached

    row = {"comparison": "at_most", "target": "1.5", "q1": "2.4"}
    assert reached(row) == "Chưa đạt"
    assert reached({**row, "q3": "1.5"}) == "Đạt"
    assert reached({"comparison": "at_least", "target": "98"}) == ""


def test_a_plan_does_not_end_before_it_begins() -> None:
    assert ("/to", "error") in changed("plan", **{"from": "2026-05-01", "to": "2026-04-01"})
    late = [{"id": "a", "activity": "Họp", "responsible": "Lê Thử", "end": "2027-02-01"}]
    assert changed("plan", activities=late) == [("/activities/0/end", "warning")]


def test_an_instruction_names_forms_that_are_there() -> None:
    gone = [{"id": "a", "form": "00000000-0000-4000-8000-000000000000"}]
    assert ("/forms/0/form", "error") in changed("instruction", forms=gone)
    kind = kinds.get("instruction")
    data = next(data for data in SHIPPED.values() if data["kind"] == "instruction")
    assert [ref.relation for ref in kind.references_of(data["body"])] == ["uses"]


def test_an_external_document_says_where_it_is_and_is_reviewed() -> None:
    assert ("/place", "error") in changed("external", place="")
    assert ("/link", "error") in changed("external", kept_as="link", link="javascript:alert(1)")
    assert ("/review_on", "warning") in changed("external", review_on="2026-05-31")
    assert ("/review_on", "warning") not in changed("external", review_on="2026-06-01")


def row(code: str, **more: str) -> dict[str, str]:
    return {"id": f"{code}{len(more)}", "code": code, "label": code.upper(), **more}


def test_one_code_of_a_catalogue_means_one_thing_on_any_day() -> None:
    old, new = row("a", valid_to="2026-01-01"), row("a", valid_from="2026-01-01", label="Mới")
    assert changed("catalogue", rows=[old, new]) == []
    early = {**new, "valid_from": "2025-12-31"}
    assert changed("catalogue", rows=[old, early]) == [("/rows/1/code", "error")]
    assert ("/rows/0/label", "error") in changed("catalogue", rows=[{"id": "x", "code": "a"}])


def test_pasted_rows_of_a_catalogue_fill_its_further_columns() -> None:
    body = {"columns": [{"id": "k1", "label": "Dân số"}]}
    cells = [
        ["TT", "Mã", "Tên", "Dân số", "Từ ngày", "Đến ngày"],
        ["1", "001", "Phường  An Bình", "12 000", "01/07/2025", ""],
        ["2", "002", "Phường An Hòa"],
    ]
    made = kinds.get("catalogue").parsers["rows"](cells, body)
    assert [{k: v for k, v in item.items() if k != "id"} for item in made] == [
        {"code": "001", "label": "Phường An Bình", "values": {"k1": "12 000"},
         "valid_from": "2025-07-01"},
        {"code": "002", "label": "Phường An Hòa"},
    ]  # fmt: skip
