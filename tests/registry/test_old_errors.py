"""What was wrong in a document in force before does not stop others; what is added does."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.documents import closure, services
from registry.documents.checks import checking
from registry.documents.models import Document, Stage, Version
from registry.documents.services import HasProblems
from registry.now import now
from registry.organisation.models import Agency, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def author(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


def put_in_force(agency: Agency, kind: str, body: Any, **options: Any) -> Version:
    """In force with its errors, as what was issued before a check existed, or came in a package."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(services, "errors", lambda problems: [])
        return factories.install(agency, kind, body, **options)


def revised(author: User, version: Version, body: Any, title: str | None = None) -> Document:
    begun = services.begin_revision(author, version.document)
    base = services.canonical.digest(begun.body)
    return services.save_draft(author, begun, body, base_digest=base, title=title)


def issue(author: User, document: Document) -> list[Version]:
    dossier = services.freeze(author, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=author)
    return services.issue(author, dossier, decision_no="1/QĐ", approvals=[])


def world(agency: Agency, **changes: Any) -> tuple[Version, Version]:
    """(form in force, process in force that reads it in a branch and has an old error)."""
    form = factories.install(agency, "form", factories.small_form(), title="Tờ khai")
    body = factories.small_process(factories.uid_of(form))
    body["steps"].insert(1, {
        "id": "re", "title": "Rẽ nhánh", "kind": "decision", "otherwise": "tham",
        "branches": [{"id": "n1", "when": {"==": [{"var": "xacminh"}, True]}, "to": "ky"}],
    })  # fmt: skip
    return form, put_in_force(agency, "process", {**body, **changes})


def without_answer() -> Any:
    form = factories.small_form()
    form["fields"] = [field for field in form["fields"] if field["id"] != "xacminh"]
    return form


def test_an_old_error_outside_the_dossier_does_not_stop_it(agency: Agency, author: User) -> None:
    form, _ = world(agency, cutoff="chiều")
    changed = factories.small_form()
    changed["fields"][0]["label"] = "Họ, chữ đệm và tên"
    assert len(issue(author, revised(author, form, changed))) == 1


def test_an_error_that_it_adds_does_and_only_that_is_told(agency: Agency, author: User) -> None:
    form, process = world(agency, cutoff="chiều")
    with pytest.raises(HasProblems, match="tài liệu khác đang có hiệu lực") as refused:
        issue(author, revised(author, form, without_answer()))
    told = refused.value.problems[factories.uid_of(process)]
    assert {problem.pointer for problem in told} == {"/steps/1/branches/0/when"}


def test_an_old_error_that_names_the_document_by_its_new_title_is_old(
    agency: Agency, author: User
) -> None:
    form = factories.install(agency, "form", factories.small_form(), title="Tờ khai")
    other = factories.install(agency, "form", factories.small_form(), title="Tờ khai khác")
    rule = factories.install(agency, "rule", factories.small_rule(factories.uid_of(form)))
    put_in_force(
        agency,
        "process",
        factories.small_process(factories.uid_of(other), factories.uid_of(rule)),
    )
    begun = revised(author, form, factories.small_form(), "Tờ khai đổi tên")
    asked = services.problems_of([begun])
    assert asked[str(begun.uid)] == []
    changed = revised_rule(author, rule, factories.uid_of(form))
    dossier = services.freeze(author, [begun, changed], title="Bộ")
    assert len(services.issue(author, dossier, decision_no="1/QĐ", approvals=[])) == 2


def revised_rule(author: User, rule: Version, form: str) -> Document:
    told = factories.examples(({"xacminh": True}, "no"), ({"xacminh": False}, "yes"))
    body = {"form": form, "logic": {"!=": [{"var": "xacminh"}, True]}, "examples": told}
    return revised(author, rule, body)


def test_its_own_old_errors_bar_the_document_itself(agency: Agency, author: User) -> None:
    _, process = world(agency, cutoff="chiều")
    with pytest.raises(HasProblems, match="Còn lỗi"):
        issue(author, revised(author, process, {**process.data, "field": "Khác"}))


def test_what_uses_something_unusable_is_refused(agency: Agency, author: User) -> None:
    """Opening would be refused: the form's catalogue is out of force."""
    choices = factories.install(
        agency, "catalogue",
        {"rows": [{"id": "a", "code": "a", "label": "A"}]}, title="Danh mục",
    )  # fmt: skip
    form = factories.small_form()
    form["fields"].append({"id": "loai", "type": "one_of", "label": "Loại", "audience": "citizen",
                           "catalogue": factories.uid_of(choices)})  # fmt: skip
    uid = factories.uid_of(factories.install(agency, "form", form, title="Đơn"))
    leader = factories.person(agency, role="quality_leader")
    services.cancel(leader, choices.document, reason="Không dùng")
    document = services.create(
        author, agency, "process", title="Cấp đơn", code="QT-1", body=factories.small_process(uid)
    )
    with pytest.raises(HasProblems) as refused:
        services.freeze(author, [document], title="Bộ")
    told = refused.value.problems[str(document.uid)]
    assert any("«Đơn» được dùng ở đây lại dùng một tài liệu" in one.message for one in told)


def test_the_state_before_is_only_asked_where_there_are_errors(agency: Agency) -> None:
    form, process = world(agency)
    text = closure.of_version(process, factories.uid_of(process))
    overlay = [closure.of_version(form, factories.uid_of(form))]

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert checking.added(agency, overlay, now(), text) == []
        return len(asked)

    assert cost() == 0
