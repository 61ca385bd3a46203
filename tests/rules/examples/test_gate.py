"""A rule that is new or decides otherwise is issued only with examples that pass and reach all."""

from typing import Any

import pytest

from registry.documents import services
from registry.documents.models import Document, Stage, Version
from registry.documents.services import HasProblems
from registry.kinds import EMPTY_CONTEXT
from registry.organisation.models import Agency, User
from registry.problems import Problem
from rules.examples import running
from rules.examples.of_tables import subject_in
from rules.examples.services import covered
from rules.examples.shape import examples_of
from rules.services import decide
from tests import factories

pytestmark = pytest.mark.django_db

INPUTS = [
    {"id": "truc_tuyen", "label": "Nộp trực tuyến", "type": "yes_no"},
    {"id": "ngay", "label": "Số ngày kể từ ngày sinh", "type": "number"},
]
LATE = {">": [{"var": "ngay"}, 60]}
LOGIC = {"and": [{"==": [{"var": "truc_tuyen"}, True]}, LATE]}
CASES = (
    ({"truc_tuyen": True, "ngay": "61"}, "yes"),
    ({"truc_tuyen": True, "ngay": "60"}, "no"),
    ({"truc_tuyen": False, "ngay": "61"}, "no"),
)


def rule(*cases: Any, **changes: Any) -> dict[str, Any]:
    told = {"examples": factories.examples(*cases)} if cases else {}
    return {"inputs": INPUTS, "logic": LOGIC, **told, **changes}


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def author(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary", roles=("drafter",))


def draft(author: User, agency: Agency, body: dict[str, Any]) -> Document:
    return services.create(author, agency, "rule", title="Trực tuyến", code="ĐK-1", body=body)


def revised(author: User, version: Version, body: dict[str, Any]) -> Document:
    begun = services.begin_revision(author, version.document)
    return services.save_draft(author, begun, body, base_digest=begun.draft_digest)


def told(document: Document) -> list[Problem]:
    return services.problems_of([document])[str(document.uid)]


def said(document: Document) -> list[str]:
    return [problem.message for problem in told(document)]


def issue(author: User, document: Document) -> list[Version]:
    dossier = services.freeze(author, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=author)
    return services.issue(author, dossier, decision_no="1/QĐ", approvals=[])


def test_a_new_rule_without_examples_is_not_submitted(agency: Agency, author: User) -> None:
    document = draft(author, agency, rule())
    (sentence,) = said(document)
    assert sentence == (
        "Chưa có ví dụ nào. Còn 4 trường hợp chưa có ví dụ: «Nộp trực tuyến» là Có; «Nộp trực"
        " tuyến» là Không; «Số ngày kể từ ngày sinh» lớn hơn 60; «Số ngày kể từ ngày sinh» nhỏ hơn"
        " hoặc bằng 60. Hãy thêm ví dụ cho từng trường hợp."
    )
    with pytest.raises(HasProblems):
        services.freeze(author, [document], title="Bộ")


def test_the_edit_page_is_told_early(agency: Agency, author: User) -> None:
    document = draft(author, agency, rule(*CASES[:1]))
    (problem,) = services.problems_of_draft(document, document.data, code="ĐK-1")
    assert problem.pointer == "/examples" and problem.message.startswith("Còn 2 trường hợp")


def test_a_rule_whose_examples_reach_all_of_it_is_issued(agency: Agency, author: User) -> None:
    assert len(issue(author, draft(author, agency, rule(*CASES)))) == 1


def test_an_example_that_fails_bars_and_says_why(agency: Agency, author: User) -> None:
    document = draft(author, agency, rule(*CASES[:2], (CASES[2][0], "yes")))
    (problem,) = told(document)
    assert problem.pointer == "/examples/2/expected"
    assert problem.message == (
        "Ví dụ “Ví dụ 3” cho kết quả Không, trong khi mong đợi Có («Nộp trực tuyến» là Có: Sai)."
        " Hãy sửa ví dụ, hoặc sửa điều kiện."
    )


@pytest.mark.parametrize(
    ("case", "place", "words"),
    [
        (({"truc_tuyen": True}, None), "expected", "chưa có kết quả mong đợi"),
        (({"truc_tuyen": True, "la": 1}, "unknown"), "answers", "«la» không phải là thông tin"),
        (({"truc_tuyen": "có"}, "unknown"), "answers", "giá trị của «Nộp trực tuyến» không dùng"),
    ],
)
def test_an_example_that_is_not_finished_bars(
    agency: Agency, author: User, case: Any, place: str, words: str
) -> None:
    body = rule(*CASES, case)
    if case[1] is None:
        del body["examples"][3]["expected"]
    (problem,) = told(draft(author, agency, body))
    assert problem.pointer == f"/examples/3/{place}" and words in problem.message


def test_what_was_issued_before_examples_is_revised_without_them(
    agency: Agency, author: User
) -> None:
    old = factories.install(agency, "rule", rule(), code="ĐK-1")
    assert len(issue(author, revised(author, old, rule(note="Ghi chú mới")))) == 1


def test_other_words_for_an_input_are_no_other_logic(agency: Agency, author: User) -> None:
    old = factories.install(agency, "rule", rule(), code="ĐK-1")
    renamed = [{**INPUTS[0], "label": "Nộp qua mạng"}, INPUTS[1]]
    assert told(revised(author, old, rule(inputs=renamed))) == []


def test_an_example_is_asked_also_where_the_logic_stays(agency: Agency, author: User) -> None:
    old = factories.install(agency, "rule", rule(), code="ĐK-1")
    assert told(revised(author, old, rule(CASES[0]))) == []


def test_another_logic_needs_examples_though_an_older_issue_had_none(
    agency: Agency, author: User
) -> None:
    old = factories.install(agency, "rule", rule(), code="ĐK-1")
    (sentence,) = said(revised(author, old, rule(logic=LATE, inputs=INPUTS[1:])))
    assert "Còn 2 trường hợp" in sentence


def test_what_changed_since_it_was_submitted_bars_issuing(agency: Agency, author: User) -> None:
    """The form that the rule asks about lost the option that an example answers."""
    form = factories.uid_of(factories.install(agency, "form", factories.small_form()))
    document = services.create(
        author, agency, "rule", title="Xác minh", code="ĐK-2", body=factories.small_rule(form)
    )
    dossier = services.freeze(author, [document], title="Bộ")
    less = factories.small_form()
    less["fields"] = [
        {**field, "type": "text"} if field["id"] == "xacminh" else field for field in less["fields"]
    ]
    factories.install(agency, "form", less, uid=form)
    with pytest.raises(HasProblems):
        services.issue(author, dossier, decision_no="1/QĐ", approvals=[])


# ---- what cannot happen, and what nobody can tell


def test_what_cannot_happen_needs_no_example(agency: Agency, author: User) -> None:
    logic = {"or": [LATE, {">": [{"var": "ngay"}, 90]}]}
    cases = (({"ngay": "61"}, "yes"), ({"ngay": "60"}, "no"))
    assert told(draft(author, agency, rule(*cases, logic=logic, inputs=INPUTS[1:]))) == []


def test_what_nobody_can_tell_is_left_by_a_tick_with_a_reason(agency: Agency, author: User) -> None:
    """The second test never holds where it is asked, but only reckoning would show it."""
    double = {"*": [{"var": "ngay"}, 2]}
    logic = {"or": [{">": [double, 10]}, {">": [double, 12]}]}
    cases = (({"ngay": "6"}, "yes"), ({"ngay": "5"}, "no"))
    document = draft(author, agency, rule(*cases, logic=logic, inputs=INPUTS[1:]))
    (problem,) = told(document)
    assert problem.acknowledge and problem.pointer == "/logic/or/1"
    with pytest.raises(HasProblems, match="Còn điều hệ thống không tính được"):
        services.freeze(author, [document], title="Bộ")


# ---- switched off


def test_a_rule_that_is_off_says_no_and_needs_no_examples(agency: Agency, author: User) -> None:
    old = factories.install(agency, "rule", rule(), code="ĐK-1")
    document = revised(author, old, rule(off=True))
    assert [problem.severity for problem in told(document)] == ["warning"]
    (version,) = issue(author, document)
    context = services.closure.context(agency)
    assert decide(version.data, {"truc_tuyen": True, "ngay": "61"}, context) is False
    assert decide(old.data, {"truc_tuyen": True, "ngay": "61"}, context) is True


def test_what_was_issued_while_off_needs_examples_to_be_on(agency: Agency, author: User) -> None:
    off = factories.install(agency, "rule", rule(off=True), code="ĐK-1")
    assert "Còn 4 trường hợp" in said(revised(author, off, rule()))[0]


@pytest.mark.parametrize("expected", [{"muc": 5}, {"khac": 7}, {"muc": [7, {"a": [1]}]}, "unknown"])
def test_an_example_that_fails_on_a_row_without_conditions_bars(
    agency: Agency, author: User, expected: Any
) -> None:
    body = {
        "inputs": INPUTS[1:],
        "policy": "first",
        "conditions": [{"id": "c", "field": "ngay"}],
        "results": [{"id": "muc", "label": "Mức thu", "type": "money"}],
        "rows": [
            {"id": "r1", "when": {"c": {"above": 60}}, "then": {"muc": 5}},
            {"id": "r2", "when": {}, "then": {"muc": 7}},
        ],
        "examples": factories.examples(({"ngay": "61"}, {"muc": 5}), ({"ngay": "60"}, expected)),
    }
    document = services.create(author, agency, "table", title="Mức thu", body=body)
    subject = subject_in(body, EMPTY_CONTEXT)
    assert covered(subject, running.run(subject, examples_of(body)))["shown"] == 2
    (sentence,) = said(document)
    assert "cho kết quả Mức thu: 7 đồng (dòng 2), trong khi mong đợi" in sentence


def test_examples_share_one_budget_of_time(
    agency: Agency, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may be just within its own steps; two hundred of them must not hold a worker."""
    monkeypatch.setattr(running, "TOGETHER", 0.0)
    # Another number than elsewhere: what was asked before is remembered.
    document = draft(author, agency, rule(*CASES, ({"truc_tuyen": True, "ngay": "99"}, "yes")))
    assert any("Các ví dụ phải tính quá lâu" in one for one in said(document))
