"""One code names one document of its kind in an agency, unless the agency repeats codes."""

from datetime import timedelta
from typing import Any

import pytest

from registry.documents import services
from registry.documents.checks.codes import key_of
from registry.documents.models import Document, Dossier, DossierItem, Stage, Version
from registry.documents.services import HasProblems
from registry.now import now
from registry.organisation.models import Agency, User
from tests import factories

pytestmark = pytest.mark.django_db
BODY = {"sections": [{"id": "m1", "heading": "Mục", "text": "Nội dung"}]}
SPELLINGS = ["HD-01", "hd-01", "HD‑01", "HD–01", "HD - 01", " HD 01 ", "HD01", "H​D-\xad01"]


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def author(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


def draft(author: User, agency: Agency, code: str, kind: str = "manual") -> Document:
    return services.create(author, agency, kind, title=f"Tài liệu {code}", code=code, body=BODY)


def issued(agency: Agency, code: str, **options: Any) -> Document:
    return factories.install(agency, "manual", BODY, code=code, title="Đã có", **options).document


def submit(author: User, *drafts: Document) -> Dossier:
    dossier = services.freeze(author, list(drafts), title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=author)
    return dossier


def issue(author: User, dossier: Dossier, **options: Any) -> list[Version]:
    return services.issue(author, dossier, decision_no="1/QĐ", approvals=[], **options)


def revise(author: User, document: Document, code: str | None = None) -> Document:
    begun = services.begin_revision(author, document)
    base = services.canonical.digest(begun.body)
    body = {"sections": [{"id": "m1", "heading": "Mục", "text": "Nội dung mới"}]}
    return services.save_draft(author, begun, body, base_digest=base, code=code)


def said(document: Document) -> list[tuple[str, str]]:
    found = services.problems_of([document])[str(document.uid)]
    return [(problem.severity, problem.message) for problem in found if problem.keyword == "code"]


@pytest.mark.parametrize("code", SPELLINGS)
def test_a_code_in_force_is_refused_however_it_is_spelled(
    agency: Agency, author: User, code: str
) -> None:
    issued(agency, "HD-01")
    document = draft(author, agency, code)
    (problem,) = services.problems_of_draft(document, document.data, code=document.code)
    assert (problem.severity, "«HD-01 Đã có» đang có hiệu lực" in problem.message) == (
        "error",
        True,
    )
    with pytest.raises(HasProblems, match="Còn lỗi"):
        submit(author, document)


def test_other_kinds_agencies_and_codes_are_free(agency: Agency, author: User) -> None:
    issued(agency, "HD-01")
    issued(factories.agency(), "HD-02")
    for code, kind in (("HD-01", "instruction"), ("HD-02", "manual"), ("HD-0.1", "manual")):
        assert said(draft(author, agency, code, kind)) == []


def test_a_scheduled_one_and_one_under_review_have_their_code_too(
    agency: Agency, author: User
) -> None:
    issued(agency, "HD-01", starts=now() + timedelta(days=3))
    assert "sắp có hiệu lực" in said(draft(author, agency, "HD-01"))[0][1]
    submit(author, draft(author, agency, "HD-02"))
    other = draft(author, agency, "HD-02")
    ((severity, message),) = said(other)
    assert severity == "error" and "đang được trình ban hành" in message
    assert "Tài liệu HD-02" not in message
    with pytest.raises(HasProblems):
        submit(author, other)


def test_a_restricted_document_is_not_named(agency: Agency, author: User) -> None:
    document = issued(agency, "HD-01")
    Document.objects.of(agency).filter(pk=document.pk).update(confidentiality="restricted")
    ((_, message),) = said(draft(author, agency, "HD-01"))
    assert "hạn chế đọc" in message and "Đã có" not in message


def test_a_returned_one_gives_its_code_free_and_a_cancelled_one_never(
    agency: Agency, author: User
) -> None:
    leader = factories.person(agency, role="quality_leader")
    services.cancel(leader, issued(agency, "HD-01"), reason="Không dùng")
    ((severity, message),) = said(draft(author, agency, "HD-01"))
    assert severity == "error" and "đã từng ban hành" in message
    dossier = submit(author, draft(author, agency, "HD-02"))
    services.set_stage(dossier, Stage.CHANGES_REQUESTED, actor=author)
    assert said(draft(author, agency, "HD-02")) == []


def test_two_in_one_dossier_are_refused_and_a_swap_is_not(agency: Agency, author: User) -> None:
    with pytest.raises(HasProblems) as refused:
        submit(author, draft(author, agency, "HD-01"), draft(author, agency, "hd-01"))
    assert "trong cùng bộ" in next(iter(refused.value.problems.values()))[0].message
    old = issued(agency, "HD-07")
    issue(author, submit(author, revise(author, old, "HD-08"), draft(author, agency, "HD-07")))
    codes = [version.code for version in Version.objects.of(agency).order_by("pk")]
    assert codes == ["HD-07", "HD-08", "HD-07"]


def test_pairs_that_exist_are_told_and_may_be_revised(agency: Agency, author: User) -> None:
    first, _ = issued(agency, "HD-01"), issued(agency, "hd–01")
    begun = revise(author, first)
    ((severity, message),) = said(begun)
    assert (severity, "cũng là của «hd–01 Đã có»" in message) == ("warning", True)
    assert len(issue(author, submit(author, begun))) == 1


def test_a_new_code_of_a_revision_is_refused_like_any_other(agency: Agency, author: User) -> None:
    issued(agency, "HD-01")
    begun = revise(author, issued(agency, "HD-02"), "HD-01")
    assert [severity for severity, _ in said(begun)] == ["error"]


def test_an_agency_may_repeat_codes(agency: Agency, author: User) -> None:
    issued(agency, "HD-01")
    agency.repeats_codes = True
    agency.save()
    document = draft(author, agency, "HD-01")
    assert said(document) == []
    assert len(issue(author, submit(author, document))) == 1


def test_the_first_submitted_of_two_is_issued_the_second_is_not(
    agency: Agency, author: User
) -> None:
    agency.repeats_codes = True
    agency.save()
    first, second = (submit(author, draft(author, agency, "HD-01")) for _ in range(2))
    Agency.objects.filter(pk=agency.pk).update(repeats_codes=False)
    with pytest.raises(HasProblems, match="chưa ban hành được"):
        issue(author, second)
    assert len(issue(author, first)) == 1
    with pytest.raises(HasProblems) as refused:
        issue(author, second)
    (problem,) = next(iter(refused.value.problems.values()))
    assert "đang có hiệu lực" in problem.message


def test_a_code_that_ends_soon_is_taken_for_ever(agency: Agency, author: User) -> None:
    leader, soon = factories.person(agency, role="quality_leader"), now() + timedelta(days=3)
    services.cancel(leader, issued(agency, "HD-01"), reason="Thay", at=soon)
    document = draft(author, agency, "HD-01")
    with pytest.raises(HasProblems):
        services.freeze(author, [document], title="Bộ", effective_from=soon)


def test_blank_codes_are_no_twins(agency: Agency) -> None:
    assert [key_of(text) for text in ("", " ​ ")] == ["", ""]
    first = factories.install(agency, "manual", BODY, code=" ")
    factories.install(agency, "manual", BODY, code=" ")
    assert said(first.document) == []


def test_it_says_nothing_of_an_item_of_an_older_round(agency: Agency, author: User) -> None:
    document = draft(author, agency, "HD-01")
    dossier = submit(author, document)
    services.set_stage(dossier, Stage.CHANGES_REQUESTED, actor=author)
    document.refresh_from_db()
    base = services.canonical.digest(document.body)
    document = services.save_draft(author, document, BODY, base_digest=base, code="HD-09")
    dossier.refresh_from_db()
    services.freeze(author, [document], title="Bộ", dossier=dossier)
    assert DossierItem.objects.filter(code="HD-01").exists()
    assert said(draft(author, agency, "HD-01")) == []
