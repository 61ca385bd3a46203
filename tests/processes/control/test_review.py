"""A dossier goes through its chain; nobody passes what they wrote; one approval issues all."""

import pytest

from processes.control import lists, reviews
from processes.control.views.pages import document_pages
from processes.engine.refusal import CommandRefused
from registry import canonical, policy
from registry.documents import services as documents
from registry.documents.issue.frame import frame_of
from registry.documents.issue.issuing import approvals_of
from registry.documents.models import Document, Dossier, Stage, Validity, Version
from registry.documents.services import DocumentError, HasProblems
from registry.organisation.models import Delegation
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office


def fresh(document: Document) -> Document:
    found: Document = Document.unscoped.get(pk=document.pk)
    return found


def test_it_passes_through_every_stage_and_is_issued(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    stages = [fresh(draft).stage]
    for person in office.chain:
        office.approve(dossier, person)
        stages.append(fresh(draft).stage)
    assert stages == [
        Stage.DEPT_REVIEW,
        Stage.SECRETARY_REVIEW,
        Stage.QUALITY_REVIEW,
        Stage.AWAITING_ISSUE,
        Stage.IDLE,
    ]
    version = Version.objects.of(office.agency).get(document=draft)
    assert (version.issue_no, version.decision_no) == (1, "07/QĐ-UBND")
    assert Dossier.objects.of(office.agency).get(pk=dossier.pk).state == Dossier.ISSUED


def test_one_approval_issues_the_whole_dossier_at_one_instant(office: Office) -> None:
    drafts = [office.draft("A"), office.draft("B"), office.draft("C")]
    dossier = office.submit(*drafts)
    office.approve(dossier, *office.chain)
    starts = set(
        Validity.objects.of(office.agency)
        .filter(document__in=drafts)
        .values_list("starts", flat=True)
    )
    assert len(starts) == 1
    assert Version.objects.of(office.agency).filter(dossier=dossier).count() == 3


def test_a_new_name_is_among_the_changes(office: Office) -> None:
    draft = office.draft("Sổ tay")
    office.approve(office.submit(draft), *office.chain)
    documents.begin_revision(office.secretary, fresh(draft))
    documents.save_draft(
        office.secretary,
        fresh(draft),
        fresh(draft).data,
        base_digest=canonical.digest(fresh(draft).body),
        title="Sổ tay mới",
    )
    (page,) = document_pages(office.submit(fresh(draft)))
    assert [change.sentence for change in page.changes or []] == [
        "Tên tài liệu: Sổ tay → Sổ tay mới"
    ]


def test_the_author_cannot_review_what_she_wrote(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    with pytest.raises(CommandRefused, match="chính mình"):
        office.approve(dossier, office.secretary)


def test_a_dated_stand_in_reviews_in_her_place_and_both_names_stay(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in)
    said = reviews.verdicts_of(reviews.case_of(dossier))[-1]
    assert (said.who, said.for_whom) == ("Ngọc Hà", "Mai Lan")


def test_a_stand_in_whose_time_is_over_may_not(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    Delegation.objects.of(office.agency).update(ends="2020-01-01")
    policy.forget(office.stand_in)
    with pytest.raises(policy.Forbidden):
        office.approve(dossier, office.stand_in)


def test_returned_with_a_reason_it_is_corrected_and_goes_through_all_again(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    factories.verdict(office.head, office.task(dossier), "return", reason="Thiếu phạm vi áp dụng.")
    again = fresh(draft)
    assert again.stage == Stage.CHANGES_REQUESTED
    assert list(lists.documents_in(office.secretary, lists.BY_CODE["yeu-cau-chinh-sua"])) == [again]
    changed = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Cả phường."}]}
    documents.save_draft(
        office.secretary, again, changed, base_digest=documents.canonical.digest(again.body)
    )
    dossier.refresh_from_db()
    office.submit(fresh(draft), dossier=dossier)
    assert fresh(draft).stage == Stage.DEPT_REVIEW
    office.approve(dossier, *office.chain)
    version = Version.objects.of(office.agency).get(document=draft)
    assert version.data["sections"][0]["text"] == "Cả phường."
    assert [row["name"] for row in approvals_of(version)] == [
        "Mai Lan",
        "Quang Vinh",
        "Ngọc Hà",
        "Văn Khải",
        "Minh Đức",
    ]


def test_a_return_without_a_reason_is_refused(office: Office) -> None:
    dossier = office.submit(office.draft())
    with pytest.raises(CommandRefused):
        factories.verdict(office.head, office.task(dossier), "return", reason="  ")


def test_what_is_under_review_cannot_be_edited(office: Office) -> None:
    draft = office.draft()
    office.submit(draft)
    with pytest.raises(policy.Forbidden):
        documents.save_draft(
            office.secretary,
            draft,
            {},
            base_digest=documents.canonical.digest(draft.body),
        )


def test_a_mistake_bars_submitting_but_not_saving(office: Office) -> None:
    draft = office.draft()
    kept = documents.save_draft(
        office.secretary, draft, {}, base_digest=documents.canonical.digest(draft.body)
    )
    with pytest.raises(HasProblems) as refused:
        office.submit(kept)
    assert "Chưa có mục nào" in refused.value.problems[str(draft.uid)][0].message
    assert not Dossier.objects.of(office.agency).exists()


def test_issuing_needs_the_number_of_the_decision(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    with pytest.raises(DocumentError, match="số quyết định"):
        factories.verdict(office.top, office.task(dossier), "forward")
    assert not Version.objects.of(office.agency).filter(dossier=dossier).exists()


def test_a_double_click_issues_once(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    task = office.task(dossier)
    page = factories.named(task)
    for _ in range(2):
        factories.verdict(
            office.top, task, "forward", decision_no="07/QĐ-UBND", idempotency_key="bấm",
            round=page["round"], digest=page["digest"],
        )  # fmt: skip
    assert Version.objects.of(office.agency).filter(dossier=dossier).count() == 1


def test_the_approval_block_has_three_columns_and_says_for_whom(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, *office.chain)
    block = frame_of(Version.objects.of(office.agency).get(dossier=dossier))["approvals"]
    assert [column["heading"] for column in block] == ["Soạn thảo", "Xem xét", "Phê duyệt"]
    assert [person["name"] for person in block[1]["people"]] == [
        "Quang Vinh",
        "Ngọc Hà",
        "Văn Khải",
    ]
    assert block[1]["people"][1]["signed_for"].startswith("KT.")


def test_each_list_holds_what_waits_for_that_person(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    waiting = {
        office.head: "cho-lanh-dao-phong-ban",
        office.stand_in: "cho-thu-ky-iso",
        office.quality: "cho-lanh-dao-chat-luong",
        office.top: "cho-ban-hanh",
    }
    for person, code in waiting.items():
        assert lists.counts(person)[code] == 1
        assert lists.documents_in(person, lists.BY_CODE[code]).get() == draft
        office.approve(dossier, person)
        assert lists.counts(person)[code] == 0
    assert lists.counts(office.head)["da-ban-hanh"] >= 1


def test_a_stranger_sees_no_dossier(office: Office) -> None:
    dossier = office.submit(office.draft())
    stranger = factories.person(factories.agency(), role="top_leader")
    assert not policy.visible(stranger, Dossier).filter(pk=dossier.pk).exists()
    with pytest.raises(policy.Forbidden):
        factories.verdict(stranger, office.task(dossier), "forward")


def test_the_trail_of_a_review_holds(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, *office.chain)
    assert list(events.verify()) == []


def test_who_may_read_it_changes_only_when_it_is_issued(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, *office.chain)
    again = documents.begin_revision(office.secretary, fresh(draft))
    documents.save_draft(
        office.secretary,
        again,
        again.data,
        base_digest=documents.canonical.digest(again.body),
        confidentiality="public",
    )
    assert fresh(draft).confidentiality == "internal"
    office.approve(office.submit(fresh(draft)), *office.chain)
    assert fresh(draft).confidentiality == "public"
