"""Somebody proposes, the secretary examines, the leader for quality decides, everybody is told."""

from datetime import timedelta

import pytest

from processes.control import lists
from processes.control.proposals import reading, services
from processes.control.proposals.models import Proposal, ProposalState
from processes.engine.refusal import CommandRefused
from registry import identity
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Stage, Validity
from registry.now import now, today
from registry.policy import Forbidden, forget, visible
from registry.trail import outbox
from tests import factories
from tests.processes.control.proposals.conftest import Place, told

PROOF = identity.Proof(factories.PASSWORD)


def in_lists(place: Place, proposal: Proposal) -> dict[str, set[str]]:
    """In which lists of proposals it stands, for everybody of the office."""
    people = {
        "clerk": place.clerk, "colleague": place.colleague, "secretary": place.office.secretary,
        "quality": place.office.quality, "top": place.office.top, "head": place.office.head,
    }  # fmt: skip
    found = {}
    for name, person in people.items():
        forget(person)
        found[name] = {
            one.code
            for one in lists.LISTS
            if one.of is Proposal
            and lists.proposals_in(person, one).filter(pk=proposal.pk).exists()
        }
        counted = lists.counts(person)
        assert all(counted[code] for code in found[name]), "what stands in a list is counted"
    return {name: codes for name, codes in found.items() if codes}


def test_a_proposal_goes_from_hand_to_hand_and_becomes_an_issue(place: Place) -> None:
    office, proposal = place.office, place.propose()
    assert proposal.code == f"ĐX-01/{today().year}"
    assert in_lists(place, proposal) == {
        "clerk": {"de-xuat-cua-toi"}, "secretary": {"de-xuat-cho-xem-xet"},
    }  # fmt: skip
    place.say(office.secretary, proposal, reason="Đề nghị chấp thuận.")
    assert in_lists(place, proposal) == {
        "clerk": {"de-xuat-cua-toi"}, "quality": {"de-xuat-cho-duyet"},
    }  # fmt: skip
    due = today() + timedelta(days=20)
    place.say(office.quality, proposal, drafter=office.secretary, due=due, reason="Sửa sớm.")
    draft = place.draft()
    assert (draft.stage, draft.author) == (Stage.DRAFT, office.secretary)
    assert draft.body == proposal.version.body, "preloaded with what is in force"
    assert in_lists(place, proposal) == {
        "clerk": {"de-xuat-cua-toi"}, "secretary": {"cho-sua-doi"}, "quality": {"cho-sua-doi"},
        "top": {"cho-sua-doi"},
    }  # fmt: skip
    (text,) = told(place.clerk)
    assert "được chấp thuận" in text and f"hạn sửa xong {due:%d/%m/%Y}" in text
    assert "Sửa sớm." in text
    assert any("được giao soạn lần sửa đổi" in one for one in told(office.secretary))
    dossier = office.submit(draft)
    office.approve(dossier, *office.chain)
    assert any("đã thực hiện xong" in one for one in told(place.clerk))
    assert place.fresh(proposal).state == ProposalState.DONE
    assert in_lists(place, proposal) == {"clerk": {"de-xuat-cua-toi"}}


def test_who_is_refused_reads_why_and_so_does_who_agreed(place: Place) -> None:
    proposal = place.propose()
    services.back(place.colleague, proposal, "Tôi cũng gặp.")
    services.back(place.colleague, proposal)
    assert proposal.backings.count() == 1
    place.say(place.office.secretary, proposal)
    place.say(place.office.quality, proposal, "khong", reason="Mục này theo luật.")
    after = place.fresh(proposal)
    assert (after.state, after.answer) == (ProposalState.REJECTED, "Mục này theo luật.")
    for person in (place.clerk, place.colleague):
        (text,) = told(person)
        assert "không được chấp thuận" in text and "Mục này theo luật." in text
    assert place.draft().stage == Stage.IDLE
    assert in_lists(place, proposal) == {
        "clerk": {"de-xuat-cua-toi"}, "colleague": {"de-xuat-cua-toi"},
    }  # fmt: skip


def test_a_proposal_to_cancel_is_the_decision_itself(place: Place) -> None:
    proposal, office = place.propose(kind="cancel"), place.office
    place.say(office.secretary, proposal)
    with pytest.raises(DocumentError, match="Mật khẩu không đúng"):
        place.say(office.quality, proposal, decision_no="9/QĐ", proof=identity.Proof("sai"))
    with pytest.raises(DocumentError, match="số quyết định hủy bỏ"):
        place.say(office.quality, proposal, proof=PROOF)
    place.say(office.quality, proposal, decision_no="9/QĐ", proof=PROOF, reason="Không dùng nữa.")
    assert place.fresh(proposal).state == ProposalState.DONE
    assert not Validity.objects.of(office.agency).filter(
        Validity.open_at(now()), document=place.document
    )
    assert any("đã có quyết định hủy bỏ" in one for one in told(place.clerk))


def test_by_the_switch_the_top_leader_alone_cancels(place: Place) -> None:
    office, proposal = place.office, place.propose(kind="cancel")
    office.agency.cancels_by_top = True
    office.agency.save()
    for person in (office.quality, office.top, office.secretary):
        forget(person)
    place.say(office.secretary, proposal)
    with pytest.raises(DocumentError, match="lãnh đạo cao nhất"):
        place.say(office.quality, proposal, decision_no="9/QĐ", proof=PROOF)
    place.say(office.quality, proposal, "trinh", reason="Đồng ý.")
    assert in_lists(place, proposal)["top"] == {"de-xuat-cho-duyet"}
    place.say(office.top, proposal, decision_no="9/QĐ", proof=PROOF)
    assert place.fresh(proposal).state == ProposalState.DONE


