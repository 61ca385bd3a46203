"""Effects and units that a process names: chosen from register and directory, and checked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.extensions.effects import EFFECTS, UNIT, EffectType
from processes.kinds.process import KIND
from processes.kinds.step_template import KIND as TEMPLATE
from registry.documents import services
from registry.documents.errors import HasProblems
from registry.editor.fields import leaves
from registry.editor.fields.grid import columns
from registry.editor.fields.nodes import Node, root_node
from registry.kinds import Context
from registry.problems import Problem
from tests import factories

UNITS = Context(units=lambda: {"TP": "Tư pháp - Hộ tịch"})


def body(*, step: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "procedure_type": "internal",
        "roles": [
            {"id": "hoi", "label": "Người hỏi", "by": "author"},
            {"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk"},
        ],
        "steps": [
            {"id": "a", "title": "Hỏi", "role": "hoi"},
            {"id": "b", "title": "Trả lời", "role": "vt", **(step or {})},
        ],
        **changes,
    }


def found(kind: Any, told: dict[str, Any], context: Context = UNITS) -> list[Problem]:
    return [p for p in kind.all_problems(told, context) if p.severity == "error"]


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ({"effect": "notfy", "value": "vt"}, "effect", "hệ thống không có việc «notfy»"),
        ({"effect": "notify", "value": "Văn thư"}, "value", "«Văn thư» không phải vai trò"),
        ({"effect": "notify"}, "value", "chưa chọn vai trò của quy trình"),
        ({"effect": "document.issue"}, "effect", "chỉ dùng trong quy trình hệ thống"),
    ],
)
@pytest.mark.parametrize("moment", ["enter", "done", "returned"])
def test_an_effect_that_can_not_run_bars_the_process(
    moment: str, row: dict[str, str], where: str, words: str
) -> None:
    (problem,) = found(KIND, body(step={moment: [{"effect": "notify", "value": "hoi"}, row]}))
    assert problem.pointer == f"/steps/1/{moment}/1/{where}"
    assert problem.message.startswith("Bước 2, việc hệ thống làm khi ")
    assert words in problem.message
    assert "Hãy" in problem.message


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"effect": "document.stage", "value": "dept_review"}, ""),
        ({"effect": "document.issue"}, ""),
        ({"effect": "document.stage", "value": "Chờ duyệt"}, "không phải tình trạng tài liệu"),
        ({"effect": "document.stage"}, "chưa chọn tình trạng tài liệu"),
    ],
)
def test_effects_on_documents_belong_to_system_processes(row: dict[str, str], wrong: str) -> None:
    problems = found(KIND, body(step={"enter": [row]}, procedure_type="system"))
    assert [wrong in problem.message for problem in problems] == ([True] if wrong else [])


def test_a_value_that_is_not_needed_is_a_warning() -> None:
    told = body(
        step={"enter": [{"effect": "document.issue", "value": "x"}]}, procedure_type="system"
    )
    said = [p for p in KIND.all_problems(told, UNITS) if p.pointer == "/steps/1/enter/0/value"]
    assert [problem.severity for problem in said] == ["warning"]


def test_an_effect_may_want_a_unit_or_words(added: Callable[..., Any]) -> None:
    added(EFFECTS, EffectType("thu.phong", lambda request: None, "Báo phòng", UNIT))
    added(EFFECTS, EffectType("thu.ghi", lambda request: None, "Ghi chữ"))
    rows = [{"effect": "thu.phong", "value": "TP"}, {"effect": "thu.ghi"}]
    assert found(KIND, body(step={"enter": rows})) == []
    rows[0]["value"] = "Phòng Tư pháp"
    (problem,) = found(KIND, body(step={"enter": rows}))
    assert "«Phòng Tư pháp» không phải phòng ban" in problem.message


def test_a_unit_that_the_agency_does_not_have_bars_the_process() -> None:
    told = body()
    told["roles"][1]["unit"] = "Phòng TP"
    (problem,) = found(KIND, told)
    assert problem.pointer == "/roles/1/unit"
    assert "«Văn thư»: cơ quan không có phòng ban mã «Phòng TP»" in problem.message
    told["roles"][1]["unit"] = "TP"
    assert found(KIND, told) == []


def test_a_system_process_runs_in_agencies_below_so_that_a_unit_is_a_warning() -> None:
    told = body(procedure_type="system")
    told["roles"][1]["unit"] = "VP"
    assert found(KIND, told) == []
    assert "/roles/1/unit" in [problem.pointer for problem in KIND.all_problems(told, UNITS)]


def test_a_unit_of_agencies_below_is_a_warning_for_what_they_may_adopt() -> None:
    told = body()
    told["roles"][1]["unit"] = "VP"
    above = Context(units=lambda: {"TP": "Tư pháp"}, units_below=lambda: {"VP"})
    assert found(KIND, told, above) == []
    (said,) = [p for p in KIND.all_problems(told, above) if p.pointer == "/roles/1/unit"]
    assert "chỉ dùng được ở cơ quan cấp dưới" in said.message


def test_where_no_agency_is_known_units_are_not_judged() -> None:
    told = body()
    told["roles"][1]["unit"] = "Phòng TP"
    assert found(KIND, told, Context()) == []


def test_units_are_read_only_where_one_is_named() -> None:
    asked = []
    context = Context(units=lambda: asked.append(1) or {})  # type: ignore[func-returns-value]
    KIND.all_problems(body(), context)
    assert asked == []


def test_a_step_template_is_asked_the_same() -> None:
    told: dict[str, Any] = {
        "roles": [{"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk", "unit": "X"}],
        "steps": [
            {"id": "a", "title": "Đóng dấu", "role": "vt",
             "time": {"amount": "1.5", "unit": "calendar_day"},
             "enter": [{"effect": "notfy"}, {"effect": "notify", "value": "ai"}]},
        ],
    }  # fmt: skip
    assert [problem.pointer for problem in found(TEMPLATE, told)] == [
        "/steps/0/time",
        "/roles/0/unit",
        "/steps/0/enter/0/effect",
        "/steps/0/enter/1/value",
    ]


# --- the editor ---------------------------------------------------------------------------------


def column(*names: str) -> tuple[Node, dict[str, Any]]:
    node = root_node(KIND.schema, "process")
    for name in names[:-1]:
        node = next(child for child in node.properties() if child.name == name)
        node = node if name == names[-2] else node.item
    cell = next(c for c in columns(node) if c["name"] == names[-1])
    return next(c for c in node.item.properties() if c.name == names[-1]), cell


def test_effects_are_chosen_by_their_labels() -> None:
    node, cell = column("steps", "enter", "effect")
    assert cell["type"] == "effect"
    assert ("notify", "Thông báo cho người giữ vai trò") in cell["choices"]
    leaf = leaves.get("effect")
    assert leaf.words is not None
    assert leaf.words("notify", node, {}) == "“Thông báo cho người giữ vai trò”"
    assert leaf.words("notfy", node, {}) == "notfy"


def test_the_value_is_chosen_as_its_effect_wants_it() -> None:
    node, cell = column("steps", "enter", "value")
    assert cell["type"] == "effect-value"
    assert cell["effects"]["notify"]["from"] == "/roles"
    assert cell["effects"]["document.issue"]["kind"] == "none"
    assert ("draft", "Đang soạn thảo") in cell["effects"]["document.stage"]["choices"]
    words = leaves.get("effect-value").words
    assert words is not None
    told = body()
    assert [words(value, node, told) for value in ("vt", "draft", "thế nào")] == [
        "“Văn thư”", "“Đang soạn thảo”", "“thế nào”",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_page_brings_the_units_of_the_agency(client: Client) -> None:
    agency = factories.agency()
    author = factories.person(agency, role="iso_secretary")
    factories.unit(agency, "TP", "Tư pháp - Hộ tịch")
    factories.unit(factories.agency(), "KHAC", "Phòng của cơ quan khác")
    draft = services.create(author, agency, "process", code="QT-1", title="Hỏi", body=body())
    client.force_login(author)
    html = client.get(reverse("documents:edit", args=[draft.pk])).content.decode()
    listed = html.split('id="iso-choices"')[1].split("</script>")[0]
    assert '["TP", "T\\u01b0 ph\\u00e1p - H\\u1ed9 t\\u1ecbch (TP)"]' in listed
    assert "KHAC" not in listed


# --- submitting and issuing ---------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_is_kept_as_typed_and_neither_submitted_nor_installed() -> None:
    agency = factories.agency()
    factories.unit(agency, "TP")
    author = factories.person(agency, role="iso_secretary")
    told = body(step={"enter": [{"effect": "notfy", "value": "Văn thư"}]}, legal_basis=[])
    told["roles"][1]["unit"] = "Tư pháp"
    draft = services.create(author, agency, "process", code="QT-1", title="Hỏi", body=told)
    assert draft.data["steps"][1]["enter"] == [{"effect": "notfy", "value": "Văn thư"}]
    with pytest.raises(HasProblems) as refused:
        services.freeze(author, [draft], title="Bộ")
    (problems,) = refused.value.problems.values()
    assert {problem.pointer for problem in problems} == {
        "/roles/1/unit", "/steps/1/enter/0/effect",
    }  # fmt: skip
    with pytest.raises(HasProblems):
        factories.install(agency, "process", told)


@pytest.mark.django_db
def test_a_shared_procedure_may_name_units_of_the_agencies_below() -> None:
    province = factories.agency()
    ward = factories.agency(parent=province)
    factories.unit(ward, "TPHT")
    told = body()
    told["roles"][1]["unit"] = "TPHT"
    factories.install(province, "process", told, shared=True)
    with pytest.raises(HasProblems):
        factories.install(factories.agency(), "process", told)


@pytest.mark.django_db
def test_a_unit_that_has_ended_is_no_unit_any_more() -> None:
    agency = factories.agency()
    unit = factories.unit(agency, "TP")
    told = body()
    told["roles"][1]["unit"] = "TP"
    factories.install(agency, "process", told)
    unit.ends = factories.LONG_AGO.date()
    unit.save()
    told["purpose"] = "Sửa"
    with pytest.raises(HasProblems, match="không có phòng ban mã «TP»"):
        factories.install(agency, "process", told, starts=factories.at("2026-01-01 00:00"))