def test_an_opinion_names_what_its_page_showed(place: Place) -> None:
    proposal, office = place.propose(), place.office
    seen = reading.carried(place.fresh(proposal))
    services.back(place.colleague, proposal)
    with pytest.raises(CommandRefused, match="những người đồng ý"):
        services.decide(office.secretary, place.task(proposal), "forward", seen=seen, reason="Ừ")
    with pytest.raises(CommandRefused, match="Chưa rõ ông/bà đã đọc"):
        services.decide(office.secretary, place.task(proposal), "forward", seen="", reason="Ừ")
    assert place.fresh(proposal).state == ProposalState.EXAMINING


def test_a_double_press_does_nothing_twice(place: Place) -> None:
    office = place.office
    first, second = (place.propose(idempotency_key="k1") for _ in range(2))
    assert first == second and Proposal.objects.of(office.agency).count() == 1
    task, seen = place.task(first), reading.carried(place.fresh(first))
    for _ in range(2):
        services.decide(
            office.secretary, task, "forward", seen=seen, reason="Chuyển.", idempotency_key="k2"
        )
    assert place.fresh(first).state == ProposalState.DECIDING
    for _ in range(2):
        services.withdraw(place.clerk, first, "Thôi.", idempotency_key="k3")
    assert place.fresh(first).state == ProposalState.WITHDRAWN


def test_nobody_decides_or_withdraws_for_others(place: Place) -> None:
    proposal, office = place.propose(), place.office
    stranger = factories.person(factories.agency(), role="quality_leader", roles=("staff",))
    with pytest.raises(Forbidden):
        place.say(office.quality, proposal)
    with pytest.raises(Forbidden):
        services.withdraw(place.colleague, proposal, "Thôi")
    with pytest.raises(Forbidden):
        place.propose(stranger)
    with pytest.raises(Forbidden):
        services.back(stranger, proposal)
    own = place.propose(office.quality, reason="Lãnh đạo cũng đề xuất.")
    place.say(office.secretary, own)
    with pytest.raises(CommandRefused):
        place.say(office.quality, own, drafter=office.secretary, due=today())
    assert not visible(stranger, Proposal).exists()


def test_colleagues_find_what_waits_but_not_what_was_answered(place: Place) -> None:
    proposal = place.propose()
    assert visible(place.colleague, Proposal).filter(pk=proposal.pk).exists()
    place.say(place.office.secretary, proposal)
    place.say(place.office.quality, proposal, "khong", reason="Không.")
    assert not visible(place.colleague, Proposal).filter(pk=proposal.pk).exists()
    assert visible(place.clerk, Proposal).filter(pk=proposal.pk).exists()


def test_a_draft_that_is_under_way_takes_it_up(place: Place) -> None:
    office = place.office
    documents.begin_revision(office.secretary, place.document)
    proposal = place.propose()
    place.say(office.secretary, proposal)
    place.say(office.quality, proposal, drafter=office.secretary, due=today())
    after = place.fresh(proposal)
    assert (after.state, after.drafter) == (ProposalState.AMENDING, office.secretary)


def test_approved_while_a_revision_is_in_review_it_opens_when_that_is_issued(place: Place) -> None:
    office = place.office
    draft = documents.begin_revision(office.secretary, place.document)
    dossier, proposal = office.submit(draft), place.propose()
    place.approve(proposal)
    assert place.fresh(proposal).state == ProposalState.APPROVED
    office.approve(dossier, *office.chain)
    outbox.work()
    after = place.fresh(proposal)
    assert (after.state, after.document.stage) == (ProposalState.AMENDING, Stage.DRAFT)
    assert after.document.author == office.secretary


def test_cancelled_while_it_waits_it_is_answered(place: Place) -> None:
    amend, cancel = place.propose(), place.propose(place.colleague, kind="cancel")
    documents.cancel(place.office.quality, place.document, reason="Hết dùng.", decision_no="3/QĐ")
    outbox.work()
    outbox.work()
    assert place.fresh(amend).state == ProposalState.REJECTED
    assert place.fresh(cancel).state == ProposalState.DONE
    assert "theo 3/QĐ" in place.fresh(amend).answer
    assert any("theo 3/QĐ" in text for text in told(place.clerk))
    for proposal in (amend, cancel):
        case = reading.case_of(proposal)
        assert case is not None and case.closed_at is not None


@pytest.mark.parametrize("what", ["never issued", "cancelled"])
def test_nothing_is_proposed_where_nothing_is_in_force(place: Place, what: str) -> None:
    office = place.office
    document: Document = office.draft("Mới")
    if what == "cancelled":
        document = place.document
        documents.cancel(office.quality, document, reason="Hết dùng.")
    who = office.secretary
    with pytest.raises(
        DocumentError, match="chưa ban hành" if what != "cancelled" else "đã hủy bỏ"
    ):
        services.raise_proposal(who, document, "amend", reason="Sai")
    assert not Proposal.objects.of(office.agency).exists()
